"""Sessions that were planned before there were reminders get theirs: nine o'clock on the day before and the day after."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone

from mentoring.lib.schedule import instant

DAYS = {"coming": timedelta(days=-1), "log": timedelta(days=1)}
BATCH = 500


def plan_reminders(apps, schema_editor):
    """Nothing for sessions of long ago: who did not say then whether they met is not asked now."""
    Session, SessionReminder = (apps.get_model("agreements", name) for name in ("Session", "SessionReminder"))
    ahead = Session.objects.filter(status="planned", starts_at__gt=timezone.now(), mentorship__status="active")
    for session in ahead.prefetch_related("mentorship__memberships__person__user").iterator(chunk_size=BATCH):
        SessionReminder.objects.bulk_create(
            [
                SessionReminder(session=session, person=member.person, kind=kind, due_at=due_at)
                for member in session.mentorship.memberships.all()
                for kind, due_at in moments(session.starts_at, member.person.user)
            ],
            ignore_conflicts=True,
        )


def moments(starts_at, user):
    """Of each kind the moment; none where it has passed."""
    zone = ZoneInfo(user.time_zone) if user.time_zone else timezone.get_default_timezone()
    for kind, days in DAYS.items():
        moment = instant(starts_at.astimezone(zone).date() + days, time(9), zone)
        yield kind, moment if moment > timezone.now() else None


class Migration(migrations.Migration):
    dependencies = [("agreements", "0021_notes_under_a_key_of_their_pair"), ("accounts", "0001_initial")]

    operations = [migrations.RunPython(plan_reminders, migrations.RunPython.noop)]
