import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

LEVELS = [(1, "introduction"), (2, "practice"), (3, "advanced")]


class Migration(migrations.Migration):
    dependencies = [("participants", "0022_more_of_what_hr_says")]

    operations = [
        migrations.CreateModel(
            name="TrainingRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("level", models.PositiveSmallIntegerField(choices=LEVELS, verbose_name="level")),
                ("done_on", models.DateField(verbose_name="done on")),
                ("until", models.DateField(blank=True, null=True, verbose_name="counts until")),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trainings",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "mentor training of a person",
                "verbose_name_plural": "mentor trainings of people",
                "ordering": ["level"],
                "constraints": [
                    models.UniqueConstraint(fields=("profile", "level"), name="training_record_once"),
                    models.CheckConstraint(condition=Q(level__in=[1, 2, 3]), name="training_record_level_known"),
                    models.CheckConstraint(
                        condition=Q(until=None) | Q(until__gte=F("done_on")), name="training_record_days_in_order"
                    ),
                ],
            },
        ),
    ]
