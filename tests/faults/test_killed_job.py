"""The worker of long work is killed while it is at it: another one takes the job over, and it ends once."""

import os
import signal
from contextlib import closing
from uuid import uuid4

import psycopg2
import pytest

from mentoring.local.lock import told
from mentoring.local.waiting import wait_until
from tests.local.processes import command_of, found_processes
from tests.running import PATIENCE, Product

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("faults")]
ENTRIES = 5_000
STATE = "SELECT state, attempts, done, total FROM jobs_job WHERE id = %s"


def record(product: Product) -> None:
    """A record long enough that its check tells of its progress more than once."""
    product.query(
        "INSERT INTO audit_auditevent (at, verb, subject_label, subject_id, result) "
        "SELECT now(), 'thing.do', 'tests.thing', gen_random_uuid(), 'done' FROM generate_series(1, %s)",
        ENTRIES,
    )
    assert product.becomes("SELECT count(*) >= %s FROM audit_auditseal", ENTRIES)


def asked_by_somebody(product: Product) -> str:
    """A check of the record for which a person waits since long; the id of its job."""
    person, job = str(uuid4()), str(uuid4())
    with product.database() as database:
        database.execute(
            "INSERT INTO accounts_user (id, email, name, password, language, time_zone, is_staff, is_superuser, "
            "is_active, date_joined) VALUES (%s, 'sam@mail.example', 'Sam Site', '!', '', '', true, true, true, now())",
            [person],
        )
        database.execute(
            "INSERT INTO jobs_job (id, kind, subject_label, subject_id, started_by_id, state, done, total, message, "
            "attempts, cancel_requested, created_at) VALUES (%s, 'audit.verify', 'accounts.user', %s, %s, 'waiting', "
            "0, 0, '', 0, false, now() - interval '5 minutes')",
            [job, person, person],
        )
    return job


def kill_worker_of_jobs(product: Product) -> int:
    """As a machine does that runs out of memory: no process of it gets to say goodbye. How many there were."""
    workers = [process for process in found_processes(product.local) if "--queues jobs" in command_of(process)]
    for process in workers:
        os.kill(int(process.name), signal.SIGKILL)
    assert wait_until(lambda: not any(command_of(process) for process in workers), seconds=PATIENCE)
    return len(workers)


def test_job_of_a_killed_worker_is_taken_over_and_ends_once(product):
    record(product)
    # Whoever holds the table keeps the check at its work, in the middle of it, for as long as the test needs.
    with closing(psycopg2.connect(told(product.local, "addresses")["DATABASE_URL"])) as holder:
        holder.cursor().execute("LOCK TABLE audit_auditseal IN ACCESS EXCLUSIVE MODE")
        job = asked_by_somebody(product)
        assert product.becomes("SELECT state = 'running' FROM jobs_job WHERE id = %s", job)

        assert kill_worker_of_jobs(product) > 0

        assert product.query(STATE, job) == [("running", 1, 0, 0)]
    # As if the lease of the dead worker had run out.
    product.query("UPDATE jobs_job SET lease_until = lease_until - interval '1 hour' WHERE id = %s", job)

    assert product.becomes("SELECT state = 'done' FROM jobs_job WHERE id = %s", job)
    ((state, attempts, done, total),) = product.query(STATE, job)
    assert (state, attempts, done) == ("done", 2, total)
    assert total >= ENTRIES
    assert "entries of the record are intact" in product.query("SELECT message FROM jobs_job WHERE id = %s", job)[0][0]
    ends = "SELECT verb, result FROM audit_auditevent WHERE subject_id = %s ORDER BY sequence"
    assert product.query(ends, job) == [("audit.verify", "intact"), ("job.finish", "done")]
    product.mail_to("sam@mail.example", "Over: Checking the record")
    assert product.query("SELECT count(*) FROM outbox_outgoingmessage WHERE subject_id = %s", job) == [(1,)]
