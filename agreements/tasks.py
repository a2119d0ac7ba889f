"""The beat of pairs."""

from celery import shared_task

from agreements.services import send_due_reminders


@shared_task(name="agreements.remind")
def remind() -> None:
    """Queue what people of pairs are reminded of by now. Safe to run twice and side by side: rows are locked."""
    send_due_reminders()
