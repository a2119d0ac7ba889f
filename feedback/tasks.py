"""The beats of surveys, of meetings that are counted, and of what is no longer kept."""

from celery import shared_task

from feedback.services import forget_single_answers, forget_words_of_goals, freeze_meetings, tend_surveys


@shared_task(name="feedback.plan_surveys")
def plan_surveys() -> None:
    """Plan, open and close what is due. Safe to run twice and side by side: a survey is locked while it moves."""
    tend_surveys()


@shared_task(name="feedback.count_meetings")
def count_meetings() -> None:
    """Count the meetings of months that are due. Safe to run twice and side by side: a cohort is locked meanwhile."""
    freeze_meetings()


@shared_task(name="feedback.forget")
def forget() -> None:
    """Delete words of goals and single answers that were kept long enough. Safe to run twice and side by side."""
    forget_words_of_goals()
    forget_single_answers()
