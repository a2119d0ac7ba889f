from contextlib import suppress
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from mentoring.audit.models import AuditEvent
from mentoring.jobs.models import Job
from mentoring.jobs.runners import LEASE
from mentoring.jobs.services import ATTEMPTS, cancel_job, report_progress, run_next_job
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests.factories import OrganisationFactory, at
from tests.jobs.work import nothing, waiting_job


def verbs_about(job):
    return list(AuditEvent.objects.filter(subject_id=job.pk).values_list("verb", "actor_id", "result"))


def stop(job):
    """As the person does, in another process."""
    cancel_job(job=Job.objects.get(pk=job.pk), by=job.started_by)


@pytest.mark.django_db
def test_waiting_job_is_stopped_at_once_and_never_begun(work):
    work.append(nothing)
    job = waiting_job()

    with clock.standing_at(at("2026-03-02 09:00")):
        job = cancel_job(job=job, by=job.started_by)

    assert run_next_job() is False
    job.refresh_from_db()
    assert (job.state, job.is_over, job.finished_at) == ("cancelled", True, at("2026-03-02 09:00"))
    assert verbs_about(job) == [
        ("job.start", job.started_by_id, "done"),
        ("job.cancel", job.started_by_id, "done"),
    ]


@pytest.mark.django_db(transaction=True)
def test_running_job_stops_at_its_next_progress_and_undoes_the_step_it_is_in(work):
    reached = []

    def step(job, progress):
        OrganisationFactory(name="Finished step")
        progress(1, 3, "")
        stop(job)
        with transaction.atomic():
            OrganisationFactory(name="Step under way")
            progress(2, 3, "")
            reached.append("the rest")

    work.append(step)
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.done, job.claim, job.lease_until, reached) == ("cancelled", 1, None, None, [])
    assert job.finished_at is not None
    names = OrganisationFactory._meta.model.objects.values_list("name", flat=True)
    assert ("Finished step" in names, "Step under way" in names) == (True, False)
    assert verbs_about(job)[1:] == [
        ("job.cancel", job.started_by_id, "done"),
        ("job.finish", None, "cancelled"),
    ]


@pytest.mark.django_db
def test_work_that_goes_on_after_every_error_still_stops(work):
    seen = []

    def step(job, progress):
        stop(job)
        for number in range(3):
            with suppress(Exception):
                progress(number, 3, "")
            seen.append(number)

    work.append(step)
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, seen) == ("cancelled", [])


@pytest.mark.django_db
def test_job_that_ends_before_its_next_progress_is_done(work):
    work.append(lambda job, progress: stop(job))
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == ("done", True)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_job_that_is_over_cannot_be_stopped(state):
    job = waiting_job(state=state, finished_at=clock.now())

    with pytest.raises(Refused, match="over already"):
        cancel_job(job=job, by=job.started_by)

    job.refresh_from_db()
    assert (job.state, job.cancel_requested, len(verbs_about(job))) == (state, False, 1)


@pytest.mark.django_db
def test_asking_twice_is_recorded_once():
    job = waiting_job(state="running", claim=uuid4(), lease_until=Now() + LEASE)

    for _ in range(2):
        cancel_job(job=job, by=job.started_by)

    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == ("running", True)
    assert [verb for verb, _who, _result in verbs_about(job)] == ["job.start", "job.cancel"]


@pytest.mark.django_db
@pytest.mark.parametrize("attempts", [1, ATTEMPTS])
def test_job_of_a_dead_worker_is_stopped_by_the_next_one_without_being_begun_again(work, attempts):
    begun = []
    work.append(lambda job, progress: begun.append(job))
    job = waiting_job(state="running", claim=uuid4(), lease_until=Now() - LEASE, attempts=attempts)
    cancel_job(job=job, by=job.started_by)

    run_next_job()

    job.refresh_from_db()
    assert (job.state, begun) == ("cancelled", [])


@pytest.mark.django_db
def test_progress_of_a_worker_that_lost_its_job_does_not_take_the_stop_for_its_own(work, caplog):
    def step(job, progress):
        Job.objects.update(claim=uuid4(), cancel_requested=True)
        report_progress(job=job, done=1, total=1, message="")

    work.append(step)
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert job.state == "running"
    assert "went on elsewhere" in caplog.text


@pytest.mark.django_db
def test_progress_with_many_words_is_cut_rather_than_fatal(work):
    work.append(lambda job, progress: progress(1, 1, "x" * 400))
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.django_db(transaction=True)
def test_stopped_and_begun_at_the_same_moment_ends_in_one_way_or_the_other(work):
    """Whoever comes first: the job is never both done and stopped, and no worker hangs."""
    begun = []

    def step(job, progress):
        begun.append(job.pk)
        progress(1, 1, "")

    work.append(step)
    for _ in range(20):
        job, barrier = waiting_job(), Barrier(2)

        def at_once(act, barrier=barrier):
            barrier.wait(10)
            with suppress(Refused):
                act()
            connection.close()

        threads = [Thread(target=at_once, args=[act]) for act in (run_next_job, lambda job=job: stop(job))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert not Job.objects.open().exists()
    assert set(Job.objects.values_list("state", flat=True)) <= {"done", "cancelled"}
    assert sorted(begun) == sorted(Job.objects.filter(attempts=1).values_list("pk", flat=True))
    assert not Job.objects.filter(attempts=0, state="done").exists()
