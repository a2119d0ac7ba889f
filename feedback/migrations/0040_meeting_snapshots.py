import uuid

import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0030_goals_without_words"),
        ("programmes", "0021_registration_ended_early"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingSnapshot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("first", models.DateField(verbose_name="first month")),
                ("last", models.DateField(verbose_name="last month")),
                ("meetings", models.PositiveIntegerField(null=True, verbose_name="meetings")),
                ("minimum", models.PositiveSmallIntegerField(verbose_name="smallest group shown")),
                ("is_last", models.BooleanField(default=False, verbose_name="the last")),
                ("built_on", models.DateField(verbose_name="built on")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting_snapshots",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "meetings of some months",
                "verbose_name_plural": "meetings of months",
                "ordering": ["last"],
                "constraints": [
                    models.UniqueConstraint(fields=("cohort", "last"), name="meeting_snapshot_decided_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("meetings__isnull", False)),
                        fields=("cohort", "first"),
                        name="meeting_snapshot_counted_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_last", True)), fields=("cohort",), name="meeting_snapshot_one_is_last"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__day", 1), ("first__lte", models.F("last")), ("last__day", 1)),
                        name="meeting_snapshot_months_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("meetings", None),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(models.F("meetings"), 5), 0
                            ),
                            _connector="OR",
                        ),
                        name="meeting_snapshot_rounded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum__gte", 5)), name="meeting_snapshot_minimum_floor"
                    ),
                ],
            },
        ),
    ]
