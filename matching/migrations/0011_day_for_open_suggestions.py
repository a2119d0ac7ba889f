from datetime import datetime, time, timedelta

from django.db import migrations
from django.utils import timezone


def give_a_day(apps, schema_editor):
    """What is open already is asked to be answered within ten days from now; nobody is reminded of it."""
    proposals = apps.get_model("matching", "Proposal").objects.filter(status="sent", reply_by=None)
    day = timezone.localdate() + timedelta(days=10)
    over = datetime.combine(day + timedelta(days=1), time(), tzinfo=timezone.get_default_timezone())
    proposals.update(reply_by=day, lapses_at=over)


class Migration(migrations.Migration):
    dependencies = [("matching", "0010_reply_by")]

    operations = [migrations.RunPython(give_a_day, migrations.RunPython.noop)]
