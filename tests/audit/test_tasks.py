from django.conf import settings as project

from mentoring.audit.anchors import read_anchors
from mentoring.audit.models import AuditSeal
from mentoring.audit.tasks import anchor, seal
from tests.audit.records import appended


def test_ticks_seal_and_anchor_what_was_recorded(db, settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchors.txt"
    appended()

    seal()
    anchor()

    assert (AuditSeal.objects.count(), read_anchors(settings.AUDIT_ANCHOR_FILE)[0][0].position) == (1, 1)


def test_ticks_stand_in_the_schedule():
    every = {entry["task"]: entry["schedule"] for entry in project.CELERY_BEAT_SCHEDULE.values()}

    assert (every[seal.name], every[anchor.name]) == (10, 3600)
