import json
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching import services
from matching.assignment import Assignment, Certificate, verify
from matching.models import Proposal, ProposalSide, Run
from matching.services import RUN_KIND, find_pairs, run_matching, start_run
from matching.services.finding import compare
from matching.services.inputs import read_inputs
from mentoring.audit.models import AuditEvent
from mentoring.jobs.models import Job
from mentoring.jobs.services import run_next_job
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from programmes.models import Cohort, Enrolment, Role
from tests.factories import ProfileFactory, at, make_mentorship, make_proposal
from tests.matching.people import (
    matched,
    mentee_of,
    mentor_of,
    open_cohort,
    pairs_of,
    searched,
    silent,
)

pytestmark = pytest.mark.django_db


def refusal_of(cohort, by):
    with pytest.raises(Refused) as refused:
        start_run(cohort=cohort, by=by)
    return refused.value.message


# --- start_run ---


def test_start_run_puts_down_a_job_and_ends_registration():
    cohort, by = open_cohort(stage=Cohort.Stage.REGISTRATION)
    mentor_of(cohort)
    mentee_of(cohort)

    with clock.standing_at(at("2026-03-02 09:00")):
        run = start_run(cohort=cohort, by=by)

    job = Job.objects.get()
    cohort.refresh_from_db()
    assert cohort.stage == "matching"
    assert (job.kind, job.subject_id, job.started_by, job.state) == (RUN_KIND, cohort.pk, by, "waiting")
    assert (run.created_at, run.created_by, run.finished_at) == (at("2026-03-02 09:00"), by, None)
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == [
        "cohort.start_matching",
        "run.start",
        "job.start",
    ]


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("draft", "Registration has not opened yet, so there is nobody to pair."),
        ("closed", "This cohort is over; its pairs stay as they are."),
    ],
)
def test_start_run_refuses_other_stages(stage, sentence):
    cohort, by = open_cohort(stage=stage)
    mentor_of(cohort)
    mentee_of(cohort)

    assert refusal_of(cohort, by) == sentence
    assert not Run.objects.exists()
    assert not Job.objects.exists()


def test_start_run_refuses_without_an_approved_mentor():
    cohort, by = open_cohort(stage=Cohort.Stage.REGISTRATION)
    mentor_of(cohort, status=Enrolment.Status.REGISTERED)
    mentee_of(cohort)

    assert refusal_of(cohort, by) == "No mentor has a place yet. Please approve at least one."
    cohort.refresh_from_db()
    assert cohort.stage == "registration"


def test_start_run_refuses_without_an_approved_mentee():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort, status=Enrolment.Status.WITHDRAWN)

    assert refusal_of(cohort, by) == "No mentee has a place yet. Please approve at least one."


def test_start_run_refuses_while_a_search_is_on_its_way():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    start_run(cohort=cohort, by=by)

    assert refusal_of(cohort, by) == "This is already under way. Please wait until it is done."
    assert Run.objects.count() == 1


def test_start_run_refuses_when_nobody_waits():
    cohort, by = open_cohort(stage=Cohort.Stage.RUNNING)
    make_mentorship(mentor_of(cohort), mentee_of(cohort))
    make_proposal(mentor_of(cohort), mentee_of(cohort))

    assert refusal_of(cohort, by) == "Every mentee has a mentor or a suggestion already."


# --- run_matching ---


def test_run_matching_keeps_the_best_pairs_as_drafts_with_reasons():
    cohort, by = open_cohort()
    speaker, planner = mentor_of(cohort, "Speaking"), mentor_of(cohort, "Planning")
    wants_planning, wants_speaking = mentee_of(cohort, "Planning"), mentee_of(cohort, "Speaking")

    with clock.standing_at(at("2026-03-02 09:00")):
        run = matched(cohort, by)

    proposal = Proposal.objects.filter(sides__enrolment=speaker).get()
    skill = str(speaker.person.skills.get().skill_id)
    assert pairs_of(cohort) == {(speaker, wants_speaking), (planner, wants_planning)}
    assert (proposal.run, proposal.created_at, proposal.sent_at) == (run, at("2026-03-02 09:00"), None)
    assert proposal.score == 850_000
    assert proposal.components == [
        {"name": "skills", "points": 700_000, "maximum": 700_000},
        {"name": "department", "points": 0, "maximum": 150_000},
        {"name": "site", "points": 150_000, "maximum": 150_000},
    ]
    assert proposal.reasons == [
        {"code": "offers_first", "values": {"skill": skill}},
        {"code": "same_site", "values": {}},
        {"code": "same_department", "values": {}},
    ]


def test_run_matching_stores_what_it_knew_and_the_proof():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking", capacity=2)
    mentor_of(cohort, "Planning")
    for wish in ("Planning", "Speaking", "Writing", "Planning"):
        mentee_of(cohort, wish)
    digest = read_inputs(cohort).digest()
    candidates = compare(read_inputs(cohort), silent)

    run = matched(cohort, by)

    proof = run.certificate
    verify(
        candidates.mentee,
        candidates.mentor,
        candidates.score,
        proof["capacity"],
        Assignment(
            mentor_of=np.array(proof["mentor_of"]),
            cardinality=run.cardinality,
            total=run.total,
            certificate=Certificate(np.array(proof["mentee_prices"]), np.array(proof["mentor_prices"])),
        ),
        mentees=len(proof["mentees"]),
    )
    assert (run.cardinality, run.objective, run.inputs_digest) == (3, "total", digest)
    assert run.policy == {
        "skills": 70,
        "department": 15,
        "site": 15,
        "grade": 0,
        "grade_gap": 2,
        "style": "classic",
    }
    assert sorted(run.versions) == ["algorithm", "numpy", "scipy"]
    assert run.finished_at is not None


