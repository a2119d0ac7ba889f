"""The beat of programmes."""

from celery import shared_task

from programmes import services


@shared_task(name="programmes.forget_old_drafts")
def forget_old_drafts() -> None:
    """Drop drafts whose time is over. Safe to run twice."""
    services.forget_old_drafts()
