"""The Celery application. Beat only ticks; what is due, and when, stands in PostgreSQL."""

from celery import Celery

app = Celery("mentoring")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
