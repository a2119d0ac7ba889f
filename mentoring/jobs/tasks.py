"""The beat of long work."""

from celery import shared_task

from mentoring.jobs import services


@shared_task(name="jobs.run_next_job")
def run_next_job() -> None:
    """Start the next job a person is waiting for, if there is one."""
    services.run_next_job()
