"""The beat of suggestions."""

from celery import shared_task

from matching.services import tend_suggestions as tend


@shared_task(name="matching.tend_suggestions")
def tend_suggestions() -> None:
    """Remind half-way and close what got no answer in time. Safe to run twice and side by side: rows are locked."""
    tend()
