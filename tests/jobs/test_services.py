import logging
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from mentoring.audit.models import AuditEvent
from mentoring.jobs.models import Job
from mentoring.jobs.services import ATTEMPTS, LeaseLost, report_progress, run_next_job, start_job
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests.factories import OrganisationFactory, UserFactory, at
from tests.jobs.work import nothing, waiting_job


@pytest.mark.django_db
def test_start_job_puts_down_waiting_work():
    subject, by = OrganisationFactory(), UserFactory()

    with clock.standing_at(at("2026-03-02 09:00")):
        job = start_job(kind="tests.work", subject=subject, by=by)

    job.refresh_from_db()
    assert (job.state, job.subject_label, job.subject_id, job.started_by) == (
        "waiting",
        "participants.organisation",
        subject.pk,
        by,
    )
    assert job.created_at == at("2026-03-02 09:00")
    assert list(AuditEvent.objects.values_list("verb", "actor_id")) == [("job.start", by.pk)]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["waiting", "running"])
def test_start_job_refuses_the_same_work_twice(state):
    job = waiting_job(state=state)

    with pytest.raises(Refused, match="already under way"):
        start_job(kind="tests.work", subject=OrganisationFactory(), by=job.started_by)
    assert Job.objects.count() == AuditEvent.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_start_job_allows_the_same_work_once_it_is_over(state):
    job = waiting_job(state=state)

    again = start_job(kind="tests.work", subject=OrganisationFactory(), by=job.started_by)

    assert again.pk != job.pk


@pytest.mark.django_db
def test_run_next_job_without_work_does_nothing():
    assert run_next_job() is False


@pytest.mark.django_db
def test_run_next_job_does_the_oldest_first(work):
    seen = []
    work.append(lambda job, progress: seen.append(job.pk))
    young, old = (
        Job.objects.create(
            kind="tests.work", subject_id=uuid4(), started_by=UserFactory(), created_at=at(f"2026-03-0{day} 09:00")
        )
        for day in (2, 1)
    )

    assert [run_next_job(), run_next_job(), run_next_job()] == [True, True, False]
    assert seen == [old.pk, young.pk]


@pytest.mark.django_db
def test_run_next_job_shows_the_progress_then_ends_as_done(work):
    shown = []

    def step(job, progress):
        progress(412, 1300, "Comparing people")
        shown.extend(Job.objects.values_list("state", "done", "total", "message"))

    work.append(step)
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert shown == [("running", 412, 1300, "Comparing people")]
    assert (job.state, job.claim, job.lease_until, job.is_over) == ("done", None, None, True)
    assert job.finished_at is not None


@pytest.mark.django_db
def test_run_next_job_keeps_the_sentence_that_the_work_gave_back(work):
    work.append(lambda job, progress: "x" * 400)
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "x" * 300)


@pytest.mark.django_db
def test_end_of_a_job_stands_in_the_record(work):
    work.append(nothing)
    job = waiting_job()

    run_next_job()

    event = AuditEvent.objects.get(verb="job.finish")
    assert (event.subject_id, event.actor_id, event.result) == (job.pk, None, "done")


@pytest.mark.django_db
def test_run_next_job_ends_a_refusal_in_its_own_sentence(work):
    def refuse(job, progress):
        raise Refused("There are no mentors yet.")

    work.append(refuse)
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "There are no mentors yet.")


@pytest.mark.django_db
def test_run_next_job_ends_an_error_in_a_general_sentence_and_logs_it(work, caplog):
    def divide(job, progress):
        1 / 0  # noqa: B018

    work.append(divide)
    job = waiting_job()

    with caplog.at_level(logging.ERROR):
        run_next_job()

    job.refresh_from_db()
    assert (job.state, job.message) == (
        "failed",
        "Something went wrong on our side. It has been noted; please try again later.",
    )
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db
def test_run_next_job_logs_a_kind_nobody_does(caplog):
    job = Job.objects.create(kind="tests.unknown", subject_id=uuid4(), started_by=UserFactory(), created_at=clock.now())

    run_next_job()

    job.refresh_from_db()
    assert job.state == "failed"
    assert "tests.unknown" in caplog.text


@pytest.mark.django_db
def test_killed_workers_job_is_picked_up_after_its_lease_and_not_before(work):
    def die(job, progress):
        raise SystemExit

    work += [die, nothing]
    job = waiting_job()

    with pytest.raises(SystemExit):
        run_next_job()

    assert run_next_job() is False
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert run_next_job() is True
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


@pytest.mark.django_db
def test_job_that_kills_its_workers_is_given_up(work, caplog):
    work.append(nothing)
    job = waiting_job(state="running", claim=uuid4(), lease_until=Now() - timedelta(seconds=1), attempts=ATTEMPTS)

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.message) == (
        "failed",
        "This was interrupted several times. Please tell your administrator.",
    )
    assert "interrupted 3 times" in caplog.text


@pytest.mark.django_db
def test_report_progress_renews_the_lease_by_the_clock_of_the_database(work):
    left = []

    def step(job, progress):
        Job.objects.update(lease_until=Now() + timedelta(seconds=1))
        with clock.standing_at(at("2020-01-01 00:00")):
            progress(1, 2, "")
        left.append(Job.objects.filter(lease_until__gt=Now() + timedelta(seconds=50)).count())

    work.append(step)
    waiting_job()

    run_next_job()

    assert left == [1]


@pytest.mark.django_db
def test_worker_that_lost_its_lease_stops_and_changes_nothing(work, caplog):
    reached = []

    def step(job, progress):
        Job.objects.update(claim=uuid4(), done=7)
        progress(1, 2, "")
        reached.append("the end")

    work.append(step)
    job = waiting_job()

    assert run_next_job() is True

    job.refresh_from_db()
    assert (reached, job.state, job.done) == ([], "running", 7)
    assert "went on elsewhere" in caplog.text


@pytest.mark.django_db
def test_worker_that_lost_its_lease_at_the_end_does_not_end_the_job(work):
    work.append(lambda job, progress: Job.objects.update(claim=uuid4()))
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.finished_at) == ("running", None)


@pytest.mark.django_db
def test_report_progress_of_a_job_that_is_over_is_refused(work):
    work.append(nothing)
    job = waiting_job()
    run_next_job()

    with pytest.raises(LeaseLost):
        report_progress(job=job, done=1, total=1, message="")


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_does_the_job(work):
    rounds, workers = 10, 4
    done, claimed = [], []
    work.append(lambda job, progress: done.append(job.pk))

    for _ in range(rounds):
        waiting_job()
        barrier = Barrier(workers)

        def claim(barrier=barrier):
            try:
                barrier.wait(timeout=10)
                claimed.append(run_next_job())
            finally:
                connection.close()

        threads = [Thread(target=claim) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (len(done), claimed.count(True)) == (rounds, rounds)
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_by_others_while_the_work_goes_on(work):
    seen = []

    def look():
        seen.extend(Job.objects.values_list("state", "done"))
        connection.close()

    def step(job, progress):
        progress(3, 9, "")
        thread = Thread(target=look)
        thread.start()
        thread.join()

    work.append(step)
    waiting_job()

    run_next_job()

    assert seen == [("running", 3)]
