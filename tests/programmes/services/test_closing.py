from uuid import uuid4

import pytest
from django.db.models.functions import Now

from mentoring.jobs.models import Job
from mentoring.jobs.runners import LEASE
from mentoring.jobs.services import cancel_job, run_next_job
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes import services
from programmes.models import Cohort
from programmes.services.closing import AT_ONCE_UP_TO
from programmes.signals import cohort_closed
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, make_mentorship

Stage = Cohort.Stage


@pytest.fixture
def cohort(programme):
    """A round near its end, with a pair."""
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSING)
    make_mentorship(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort))
    return cohort


@pytest.fixture
def large(cohort, monkeypatch):
    """The same, as if two people were hundreds."""
    monkeypatch.setattr("programmes.services.closing.AT_ONCE_UP_TO", 1)
    return cohort


def stage_of(cohort):
    return Cohort.objects.get(pk=cohort.pk).stage


def close(cohort, coordinator):
    return services.close_now_or_start(cohort=cohort, by=coordinator.user)


def test_cohort_of_a_few_closes_at_once(cohort, coordinator):
    close(cohort, coordinator)

    assert (stage_of(cohort), Job.objects.count(), AT_ONCE_UP_TO) == (Stage.CLOSED, 0, 100)


def test_large_cohort_closes_in_a_job_with_all_its_mails(large, coordinator):
    job = close(large, coordinator)
    assert (stage_of(large), OutgoingMessage.objects.count()) == (Stage.CLOSING, 0)

    assert run_next_job()

    job.refresh_from_db()
    assert (stage_of(large), large.mentorships.get().status) == (Stage.CLOSED, "ended")
    assert (job.state, job.message) == ("done", "The cohort is closed.")
    assert OutgoingMessage.objects.filter(kind="round_ended").count() == 2


def test_large_cohort_that_cannot_close_is_refused_at_once(large, coordinator):
    Cohort.objects.filter(pk=large.pk).update(stage=Stage.RUNNING)
    large.refresh_from_db()

    with pytest.raises(Refused):
        close(large, coordinator)

    assert not Job.objects.exists()


def test_closing_twice_is_one_job(large, coordinator):
    close(large, coordinator)

    with pytest.raises(Refused, match="This is already under way"):
        close(large, coordinator)


def test_job_that_comes_after_another_closed_the_cohort_is_done_too(large, coordinator):
    job = close(large, coordinator)
    services.close_cohort(cohort=large, by=coordinator.user)
    mails = OutgoingMessage.objects.count()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, OutgoingMessage.objects.count()) == ("done", mails)


@pytest.mark.parametrize("is_written", [True, False])
def test_job_that_was_stopped_after_its_worker_died_is_done_if_that_had_closed_the_cohort(
    large, coordinator, is_written
):
    job = close(large, coordinator)
    if is_written:
        services.close_cohort(cohort=large, by=coordinator.user)
    Job.objects.update(state="running", claim=uuid4(), lease_until=Now() - LEASE, attempts=1)
    cancel_job(job=job, by=coordinator.user)

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.message) == (("done", "The cohort is closed.") if is_written else ("cancelled", ""))


def test_job_that_fails_leaves_everything_open(large, coordinator):
    job = close(large, coordinator)

    def fail(**kwargs):
        raise ZeroDivisionError

    cohort_closed.connect(fail)
    try:
        run_next_job()
    finally:
        cohort_closed.disconnect(fail)

    job.refresh_from_db()
    assert (job.state, stage_of(large), OutgoingMessage.objects.count()) == ("failed", Stage.CLOSING, 0)
    assert large.mentorships.get().status == "active"


def test_job_is_refused_where_something_is_missing_by_then(large, coordinator):
    job = close(large, coordinator)
    Cohort.objects.filter(pk=large.pk).update(stage=Stage.RUNNING)

    run_next_job()

    job.refresh_from_db()
    assert (job.state, stage_of(large)) == ("failed", Stage.RUNNING)
