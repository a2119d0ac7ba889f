"""A search proven again by its coordinator, as work that goes on behind a page."""

import pytest
from django.urls import reverse

from matching.models import Run
from matching.proving_again import prove_again, start_proof
from matching.services import add_exclusion, finding
from mentoring.audit.models import AuditEvent
from mentoring.jobs.models import Job
from mentoring.jobs.services import LONGEST, run_next_job
from tests.conftest import coordinator
from tests.matching.office import text_of
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort
from tests.matching.proofs import change, made_before

pytestmark = pytest.mark.django_db
PROVEN = (
    "Proven: no other choice places more mentees. Among those that place as many, none is better for whoever fits "
    "least, and none then reaches a higher total. Every suggestion that it wrote is accounted for."
)


def found(cohort, by):
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    run = matched(cohort, by)
    Job.objects.all().delete()
    return run


def proven(run, by):
    """What the work to prove it ends with."""
    start_proof(run=run, by=by)
    assert run_next_job()
    return Job.objects.latest("created_at")


def results():
    return list(AuditEvent.objects.filter(verb="run.prove").order_by("sequence").values_list("result", flat=True))


def test_button_proves_the_search_and_both_pages_say_so(office):
    cohort, client, by = office
    run = found(cohort, by)

    started = client.post(reverse("admin:matching_run_prove", args=[run.pk]))
    assert run_next_job()

    job = Job.objects.get()
    page = client.get(started.url).content.decode()
    made = reverse("admin:matching_run_made", args=[run.pk])
    assert started.url == job.get_absolute_url()
    assert (job.state, job.message) == ("done", PROVEN)
    assert f"<strong>{PROVEN}</strong>" in page
    assert "Finished on " in page
    assert f'href="{made}">See how this search was made</a>' in page
    text = text_of(client.get(made))
    assert f"By What was found {job.created_at:%a} " in text
    assert f"Cora Coordinator {PROVEN}" in text
    assert results() == ["proven"]


def test_page_of_the_search_says_that_it_is_being_proven(office):
    cohort, client, by = office
    run = found(cohort, by)
    start_proof(run=run, by=by)

    text = text_of(client.get(reverse("admin:matching_run_made", args=[run.pk])))

    assert ("It is being proven again just now." in text, "Prove it again" in text) == (True, False)
    assert "Waiting to start" in text


def test_second_proof_is_refused_while_the_first_is_under_way(office):
    cohort, client, by = office
    run = found(cohort, by)
    start_proof(run=run, by=by)

    page = client.post(reverse("admin:matching_run_prove", args=[run.pk]), follow=True)

    assert Job.objects.count() == 1
    assert "This is already under way. Please wait until it is done." in page.content.decode()


def test_other_coordinator_reads_who_proved_it_and_finds_no_work_of_theirs(office, sign_in):
    cohort, _client, by = office
    run = found(cohort, by)
    job = proven(run, by)
    other = coordinator("Omar Other", "omar", cohort.programme).user

    page = sign_in(other).get(reverse("admin:matching_run_made", args=[run.pk])).content.decode()

    assert ("Cora Coordinator" in page, PROVEN in page, job.get_absolute_url() in page) == (True, True, False)


def test_what_was_changed_is_told_as_not_proven_and_logged_with_its_reason(caplog):
    cohort, by = open_cohort()
    run = found(cohort, by)
    change(run, total=1)

    job = proven(run, by)

    assert (job.state, job.message.partition(":")[0]) == ("done", "Not proven")
    assert [record.levelname for record in caplog.records if str(run.pk) in record.getMessage()] == ["ERROR"]
    assert results() == ["not proven"]


@pytest.fixture
def is_large(monkeypatch):
    """Scores of no search are kept."""
    monkeypatch.setattr(finding, "MOST_LISTED", 0)


def test_large_search_is_proven_while_people_are_as_they_were(is_large):
    cohort, by = open_cohort()
    run = found(cohort, by)

    assert proven(run, by).message == PROVEN
    mentor_of(cohort)
    assert proven(run, by).message.startswith(
        "It cannot be proven any more: it was too large for its scores to be kept"
    )
    assert results() == ["proven", "cannot tell"]


def test_large_search_that_scored_otherwise_cannot_be_told(is_large):
    cohort, by = open_cohort()
    run = found(cohort, by)
    run.versions["algorithm"] = 1
    run = made_before(run)

    assert proven(run, by).message.endswith("Nothing was found to be wrong.")


def test_proof_tells_how_far_it_is(is_large):
    cohort, by = open_cohort()
    run, told = found(cohort, by), []
    job = start_proof(run=run, by=by)

    prove_again(job, lambda *progress: told.append(progress))

    assert told[:2] == [(0, 0, "Proving the result"), (0, 1, "Proving the result")]
    assert told[-1] == (1, 1, "Proving the result")


def test_nothing_tells_whether_a_private_wish_came_since():
    cohort, by = open_cohort()
    run = found(cohort, by)
    other, told = mentor_of(cohort), []
    for _ in range(2):
        job = start_proof(run=run, by=by)
        progress = []
        told.append((prove_again(job, lambda *how_far, heard=progress: heard.append(how_far)), progress))
        Job.objects.all().delete()
        if len(told) == 1:
            mentee = run.proposals.get().sides.get(role="mentee").enrolment.person
            add_exclusion(owner=mentee, excluded=other.person, by=mentee.user)

    assert told[0] == told[1] == (PROVEN, [(0, 0, "Proving the result")])


def test_search_from_before_suggestions_were_sealed_says_what_cannot_be_told():
    cohort, by = open_cohort()
    run = made_before(found(cohort, by))

    assert "So old a search keeps no list of its suggestions" in proven(run, by).message


def test_longest_answer_has_room_on_its_page():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    matched(cohort, by)
    Job.objects.all().delete()
    run = matched(cohort, by, drafts=Run.Drafts.CLEARLY)
    Job.objects.all().delete()

    message = proven(run, by).message

    assert "Each suggestion not sent yet counted" in message
    assert message.endswith("Every suggestion that it wrote is accounted for.")
    assert len(message) <= LONGEST
