"""The beat of pairs."""

from celery import shared_task

from agreements.services import forget_words_of_pairs, send_due_reminders


@shared_task(name="agreements.remind")
def remind() -> None:
    """Queue what people of pairs are reminded of by now. Safe to run twice and side by side: rows are locked."""
    send_due_reminders()


@shared_task(name="agreements.forget_words")
def forget_words() -> None:
    """Delete the words of pairs that ended long enough ago. Safe to run twice and side by side."""
    forget_words_of_pairs()
