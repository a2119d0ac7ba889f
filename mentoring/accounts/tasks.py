"""The beat of accounts."""

from celery import shared_task

from mentoring.accounts import services


@shared_task(name="accounts.forget_old_tries")
def forget_old_tries() -> None:
    """Drop counts of failed tries whose time is over. Safe to run twice."""
    services.forget_old_tries()


@shared_task(name="accounts.apply_email_changes")
def apply_email_changes() -> None:
    """Let changes of address hold whose day is over. Safe to run twice: each row is locked and looked at again."""
    services.apply_due_email_changes()
