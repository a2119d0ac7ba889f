"""A real worker is killed in the middle of sending: nothing is lost, and a doubt is recorded as one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import F

from mentoring.celery import app
from mentoring.lib.env import BASE_DIR
from mentoring.local.waiting import wait_until
from mentoring.outbox.models import OutgoingMessage, Tick
from mentoring.outbox.pump import pump
from mentoring.outbox.services import Mail, queue_message
from tests.factories import ProfileFactory

PATIENCE = 120  # seconds: the machine may be busy with other tests
State = OutgoingMessage.State
# One process, so that whoever kills the sender kills the worker.
WORKER = ("celery", "-A", "mentoring", "worker", "--pool", "solo", "--queues", "ticks", "--without-mingle")


@pytest.fixture
def message(transactional_db) -> OutgoingMessage:
    """One mail that waits to be sent."""
    minh = ProfileFactory()
    mail = Mail(subject="Good news", text="Hello", html="<p>Hello</p>")
    queue_message(kind="invitation", subject=minh, recipient=minh.user, occurrence="once", mail=mail)
    return OutgoingMessage.objects.get()


@contextmanager
def worker(settings, **failpoint: str) -> Iterator[subprocess.Popen]:
    """A worker of its own on this test's database, queue and mail server, to which one tick was sent."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    mail_server = {"EMAIL_HOST": settings.EMAIL_HOST, "EMAIL_PORT": str(settings.EMAIL_PORT)}
    app.send_task("outbox.pump", queue="ticks")
    process = subprocess.Popen(
        [sys.executable, "-m", *WORKER],
        cwd=BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, **mail_server, **failpoint},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.long
@pytest.mark.parametrize(
    ("step", "left_in", "attempts", "doubts"),
    [pytest.param("after-claim", State.CLAIMED, 0, 0, marks=pytest.mark.long), ("after-fence", State.SENDING, 1, 1)],
)
def test_message_of_a_killed_worker_is_sent_once_by_another(message, sink, settings, step, left_in, attempts, doubts):
    with worker(settings, MENTORING_FAILPOINT=step) as killed:
        assert killed.wait(PATIENCE) == -signal.SIGKILL
    message.refresh_from_db()
    assert (message.state, message.ambiguous, message.attempts, sink.messages) == (left_in, 0, attempts, [])
    assert Tick.objects.get().name == "outbox.pump", "that it began was written down before it died"

    assert pump() == 0, "nobody touches it before the lease of the dead worker has run out"
    OutgoingMessage.objects.update(lease_until=F("lease_until") - timedelta(hours=1))  # as if it had

    with worker(settings):
        assert wait_until(lambda: OutgoingMessage.objects.get().state == State.SENT, seconds=PATIENCE)
    message.refresh_from_db()
    assert (message.ambiguous, message.attempts, OutgoingMessage.objects.count()) == (doubts, attempts + 1, 1)
    assert [message_from_bytes(each)["Message-ID"] for each in sink.messages] == [message.message_id]
