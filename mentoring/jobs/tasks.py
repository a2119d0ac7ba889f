from celery import shared_task

from mentoring.jobs import services
from mentoring.outbox.services import record_tick


@shared_task(name="jobs.run_next_job")
def run_next_job() -> None:
    """Start the next job a person is waiting for, if there is one."""
    record_tick(name="jobs.run_next_job")
    services.run_next_job()
