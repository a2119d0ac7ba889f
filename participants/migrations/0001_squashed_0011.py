"""All tables of this app in one step, for a database that has none yet; as the steps up to 0011 leave them."""

import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import mentoring.accounts.models
import mentoring.lib.crypto


class Migration(migrations.Migration):
    replaces = [
        ("participants", "0001_initial"),
        ("participants", "0002_source_and_shipped_skills"),
        ("participants", "0003_lines_left_out"),
        ("participants", "0004_grades_leavers_and_drafts"),
        ("participants", "0005_who_left_before"),
        ("participants", "0010_own_words"),
        ("participants", "0011_new_but_gone"),
    ]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="ImportSource",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
            ],
            options={
                "verbose_name": "source of people",
                "verbose_name_plural": "sources of people",
            },
        ),
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                ("organisation_name", models.CharField(blank=True, max_length=120, verbose_name="organisation")),
                ("source_name", models.CharField(max_length=80, verbose_name="source")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                (
                    "content",
                    mentoring.lib.crypto.EncryptedTextField(
                        label="participants.import_draft.content", verbose_name="content"
                    ),
                ),
                ("chosen", models.JSONField(default=dict, verbose_name="columns")),
                ("date_order", models.CharField(blank=True, max_length=10, verbose_name="order in dates")),
                ("found", models.JSONField(default=dict, verbose_name="found")),
                ("allow_shrink", models.BooleanField(default=False, verbose_name="may lose many people")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "HR file to import",
                "verbose_name_plural": "HR files to import",
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("file_digest", models.CharField(max_length=64, verbose_name="digest of the file")),
                ("applied_at", models.DateTimeField(verbose_name="applied at")),
                ("new", models.PositiveIntegerField(verbose_name="new")),
                ("changed", models.PositiveIntegerField(verbose_name="changed")),
                ("unchanged", models.PositiveIntegerField(verbose_name="unchanged")),
                ("leavers", models.PositiveIntegerField(verbose_name="leavers")),
                ("errors", models.PositiveIntegerField(verbose_name="rows with errors")),
                ("left_out", models.JSONField(default=list, verbose_name="lines left out")),
                ("remarks", models.JSONField(default=list, verbose_name="remarks")),
                (
                    "new_gone",
                    models.PositiveIntegerField(editable=False, null=True, verbose_name="new, but gone already"),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applied by",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.importsource",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-applied_at"],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("own", "our company"), ("partner", "partner company")],
                        default="own",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "hr_contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="Whom people write to when a fact in the HR file is wrong.",
                        max_length=254,
                        verbose_name="address of the HR contact",
                    ),
                ),
                (
                    "hr_contact_name",
                    models.CharField(blank=True, max_length=120, verbose_name="name of the HR contact"),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="organisation_name_unique"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="importsource",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="participants.organisation", verbose_name="organisation"
            ),
        ),
        migrations.CreateModel(
            name="HrAnalyst",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="analyst_roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "HR analyst",
                "verbose_name_plural": "HR analysts",
                "constraints": [models.UniqueConstraint(fields=("user", "organisation"), name="hr_analyst_once")],
            },
        ),
        migrations.CreateModel(
            name="Grade",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Higher grades have higher numbers. Empty means that nobody has said yet where this grade stands.",
                        null=True,
                        verbose_name="level",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "grade",
                "verbose_name_plural": "grades",
                "ordering": ["level", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        django.db.models.functions.text.Lower("name"),
                        name="grade_name_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        django.db.models.functions.text.Lower("name"),
                        name="department_name_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        max_length=40,
                        validators=[mentoring.accounts.models.known_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"), django.db.models.functions.text.Lower("name"), name="site_name_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("employee_number", models.CharField(max_length=40, verbose_name="employee number")),
                ("job_title", models.CharField(blank=True, max_length=120, verbose_name="job title")),
                ("hired_on", models.DateField(blank=True, null=True, verbose_name="hired on")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left at")),
                ("about_me", models.CharField(blank=True, max_length=300, verbose_name="about me")),
                (
                    "hours_a_month",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hours a month"),
                ),
                (
                    "how_often",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("weekly", "every week"),
                            ("fortnightly", "every two weeks"),
                            ("three_weekly", "every three weeks"),
                            ("monthly", "once a month"),
                        ],
                        max_length=12,
                        verbose_name="how often",
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                (
                    "meets",
                    models.CharField(
                        blank=True,
                        choices=[("remote", "by video or phone"), ("in_person", "in person"), ("either", "either way")],
                        max_length=10,
                        verbose_name="likes to meet",
                    ),
                ),
                (
                    "mentor_limit",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="most mentees at the same time"
                    ),
                ),
                (
                    "part_of_day",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("morning", "in the morning"),
                            ("midday", "around midday"),
                            ("afternoon", "in the afternoon"),
                            ("evening", "in the evening"),
                            ("any", "at any time"),
                        ],
                        max_length=10,
                        verbose_name="best part of the day",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "grade",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.grade",
                        verbose_name="grade",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to="participants.profile",
                        verbose_name="manager",
                    ),
                ),
                (
                    "missing_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="missing",
                        to="participants.importbatch",
                        verbose_name="missing since",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="participants.importsource",
                        verbose_name="source",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name="account"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["user__name"],
                "indexes": [
                    models.Index(condition=models.Q(("left_at", None)), fields=["last_day"], name="profile_to_let_go"),
                    models.Index(
                        condition=models.Q(("missing_from__isnull", False)),
                        fields=["missing_from"],
                        name="profile_missing",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "employee_number"), name="profile_employee_number_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("manager", None), models.Q(("manager", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="profile_not_own_manager",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_at", None), ("last_day__isnull", False), _connector="OR"),
                        name="profile_left_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mentor_limit", None), ("mentor_limit__lte", 20), _connector="OR"),
                        name="profile_mentor_limit_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours_a_month", None),
                            models.Q(("hours_a_month__gte", 1), ("hours_a_month__lte", 20)),
                            _connector="OR",
                        ),
                        name="profile_hours_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("category", models.CharField(max_length=80, verbose_name="category")),
                ("shipped_as", models.SlugField(blank=True, editable=False, max_length=80)),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="other words",
                    ),
                ),
                ("definition", models.CharField(blank=True, max_length=200, verbose_name="definition")),
                ("shipped_edition", models.PositiveSmallIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "skill",
                "verbose_name_plural": "skills",
                "ordering": ["category", "name"],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="skill_name_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("shipped_as", ""), _negated=True),
                        fields=("shipped_as",),
                        name="skill_shipped_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileSkill",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("offers", "can offer"), ("wants", "wants to learn")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="rank",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="level")),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skills",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="participants.skill", verbose_name="skill"
                    ),
                ),
            ],
            options={
                "verbose_name": "skill of a person",
                "verbose_name_plural": "skills of people",
                "ordering": ["kind", "rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("profile", "kind", "skill"), name="profile_skill_once"),
                    models.CheckConstraint(
                        condition=models.Q(("rank__gte", 1), ("rank__lte", 5)), name="profile_skill_rank"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level", None), models.Q(("level__gte", 1), ("level__lte", 3)), _connector="OR"
                        ),
                        name="profile_skill_level_range",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="importsource",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                django.db.models.functions.text.Lower("name"),
                name="import_source_name_unique",
            ),
        ),
    ]
