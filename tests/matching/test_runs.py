import pytest

from matching.models import Run
from matching.services import (
    RUN_KIND,
    end_registration_and_start_run,
    send_proposals,
    start_run,
)
from mentoring.audit.models import AuditEvent
from mentoring.jobs.models import Job
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from programmes.models import Cohort, Enrolment
from tests.factories import at, make_mentorship, make_proposal
from tests.matching.people import (
    ALWAYS_ON,
    mentee_of,
    mentor_of,
    open_cohort,
    searched,
)

pytestmark = pytest.mark.django_db


def refusal_of(cohort, by, service=start_run):
    with pytest.raises(Refused) as refused:
        service(cohort=cohort, by=by)
    return refused.value.message


def test_first_search_puts_down_a_job_and_ends_registration():
    cohort, by = open_cohort(stage=Cohort.Stage.REGISTRATION)
    mentor_of(cohort)
    mentee_of(cohort)

    with clock.standing_at(at("2026-03-02 09:00")):
        run = end_registration_and_start_run(cohort=cohort, by=by, reason="Everybody has asked.")

    job = Job.objects.get()
    assert [(step.to_stage, step.reason) for step in cohort.stage_changes.all()] == [
        ("matching", "Everybody has asked.")
    ]
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
        ("closing", "This cohort is coming to its end, so no new pairs are looked for."),
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


def test_start_run_again_and_again_where_it_is_always_on():
    cohort, by = open_cohort(stage=Cohort.Stage.REGISTRATION, **ALWAYS_ON)
    for _search in range(2):
        mentor_of(cohort)
        mentee_of(cohort)

        searched(cohort, by)
        assert send_proposals(cohort=cohort, by=by) == 1

        cohort.refresh_from_db()
        assert (cohort.stage, cohort.takes_registrations(clock.today())) == ("running", True)
    assert Run.objects.count() == 2


@pytest.mark.parametrize("stage", ["draft", "matching", "running", "closing", "closed"])
def test_first_search_refuses_where_no_registration_is_to_be_ended(stage):
    cohort, by = open_cohort(stage=stage)
    mentor_of(cohort)
    mentee_of(cohort)

    assert refusal_of(cohort, by, end_registration_and_start_run) == {
        "draft": "Registration has not opened yet, so there is nobody to pair.",
        "closing": "This cohort is coming to its end, so no new pairs are looked for.",
        "closed": "This cohort is over; its pairs stay as they are.",
    }.get(stage, "Registration has already ended. Here is where things stand.")
    assert (Run.objects.count(), Job.objects.count()) == (0, 0)


def test_first_search_ends_no_registration_that_is_always_on():
    cohort, by = open_cohort(stage=Cohort.Stage.REGISTRATION, **ALWAYS_ON)
    mentor_of(cohort)
    mentee_of(cohort)

    assert "its registration stays open" in refusal_of(cohort, by, end_registration_and_start_run)
    cohort.refresh_from_db()
    assert cohort.stage == "registration"


def test_start_run_ends_no_registration():
    """Whoever asks for a search alone has not said that nobody may ask for a place any more."""
    cohort, by = open_cohort(stage=Cohort.Stage.REGISTRATION)
    mentor_of(cohort)
    mentee_of(cohort)

    assert refusal_of(cohort, by) == "Registration has not ended. Please look first at what ends with it."
    cohort.refresh_from_db()
    assert (cohort.stage, Job.objects.count()) == ("registration", 0)


@pytest.mark.parametrize("stage", ["registration", "matching"])
def test_search_is_refused_without_an_approved_mentor(stage):
    cohort, by = open_cohort(stage=stage)
    mentor_of(cohort, status=Enrolment.Status.REGISTERED)
    mentee_of(cohort)
    service = end_registration_and_start_run if stage == "registration" else start_run

    assert refusal_of(cohort, by, service) == "No mentor has a place yet. Please approve at least one."
    cohort.refresh_from_db()
    assert cohort.stage == stage


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
