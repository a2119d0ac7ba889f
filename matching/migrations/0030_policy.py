import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0020_breaks_and_longer_pairs"),
        ("programmes", "0021_registration_ended_early"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("style", models.CharField(max_length=16, verbose_name="style")),
                ("skills", models.PositiveSmallIntegerField(verbose_name="weight of skills")),
                ("level", models.PositiveSmallIntegerField(verbose_name="weight of how well skills are known")),
                ("seniority", models.PositiveSmallIntegerField(verbose_name="weight of grades")),
                ("place", models.PositiveSmallIntegerField(verbose_name="weight of places")),
                ("language", models.PositiveSmallIntegerField(verbose_name="weight of languages")),
                ("department", models.PositiveSmallIntegerField(verbose_name="weight of departments")),
                ("grade_gap", models.SmallIntegerField(verbose_name="levels a mentor should be ahead")),
                ("least_ahead", models.SmallIntegerField(null=True, verbose_name="levels ahead, at least")),
                ("most_ahead", models.SmallIntegerField(null=True, verbose_name="levels ahead, at most")),
                (
                    "most_hours",
                    models.PositiveSmallIntegerField(null=True, verbose_name="hours between two clocks, at most"),
                ),
                ("needs_language", models.BooleanField(default=False, verbose_name="needs a language in common")),
                ("departments", models.CharField(default="free", max_length=10, verbose_name="departments of the two")),
                ("sites", models.CharField(default="free", max_length=10, verbose_name="places of work of the two")),
                ("objective", models.CharField(default="fair", max_length=10, verbose_name="what the best choice is")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("updated_at", models.DateTimeField(verbose_name="changed at")),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policy",
                        to="programmes.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "how pairs are found",
                "verbose_name_plural": "how pairs are found",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "skills",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.Value(100), "-", models.F("level")
                                                ),
                                                "-",
                                                models.F("seniority"),
                                            ),
                                            "-",
                                            models.F("place"),
                                        ),
                                        "-",
                                        models.F("language"),
                                    ),
                                    "-",
                                    models.F("department"),
                                ),
                            )
                        ),
                        name="policy_weights_sum_to_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least_ahead", None),
                            ("most_ahead", None),
                            ("least_ahead__lte", models.F("most_ahead")),
                            _connector="OR",
                        ),
                        name="policy_levels_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade_gap__range", (-100, 100)),
                            models.Q(("least_ahead", None), ("least_ahead__range", (-100, 100)), _connector="OR"),
                            models.Q(("most_ahead", None), ("most_ahead__range", (-100, 100)), _connector="OR"),
                        ),
                        name="policy_levels_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most_hours", None), ("most_hours__lte", 12), _connector="OR"),
                        name="policy_hours_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("departments__in", ["free", "same", "different"]),
                            ("sites__in", ["free", "same", "different"]),
                        ),
                        name="policy_ties_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("objective__in", ("total", "fair", "stable"))),
                        name="policy_objective_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("style__in", ["classic", "reverse"])), name="policy_style_known"
                    ),
                ],
            },
        ),
    ]
