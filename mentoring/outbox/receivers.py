from typing import Any

from celery import Task
from django.conf import settings

from mentoring.outbox.services import record_tick


def tick_begins(task: Task, **_signal: Any) -> None:
    """Receiver of Celery's task_prerun, for all apps: those to the left of this one have ticks as well."""
    if task.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}:
        record_tick(name=task.name)
