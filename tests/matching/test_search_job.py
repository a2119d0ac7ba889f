from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.urls import reverse

from matching import candidates
from matching.candidates import Comparison
from matching.models import RunEvidence
from matching.services import find_pairs, start_run
from mentoring.jobs.models import Job
from mentoring.jobs.services import cancel_job, run_next_job
from mentoring.lib import clock
from programmes.models import Cohort
from tests.factories import at
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db


def test_find_pairs_runs_the_newest_search_of_the_cohort():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    with clock.standing_at(at("2026-03-01 09:00")):
        abandoned = start_run(cohort=cohort, by=by)
    Job.objects.update(state=Job.State.FAILED)
    run = start_run(cohort=cohort, by=by)

    assert run_next_job()

    run.refresh_from_db()
    abandoned.refresh_from_db()
    assert (run.finished_at is not None, abandoned.finished_at) == (True, None)


def test_search_ends_with_how_many_are_placed_whom_the_board_calls_drafted(sign_in):
    cohort, by = open_cohort()
    mentor_of(cohort, capacity=2)
    for _ in range(3):
        mentee_of(cohort)
    start_run(cohort=cohort, by=by)

    run_next_job()

    job = Job.objects.get()
    page = sign_in(by).get(job.get_absolute_url()).content.decode()
    board = reverse("admin:matching_cohort_board", args=[cohort.pk])
    assert job.message == "2 of 3 mentees placed."
    assert "<strong>2 of 3 mentees placed.</strong>" in page
    assert f'href="{board}">Review the pairs</a>' in page
    shown = sign_in(by).get(board).content.decode()
    assert ('<p class="value">2 of 3</p>' in shown, "0 sent, 2 not yet" in shown) == (True, True)


def test_find_pairs_tells_how_far_it_is():
    cohort, by = open_cohort()
    mentor_of(cohort)
    for _ in range(3):
        mentee_of(cohort)
    start_run(cohort=cohort, by=by)
    told = []

    find_pairs(SimpleNamespace(subject_id=cohort.pk), lambda *progress: told.append(progress))

    assert told == [
        (0, 0, "Reading who takes part"),
        (0, 3, "Comparing mentees with mentors"),
        (3, 3, "Comparing mentees with mentors"),
        (3, 3, "Choosing the best pairs"),
        (3, 3, "Proving the result"),
        (3, 3, "Writing the suggestions"),
    ]


def test_page_of_a_search_says_how_many_pairs_are_compared(sign_in):
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    start_run(cohort=cohort, by=by)
    Job.objects.update(state="running", done=412, total=1300, message="Proving the result")

    page = sign_in(by).get(Job.objects.get().get_absolute_url()).content.decode()

    assert "<p>Proving the result</p>" in page
    assert "412 of 1,300 pairs compared" in page


def test_search_that_is_stopped_ends_at_its_next_report_and_leaves_the_drafts_of_before(monkeypatch):
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking", capacity=3)
    for _ in range(3):
        mentee_of(cohort)
    searched(cohort, by)
    before = pairs_of(cohort)
    monkeypatch.setattr(candidates, "PAIRS_AT_ONCE", 1)
    run = start_run(cohort=cohort, by=by)
    block, told = Comparison.block, []

    def stopped_meanwhile(comparison, start, stop):
        told.append((Job.objects.get(state="running").done, start, stop))
        if start == 1:
            cancel_job(job=Job.objects.get(state="running"), by=by)
        return block(comparison, start, stop)

    monkeypatch.setattr(Comparison, "block", stopped_meanwhile)
    assert run_next_job()

    run.refresh_from_db()
    assert told == [(0, 0, 1), (1, 1, 2)]
    assert Job.objects.filter(state="cancelled").count() == 1
    assert (run.finished_at, RunEvidence.objects.filter(run=run).exists()) == (None, False)
    assert pairs_of(cohort) == before


def test_search_renews_its_lease_at_every_report(monkeypatch):
    cohort, by = open_cohort()
    mentor_of(cohort)
    for _ in range(3):
        mentee_of(cohort)
    monkeypatch.setattr(candidates, "PAIRS_AT_ONCE", 1)
    start_run(cohort=cohort, by=by)
    block, leases = Comparison.block, []

    def noted(comparison, start, stop):
        leases.append(Job.objects.get().lease_until)
        Job.objects.update(lease_until=leases[-1] - timedelta(seconds=50))
        return block(comparison, start, stop)

    monkeypatch.setattr(Comparison, "block", noted)
    run_next_job()

    assert len(leases) == 3
    assert all(later >= former for former, later in pairwise(leases))
    assert Job.objects.get().state == "done"


def test_job_ends_with_the_sentence_of_a_refusal():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    start_run(cohort=cohort, by=by)
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)

    run_next_job()

    job = Job.objects.get()
    assert (job.state, job.message) == ("failed", "This cohort is over; its pairs stay as they are.")
