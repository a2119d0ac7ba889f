"""The beat of the surveys."""

from celery import shared_task

from feedback.services import tend_surveys


@shared_task(name="feedback.plan_surveys")
def plan_surveys() -> None:
    """Plan, open and close what is due. Safe to run twice and side by side: a survey is locked while it moves."""
    tend_surveys()
