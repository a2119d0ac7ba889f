import uuid

import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0010_place_words_and_drafts"),
        ("feedback", "0011_days_of_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoalReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "level",
                    models.SmallIntegerField(
                        choices=[
                            (-2, "much less than expected"),
                            (-1, "less than expected"),
                            (0, "as expected"),
                            (1, "more than expected"),
                            (2, "much more than expected"),
                        ],
                        verbose_name="how far it is",
                    ),
                ),
                ("words", mentoring.lib.crypto.EncryptedTextField(label="feedback.goalreview.words", null=True)),
                ("reviewed_on", models.DateField(verbose_name="looked at on")),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="feedback.goal",
                        verbose_name="goal",
                    ),
                ),
            ],
            options={
                "verbose_name": "look at a goal",
                "verbose_name_plural": "looks at goals",
                "ordering": ["-reviewed_on"],
                "constraints": [
                    models.UniqueConstraint(fields=("goal", "reviewed_on"), name="goal_review_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", -2), ("level__lte", 2)), name="goal_review_level_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoalSnapshot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("built_on", models.DateField(verbose_name="built on")),
                ("figures", models.JSONField(verbose_name="figures")),
                (
                    "cohort",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goal_snapshot",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of goals",
                "verbose_name_plural": "figures of goals",
            },
        ),
    ]
