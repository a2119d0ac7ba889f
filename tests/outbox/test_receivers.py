from django.conf import settings as project

from mentoring.celery import app
from mentoring.outbox.models import Tick


def test_each_tick_of_the_schedule_writes_down_that_it_began(db, sink, settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchors.txt"
    ticks = {entry["task"] for entry in project.CELERY_BEAT_SCHEDULE.values()}

    app.loader.import_default_modules()
    for name in ticks:
        app.tasks[name].apply(throw=True)

    assert set(Tick.objects.values_list("name", flat=True)) == ticks
