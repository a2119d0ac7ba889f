"""How many mails a second the pump sends, beside a bare loop that hands the same mails to the same server."""

import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection
from django.test import override_settings

from bench.company import make_company
from matching.services import run_matching, send_proposals, start_run
from mentoring.jobs.models import Job
from mentoring.lib.env import BASE_DIR
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import pump

LOOPBACK = "127.0.0.1"
FROM, TO = "mentoring@mail.example", "person@mail.example"
LEAST_PEOPLE = 20


def measure(*, mails: int, seed: int, repeats: int) -> dict[str, Any]:
    """Suggestions to `mails` people, sent `repeats` times by the pump and by the loop in turn; medians in seconds.

    `pump_cpu_ms` is what each mail takes of a processor in the sender itself, which says more than the clock on a
    machine that does other things as well. The mails are those of `send_proposals`: composed from encrypted rows, and
    asked at claim and at the fence whether they are still wanted.
    The server is the one of `manage.py up`, in a process of its own.
    """
    _queue_suggestions(mails, seed)
    queued = list(OutgoingMessage.objects.order_by("created_at", "pk").values_list("pk", flat=True)[:mails])
    OutgoingMessage.objects.exclude(pk__in=queued).delete()
    kept = list(OutgoingMessage.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database that has been in use would be
    by_pump, by_loop, on_processor = [], [], []
    with tempfile.TemporaryDirectory() as folder, mail_server(Path(folder)) as port:
        for _ in range(repeats):
            _put_back(kept)
            before = time.process_time()
            by_pump.append(_timed_pump(port, len(kept)))
            on_processor.append(time.process_time() - before)
            by_loop.append(_timed_loop(port, Path(folder), len(kept)))
    pump_seconds, loop_seconds = median(by_pump), median(by_loop)
    return {
        "bench": "dispatch",
        "mails": len(kept),
        "seed": seed,
        "repeats": repeats,
        "pump_seconds": round(pump_seconds, 3),
        "loop_seconds": round(loop_seconds, 3),
        "pump_cpu_ms": round(1000 * median(on_processor) / len(kept), 2),
        "mails_per_second": round(len(kept) / pump_seconds, 1),
        "loop_mails_per_second": round(len(kept) / loop_seconds, 1),
        "ratio": round(pump_seconds / loop_seconds, 2),
    }


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """A mail server that keeps what it gets in `folder`, for the block; gives its port."""
    with socket.create_server((LOOPBACK, 0), backlog=128) as listener:
        number = str(listener.fileno())
        command = [sys.executable, "-m", "mentoring.local.mail_sink", "--folder", str(folder), "--listener", number]
        server = subprocess.Popen(command, cwd=BASE_DIR, pass_fds=[listener.fileno()])
        try:
            yield listener.getsockname()[1]
        finally:
            server.terminate()
            server.wait(10)


def _queue_suggestions(mails: int, seed: int) -> None:
    """Two mails a suggestion, so as many people are needed on the one side; some find no pair, so there are more."""
    side = max(LEAST_PEOPLE, mails // 2 + mails // 10)
    company = make_company(mentees=side, mentors=side, seed=seed)
    run = start_run(cohort=company.cohort, by=company.coordinator)
    run_matching(run=run, progress=lambda done, total, message: None)
    Job.objects.update(state=Job.State.DONE)
    send_proposals(cohort=company.cohort, by=company.coordinator)


def _put_back(kept: list[OutgoingMessage]) -> None:
    """As they were before the pump sent them; their words were blanked then."""
    OutgoingMessage.objects.all().delete()
    OutgoingMessage.objects.bulk_create(kept)


def _timed_pump(port: int, mails: int) -> float:
    with override_settings(EMAIL_HOST=LOOPBACK, EMAIL_PORT=port):
        began = time.perf_counter()
        sent = pump()
    if sent != mails:
        raise RuntimeError(f"The pump sent {sent} of {mails} mails.")
    return time.perf_counter() - began


def _timed_loop(port: int, folder: Path, mails: int) -> float:
    """The same mails, newest first, over one connection: nothing is asked and nothing is kept."""
    bodies = [path.read_bytes() for path in sorted(folder.glob("*.eml"))[-mails:]]
    began = time.perf_counter()
    with smtplib.SMTP(LOOPBACK, port) as server:
        for body in bodies:
            server.sendmail(FROM, [TO], body)
    return time.perf_counter() - began
