"""The beat of the outbox."""

from celery import shared_task

from mentoring.outbox.pump import pump


@shared_task(name="outbox.pump")
def pump_outbox() -> None:
    """Send whatever is due. Safe to run twice and side by side: rows are claimed, not tasks."""
    pump()
