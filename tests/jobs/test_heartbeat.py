"""Work that tells nothing for long keeps its job while its worker lives, and no longer."""

from datetime import timedelta
from threading import enumerate as threads
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from mentoring.jobs import heartbeat, runners
from mentoring.jobs.models import Job
from mentoring.jobs.services import run_next_job
from mentoring.local.waiting import wait_until
from tests.jobs.work import nothing, waiting_job

SOON = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(heartbeat, "EVERY", timedelta(milliseconds=10))


@pytest.fixture
def silent_work():
    """As `work`, of a kind that may tell nothing for an hour, or as long as a test says."""
    steps = []

    def allow(**times: timedelta):
        times = {"silence": timedelta(hours=1), **times}
        runners.runs("tests.work", lambda job, progress: steps.pop(0)(job, progress), **times)
        return steps

    return allow


def is_heard() -> bool:
    return any(thread.name == heartbeat.NAME for thread in threads())


def is_renewed() -> bool:
    return Job.objects.filter(lease_until__gt=Now() + timedelta(seconds=30)).exists()


@pytest.mark.django_db(transaction=True)
def test_silent_work_keeps_its_job_for_a_minute_at_a_time(silent_work):
    seen = []

    def step(job, progress):
        seen.append(Job.objects.filter(lease_until__lt=Now() + timedelta(seconds=61)).exists())
        for _ in range(2):
            Job.objects.update(lease_until=Now() + SOON)
            seen.append(wait_until(is_renewed, seconds=30))

    silent_work().append(step)
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (seen, job.state, is_heard()) == ([True] * 3, "done", False)


@pytest.mark.django_db(transaction=True)
def test_work_that_hangs_is_given_up_on_though_its_worker_lives(silent_work):
    seen = []

    def step(job, progress):
        seen.append(is_heard())
        seen.append(wait_until(lambda: not is_heard(), seconds=30))

    silent_work(lease=SOON, silence=timedelta(seconds=2)).append(step)
    waiting_job()

    run_next_job()

    assert seen == [True, True]


@pytest.mark.django_db(transaction=True)
def test_worker_whose_job_went_on_elsewhere_renews_it_no_more(silent_work):
    ended = []

    def step(job, progress):
        Job.objects.update(claim=uuid4(), lease_until=Now() + SOON)
        ended.append(wait_until(lambda: not is_heard(), seconds=30))
        ended.append(is_renewed())

    silent_work().append(step)
    waiting_job()

    run_next_job()

    assert ended == [True, False]


@pytest.mark.django_db(transaction=True)
def test_worker_that_dies_takes_its_heartbeat_with_it(silent_work):
    def die(job, progress):
        raise SystemExit

    steps = silent_work()
    steps += [die, nothing]
    job = waiting_job()

    with pytest.raises(SystemExit):
        run_next_job()

    assert not is_heard()
    Job.objects.update(lease_until=Now() - SOON)
    assert run_next_job()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


@pytest.mark.django_db(transaction=True)
def test_heartbeat_that_gets_lost_is_followed_by_the_next(silent_work, caplog):
    seen = []

    def step(job, progress):
        seen.append(wait_until(ends_other_connections, seconds=30))
        seen.append(wait_until(lambda: "could not say that it is alive" in caplog.text, seconds=30))
        Job.objects.update(lease_until=Now() + SOON)
        seen.append(wait_until(is_renewed, seconds=30))

    silent_work().append(step)
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (seen, job.state, is_heard()) == ([True] * 3, "done", False)


@pytest.mark.django_db(transaction=True)
def test_work_whose_lease_is_as_long_as_it_may_be_silent_needs_none(silent_work):
    heard = []
    silent_work(lease=timedelta(hours=1)).append(lambda job, progress: heard.append(is_heard()))
    waiting_job()

    run_next_job()

    assert heard == [False]


def ends_other_connections() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db
def test_within_another_transaction_there_is_none(silent_work):
    heard = []
    silent_work().append(lambda job, progress: heard.append(is_heard()))
    waiting_job()

    run_next_job()

    assert heard == [False]
