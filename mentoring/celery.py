"""The Celery application. Beat only ticks; what is due, and when, stands in PostgreSQL."""

from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from mentoring.lib.logs import configure

app = Celery("mentoring")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logs(**_signal: Any) -> None:
    """Workers log as pages do; without this Celery would set handlers and formats of its own."""
    configure(settings.LOGGING)
