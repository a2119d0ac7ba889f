"""PostgreSQL ends at once while mails leave, or Redis is gone under worker and beat: nothing is lost (R3, R4)."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection

from mentoring.lib.env import BASE_DIR
from mentoring.local.waiting import wait_until
from mentoring.outbox.models import OutgoingMessage
from tests.faults.installation import PATIENCE, Installation, installation
from tests.faults.messages import ids, invitations
from tests.stoppable import own_valkey, stop

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("faults")]
MAILS = 300
QUEUE = f"from tests.faults.messages import invitations; invitations({MAILS})"
# As in a real installation; the servers of tests forget what they said was written, for speed.
WRITTEN = {"PGOPTIONS": "-c synchronous_commit=on"}
OPEN = "SELECT count(*) FROM outbox_outgoingmessage WHERE state NOT IN ('sent', 'failed')"
FREE = "UPDATE outbox_outgoingmessage SET lease_until = lease_until - interval '1 hour' WHERE lease_until IS NOT NULL"


def query(found: Installation, statement: str) -> list[tuple]:
    with closing(psycopg2.connect(found.environment["DATABASE_URL"])) as own, own, own.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def program(*arguments: str, log: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=BASE_DIR, env=environment, stdout=file, stderr=file
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def end_at_once(found: Installation) -> None:
    """As `pg_ctl stop -m immediate`: nothing is finished, and what was committed comes back from its log."""
    found.postgres.child.process.send_signal(signal.SIGQUIT)
    found.postgres.child.process.wait(PATIENCE)


def test_mails_that_leave_while_postgresql_is_ended_at_once_are_not_lost(sink, settings, tmp_path):
    with installation() as found:
        mail_server = {"EMAIL_HOST": settings.EMAIL_HOST, "EMAIL_PORT": str(settings.EMAIL_PORT)}
        found.environment |= {**mail_server, **WRITTEN}
        queued = found.manage("shell", "--no-imports", "-v", "0", "-c", QUEUE)
        assert queued.returncode == 0, queued.stderr
        expected = {each for (each,) in query(found, "SELECT message_id FROM outbox_outgoingmessage")}
        command = ("mentoring", "pump", "--for-ever")
        with program(*command, log=tmp_path / "pump.log", environment=found.environment) as sender:
            for share in (1, 2):
                assert wait_until(lambda share=share: len(sink.messages) >= share * MAILS // 3, seconds=PATIENCE)
                end_at_once(found)
                found.postgres.start()
                query(found, FREE)
            assert wait_until(lambda: query(found, OPEN) == [(0,)], seconds=PATIENCE)
            assert sender.poll() is None, "it goes on by itself"
        doubts = dict(query(found, "SELECT message_id, ambiguous FROM outbox_outgoingmessage"))

    arrived = Counter(ids(sink))
    assert (len(expected), expected - set(arrived)) == (MAILS, set())
    assert {each: count for each, count in arrived.items() if count > 1 + doubts[each]} == {}
    assert sum(doubts.values()) <= 2


@pytest.mark.django_db(transaction=True)
def test_worker_and_beat_go_on_by_themselves_once_redis_is_back(sink, settings, tmp_path):
    logs = [tmp_path / "worker.log", tmp_path / "beat.log"]
    with own_valkey() as (valkey, redis_url):
        name = connection.settings_dict["NAME"]
        environment = {
            **os.environ,
            "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
            "REDIS_URL": redis_url,
            "AUDIT_ANCHOR_FILE": str(tmp_path / "anchors.txt"),
            "EMAIL_HOST": settings.EMAIL_HOST,
            "EMAIL_PORT": str(settings.EMAIL_PORT),
        }
        worker = ("celery", "-A", "mentoring", "worker", "--pool", "solo", "--queues", "ticks", "--without-mingle")
        beat = ("celery", "-A", "mentoring", "beat", "--schedule", str(tmp_path / "beat"))
        with (
            program(*worker, log=logs[0], environment=environment) as working,
            program(*beat, log=logs[1], environment=environment) as beating,
        ):
            (before,) = invitations(1)
            assert wait_until(lambda: state_of(before) == "sent", seconds=PATIENCE), said(logs)
            sizes = [log.stat().st_size for log in logs]
            stop(valkey)
            (meanwhile,) = invitations(1)
            grown = lambda: all(log.stat().st_size > size for log, size in zip(logs, sizes, strict=True))  # noqa: E731
            assert wait_until(grown, seconds=PATIENCE), "both notice that it is away"
            valkey.start()  # it keeps nothing over a start
            assert wait_until(lambda: state_of(meanwhile) == "sent", seconds=PATIENCE), said(logs)
            assert (working.poll(), beating.poll()) == (None, None)

    assert ids(sink) == [before.message_id, meanwhile.message_id]


def state_of(message: OutgoingMessage) -> str:
    return OutgoingMessage.objects.values_list("state", flat=True).get(pk=message.pk)


def said(logs: list[Path]) -> str:
    return "\n".join(log.read_text()[-2000:] for log in logs)
