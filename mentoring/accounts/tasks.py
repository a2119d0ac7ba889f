"""The beat of accounts."""

from celery import shared_task

from mentoring.accounts import services


@shared_task(name="accounts.forget_old_tries")
def forget_old_tries() -> None:
    """Drop counts of failed tries whose time is over. Safe to run twice."""
    services.forget_old_tries()


@shared_task(name="accounts.forget_old_sessions")
def forget_old_sessions() -> None:
    """Drop sessions that are over. Safe to run twice."""
    services.forget_old_sessions()


@shared_task(name="accounts.apply_email_changes")
def apply_email_changes() -> None:
    """Let changes of address hold whose day is over. Safe to run twice: each row is locked and looked at again."""
    services.apply_due_email_changes()


@shared_task(name="accounts.take_away_second_steps")
def take_away_second_steps() -> None:
    """Take away second steps that others asked for a day ago. Safe to run twice, as above."""
    services.apply_due_second_step_removals()