def test_run_matching_says_why_somebody_has_nobody():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking")
    lucky, other = mentee_of(cohort, "Speaking"), mentee_of(cohort, "Sailing")

    run = matched(cohort, by)

    assert {mentee for _mentor, mentee in pairs_of(cohort)} == {lucky}
    assert run.unplaced == [
        {
            "enrolment": str(other.pk),
            "reasons": [{"code": "places_taken", "values": {}}, {"code": "not_offered", "values": {}}],
        }
    ]


def test_run_matching_never_lets_two_mentor_each_other():
    cohort, by = open_cohort()
    one, other = ProfileFactory(), ProfileFactory()
    mentor_of(cohort, "Speaking", person=one)
    mentor_of(cohort, person=other)
    mentee_of(cohort, "Speaking", person=other)
    mentee_of(cohort, person=one)

    run = matched(cohort, by)

    assert [(mentor.person, mentee.person) for mentor, mentee in pairs_of(cohort)] == [(one, other)]
    assert run.cardinality == 1


def test_run_matching_puts_new_drafts_in_place_of_the_old():
    cohort, by = open_cohort()
    worse, mentee = mentor_of(cohort), mentee_of(cohort, "Speaking")
    searched(cohort, by)
    before = pairs_of(cohort)
    better = mentor_of(cohort, "Speaking")

    second = searched(cohort, by)

    assert before == {(worse, mentee)}
    assert pairs_of(cohort) == {(better, mentee)}
    assert Proposal.objects.get().run == second
    assert ProposalSide.objects.count() == 2


def test_run_matching_leaves_a_finished_run_alone():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    run = matched(cohort, by)
    before = Proposal.objects.get().pk

    again = run_matching(run=Run.objects.get(), progress=silent)

    assert again.finished_at == run.finished_at
    assert Proposal.objects.get().pk == before


def test_slower_worker_finds_the_run_finished_and_writes_nothing():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)
    stale = Run.objects.get(pk=run.pk)

    def overtaken(done, total, message):
        if done:
            run_matching(run=run, progress=silent)

    run_matching(run=stale, progress=overtaken)

    assert Proposal.objects.count() == 1
    assert AuditEvent.objects.filter(verb="run.finish").count() == 1


def test_run_matching_writes_nothing_when_the_cohort_closed_meanwhile():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)

    with pytest.raises(Refused, match="This cohort is over"):
        run_matching(run=run, progress=silent)
    assert not Proposal.objects.exists()


def test_run_matching_drops_the_pair_of_somebody_who_left_while_it_searched():
    cohort, by = open_cohort()
    mentor_of(cohort)
    leaving = mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)

    def leave(done, total, message):
        if done:
            Enrolment.objects.filter(pk=leaving.pk).update(status=Enrolment.Status.WITHDRAWN)

    run_matching(run=run, progress=leave)

    assert not Proposal.objects.exists()


def test_run_matching_drops_a_pair_that_was_taken_out_while_it_searched():
    cohort, by = open_cohort()
    draft = make_proposal(mentor_of(cohort), mentee_of(cohort), status=Proposal.Status.DRAFT)
    run = start_run(cohort=cohort, by=by)

    def take_out(done, total, message):
        if done:
            Proposal.objects.filter(pk=draft.pk).update(status=Proposal.Status.REMOVED)

    run_matching(run=run, progress=take_out)

    assert list(Proposal.objects.values_list("pk", "status")) == [(draft.pk, "removed")]


def test_run_matching_without_anybody_left_ends_empty():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee = mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)
    Enrolment.objects.filter(pk=mentee.pk).update(status=Enrolment.Status.WITHDRAWN)

    run = run_matching(run=run, progress=silent)

    assert (run.cardinality, run.unplaced, Proposal.objects.count()) == (0, [], 0)


def test_run_matching_needs_as_many_queries_for_many_as_for_few():
    counts = []
    for people in (2, 12):
        cohort, by = open_cohort()
        boss = ProfileFactory()
        for _ in range(people):
            mentor_of(cohort, "Speaking", person=ProfileFactory(manager=ProfileFactory(manager=boss)))
            mentee_of(cohort, "Speaking", person=ProfileFactory(manager=ProfileFactory(manager=boss)))
        run = start_run(cohort=cohort, by=by)
        with CaptureQueriesContext(connection) as queries:
            run_matching(run=run, progress=silent)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


# --- the job ---


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
        (3, 3, "Comparing mentees with mentors"),
        (3, 3, "Writing the suggestions"),
    ]


def test_job_ends_with_the_sentence_of_a_refusal():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    start_run(cohort=cohort, by=by)
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)

    run_next_job()

    job = Job.objects.get()
    assert (job.state, job.message) == ("failed", "This cohort is over; its pairs stay as they are.")


def test_run_is_kept_as_plain_json():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)

    run = matched(cohort, by)

    run.refresh_from_db()
    assert json.loads(json.dumps(run.certificate))["mentor_of"] == [0]
    assert services.is_searching(cohort) is True
    assert {side.role for side in ProposalSide.objects.all()} == {Role.MENTOR, Role.MENTEE}
