"""The beat of programmes."""

from celery import shared_task

from programmes import services


@shared_task(name="programmes.forget_old_drafts")
def forget_old_drafts() -> None:
    """Drop drafts whose time is over. Safe to run twice."""
    services.forget_old_drafts()


@shared_task(name="programmes.forget_words_of_places")
def forget_words_of_places() -> None:
    """Delete what was written about places of rounds that are long over. Safe to run twice and side by side."""
    services.forget_words_of_places()
