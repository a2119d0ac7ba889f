"""All tables of this app in one step, for a database that has none yet; as the steps up to 0021 leave them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.clock
import mentoring.lib.crypto

FIX = """
CREATE FUNCTION feedback_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The figures of a closed survey never change.';
END $$;
CREATE TRIGGER snapshot_fixed BEFORE UPDATE ON feedback_snapshot
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_change();
CREATE TRIGGER goal_snapshot_fixed BEFORE UPDATE ON feedback_goalsnapshot
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_change();
"""
LOOSEN = """
DROP TRIGGER goal_snapshot_fixed ON feedback_goalsnapshot;
DROP TRIGGER snapshot_fixed ON feedback_snapshot;
DROP FUNCTION feedback_refuse_change();
"""


class Migration(migrations.Migration):
    replaces = [
        ("feedback", "0001_initial"),
        ("feedback", "0002_snapshot_fixed"),
        ("feedback", "0010_surveys_of_four_kinds"),
        ("feedback", "0011_days_of_invitations"),
        ("feedback", "0020_goal_reviews"),
        ("feedback", "0021_goal_figures_fixed"),
    ]

    initial = True

    dependencies = [
        ("participants", "0011_new_but_gone"),
        ("programmes", "0012_taken_back"),
        ("matching", "0020_breaks_and_longer_pairs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sentence", mentoring.lib.crypto.EncryptedTextField(label="feedback.goal.sentence")),
                ("where_now", mentoring.lib.crypto.EncryptedTextField(label="feedback.goal.where_now", null=True)),
                ("what_good", mentoring.lib.crypto.EncryptedTextField(label="feedback.goal.what_good", null=True)),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goals",
                        to="matching.mentorship",
                        verbose_name="mentorship",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="participants.profile",
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "goal",
                "verbose_name_plural": "goals",
                "ordering": ["set_at"],
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
        migrations.CreateModel(
            name="SurveyRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start", "start survey"),
                            ("mid", "mid survey"),
                            ("end", "end survey"),
                            ("early-end", "early end"),
                        ],
                        max_length=10,
                        verbose_name="survey",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("open", "open"), ("closed", "closed")],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("items", models.JSONField(verbose_name="items")),
                ("minimum_group", models.PositiveSmallIntegerField(verbose_name="smallest group shown")),
                ("dimensions", models.JSONField(default=list, verbose_name="split by, in this order")),
                ("cells", models.JSONField(default=list, verbose_name="cells")),
                ("opens_at", models.DateTimeField(verbose_name="opens at")),
                ("reminds_at", models.DateTimeField(null=True, verbose_name="reminds at")),
                ("closes_at", models.DateTimeField(verbose_name="closes at")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey_runs",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "survey",
                "verbose_name_plural": "surveys",
                "ordering": ["-opens_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minimum_group__gte", 5)), name="survey_run_minimum_group_floor"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["mid", "end"])),
                        fields=("cohort", "kind"),
                        name="survey_run_once_per_cohort",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("cohort", "kind"),
                        name="survey_run_one_open_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at__lt", models.F("closes_at")),
                            models.Q(
                                ("reminds_at", None),
                                models.Q(
                                    ("opens_at__lt", models.F("reminds_at")), ("reminds_at__lt", models.F("closes_at"))
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="survey_run_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("built_on", models.DateField(verbose_name="built on")),
                ("figures", models.JSONField(verbose_name="figures")),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshot",
                        to="feedback.surveyrun",
                        verbose_name="survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of a closed survey",
                "verbose_name_plural": "figures of closed surveys",
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cell", models.PositiveSmallIntegerField(null=True, verbose_name="cell")),
                ("answers", models.JSONField(verbose_name="answers")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="feedback.surveyrun",
                        verbose_name="survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "anonymous answer",
                "verbose_name_plural": "anonymous answers",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cell", models.PositiveSmallIntegerField(verbose_name="cell")),
                ("answered_on", models.DateField(null=True, verbose_name="answered on")),
                ("asked_on", models.DateField(default=mentoring.lib.clock.today, verbose_name="asked on")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("mentor", "mentor"), ("mentee", "mentee")],
                        max_length=10,
                        verbose_name="asked as",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="feedback.surveyrun",
                        verbose_name="survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation to a survey",
                "verbose_name_plural": "invitations to surveys",
                "constraints": [models.UniqueConstraint(fields=("run", "person"), name="invitation_once_per_person")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=64, verbose_name="keyed digest of the invitation")),
                ("cell", models.PositiveSmallIntegerField(verbose_name="cell")),
                ("answers", mentoring.lib.crypto.EncryptedTextField(label="feedback.draft.answers")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="feedback.surveyrun",
                        verbose_name="survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer in progress",
                "verbose_name_plural": "answers in progress",
                "constraints": [models.UniqueConstraint(fields=("key",), name="draft_key_unique")],
            },
        ),
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
        migrations.RunSQL(FIX, LOOSEN),
    ]
