"""The usual design, as the other side of the comparison: a task for each mail, fired and forgotten."""

from celery import Celery

app = Celery("naive")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ["bench.faults.naive_tasks"]
app.conf.beat_schedule = {"tick": {"task": "naive.tick", "schedule": 1.0}}
