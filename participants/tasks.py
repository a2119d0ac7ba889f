"""The beats of people."""

from celery import shared_task

from participants import services


@shared_task(name="participants.let_leavers_go")
def let_leavers_go() -> None:
    """Let those go whose last day is over. Safe to run twice: each person is looked at again."""
    services.let_leavers_go()


@shared_task(name="participants.forget_drafts")
def forget_drafts() -> None:
    """Drop HR files that were brought into the office and not applied within a day, and a month later what people
    began to change in their profiles.
    """
    services.forget_drafts()
    services.forget_section_drafts()
