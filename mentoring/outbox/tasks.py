"""The beat of the outbox."""

import time

from celery import shared_task

from mentoring.outbox.pump import pump
from mentoring.outbox.retention import blank_old_messages

# A pass ends by then even if more is due: the next tick goes on, and a worker asked to stop need not wait long.
LONGEST_PASS = 5.0


@shared_task(name="outbox.pump")
def pump_outbox() -> None:
    """Send whatever is due. Safe to run twice and side by side: rows are claimed, not tasks."""
    began = time.monotonic()
    pump(until=lambda: time.monotonic() - began > LONGEST_PASS)


@shared_task(name="outbox.blank_old_messages")
def blank_old() -> None:
    """Blank what messages said that ended over thirty days ago. Safe to run twice."""
    blank_old_messages()
