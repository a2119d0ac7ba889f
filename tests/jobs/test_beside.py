"""Progress of work that writes in one transaction: read at once by others, and the place where the work is stopped."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections, transaction

from mentoring.jobs.beside import beside_transaction
from mentoring.jobs.models import Job
from mentoring.jobs.services import cancel_job, run_next_job
from participants.models import Organisation
from tests.factories import OrganisationFactory
from tests.jobs.work import waiting_job

UNDER_WAY = "Written in the transaction"


def elsewhere(act):
    """What `act` gives back on another connection."""

    def run():
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result(timeout=60)


def is_written() -> bool:
    return Organisation.objects.filter(name=UNDER_WAY).exists()


def writing(meanwhile):
    """Work that writes, has `meanwhile` done on another connection, and then says how far it is."""

    def step(job, progress):
        with beside_transaction(progress) as beside, transaction.atomic():
            OrganisationFactory(name=UNDER_WAY)
            elsewhere(lambda: meanwhile(job))
            beside(1, 2, "half of it")
            return str(elsewhere(lambda: (Job.objects.get(pk=job.pk).done, is_written())))

    return step


@pytest.mark.django_db(transaction=True)
def test_progress_is_read_at_once_while_what_is_written_is_not(work):
    work.append(writing(lambda job: None))
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.message, is_written()) == ("done", "(1, False)", True)


@pytest.mark.django_db(transaction=True)
def test_work_that_is_stopped_ends_at_its_progress_and_its_transaction_is_undone(work):
    work.append(writing(lambda job: cancel_job(job=Job.objects.get(pk=job.pk), by=job.started_by)))
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.done, is_written()) == ("cancelled", 0, False)


@pytest.mark.django_db(transaction=True)
def test_worker_that_lost_its_lease_ends_at_its_progress_and_its_transaction_is_undone(work, caplog):
    work.append(writing(lambda job: Job.objects.filter(pk=job.pk).update(claim=uuid4(), done=7)))
    job = waiting_job()

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.done, is_written()) == ("running", 7, False)
    assert "went on elsewhere" in caplog.text


@pytest.mark.django_db
def test_within_another_transaction_progress_is_told_in_that():
    told_in = []

    with beside_transaction(lambda done, total, message: told_in.append(connection.connection)) as beside:
        beside(1, 2, "")

    assert told_in == [connection.connection]


def closes_badly(done: int, total: int, message: str) -> None:
    """Leaves behind a connection that says, while it closes, that the database is away."""
    here = connections["default"]
    here.ensure_connection()
    close = here.close

    def fail() -> None:
        close()
        raise OperationalError("away")

    here.close = fail


@pytest.mark.django_db(transaction=True)
def test_connection_that_does_not_close_hides_no_error():
    def work_that_fails() -> None:
        with beside_transaction(closes_badly) as beside:
            beside(1, 2, "")
            raise LookupError("what went wrong")

    with pytest.raises(LookupError, match="what went wrong"):
        work_that_fails()


@pytest.mark.django_db(transaction=True)
def test_connection_that_does_not_close_undoes_nothing_that_is_written():
    with beside_transaction(closes_badly) as beside, transaction.atomic():
        OrganisationFactory(name=UNDER_WAY)
        beside(1, 2, "")

    assert is_written()
