"""All tables of this app in one step, for a database that has none yet; as the steps up to 0022 leave them."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    replaces = [
        ("agreements", "0001_initial"),
        ("agreements", "0002_session_one_per_moment"),
        ("agreements", "0003_choices_agreed_to"),
        ("agreements", "0010_templates"),
        ("agreements", "0020_sessions_asked_and_words"),
        ("agreements", "0021_notes_under_a_key_of_their_pair"),
        ("agreements", "0022_reminders_of_planned_sessions"),
    ]

    initial = True

    dependencies = [
        ("participants", "0011_new_but_gone"),
        ("programmes", "0012_taken_back"),
        ("matching", "0020_breaks_and_longer_pairs"),
    ]

    operations = [
        migrations.CreateModel(
            name="MentorshipKey",
            fields=[
                (
                    "mentorship",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words_key",
                        serialize=False,
                        to="matching.mentorship",
                        verbose_name="mentorship",
                    ),
                ),
                ("key", mentoring.lib.crypto.EncryptedTextField(label="agreements.mentorship_key.key", null=True)),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("erased_at", models.DateTimeField(null=True, verbose_name="erased at")),
            ],
            options={
                "verbose_name": "key of a pair",
                "verbose_name_plural": "keys of pairs",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_at__isnull", False), ("key__isnull", True)),
                            models.Q(("erased_at__isnull", True), ("key__isnull", False)),
                            _connector="OR",
                        ),
                        name="mentorship_key_until_erased",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="where")),
                (
                    "status",
                    models.CharField(
                        choices=[("planned", "planned"), ("held", "you met"), ("cancelled", "cancelled")],
                        default="planned",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("calendar_sequence", models.PositiveSmallIntegerField(default=0, verbose_name="calendar sequence")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="participants.profile",
                        verbose_name="answered by",
                    ),
                ),
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="matching.mentorship",
                        verbose_name="mentorship",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.profile",
                        verbose_name="planned by",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["-starts_at"],
                "indexes": [models.Index(fields=["mentorship", "starts_at"], name="session_of_mentorship")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 480)), name="session_minutes_range"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "cancelled"), _negated=True),
                        fields=("mentorship", "starts_at"),
                        name="session_one_per_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("body", mentoring.lib.crypto.EncryptedTextField(label="agreements.note.body", under="data_key")),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="participants.profile",
                        verbose_name="author",
                    ),
                ),
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="matching.mentorship",
                        verbose_name="mentorship",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notes",
                        to="agreements.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["-written_at"],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("words", mentoring.lib.crypto.EncryptedTextField(label="agreements.action.words", under="data_key")),
                ("due_on", models.DateField(null=True, verbose_name="by when")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done at")),
                ("reminds_at", models.DateTimeField(null=True, verbose_name="reminded at")),
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="matching.mentorship",
                        verbose_name="mentorship",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.profile",
                        verbose_name="who does it",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="agreements.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "ordering": ["added_at"],
                "indexes": [
                    models.Index(fields=["mentorship", "done_at"], name="action_of_mentorship"),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("reminds_at__isnull", False)),
                        fields=["reminds_at"],
                        name="action_due_to_remind",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reminds_at__isnull", True), ("due_on__isnull", False), _connector="OR"),
                        name="action_reminds_of_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionReminder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("coming", "the session comes"), ("log", "did you meet?")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due_at", models.DateTimeField(null=True, verbose_name="due at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="agreements.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a session",
                "verbose_name_plural": "reminders of sessions",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="session_reminder_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "person", "kind"), name="session_reminder_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "body",
                    mentoring.lib.crypto.EncryptedTextField(label="agreements.shared_note.body", under="data_key"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.profile",
                        verbose_name="changed by",
                    ),
                ),
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared_notes",
                        to="matching.mentorship",
                        verbose_name="mentorship",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared_note",
                        to="agreements.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "shared note",
                "verbose_name_plural": "shared notes",
                "ordering": ["-changed_at"],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "style",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("classic", "classic: somebody who has been there mentors somebody on the way"),
                            ("reverse", "reverse: somebody junior mentors somebody senior"),
                            ("peer", "peer: two people on one level mentor each other"),
                            ("circle", "mentor circle: one mentor and a small group"),
                            ("peer_circle", "peer circle: a small group without a mentor"),
                            ("flash", "flash: one single conversation"),
                            ("handover", "handover: knowledge passed on before somebody moves on"),
                            ("new_joiner", "new joiner: somebody who knows the house helps somebody new"),
                            ("cross_company", "cross-company: pairs of two companies"),
                        ],
                        max_length=16,
                        verbose_name="for programmes of this style",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="version")),
                ("lines", models.JSONField(verbose_name="confidentiality lines")),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("fortnightly", "every two weeks"),
                            ("three_weekly", "every three weeks"),
                            ("monthly", "once a month"),
                        ],
                        default="three_weekly",
                        max_length=12,
                        verbose_name="how often",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(15),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="how long, in minutes",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("video", "by video"),
                            ("office", "in the office"),
                            ("neutral", "in a neutral place"),
                            ("mixed", "sometimes here, sometimes there"),
                        ],
                        default="video",
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                (
                    "contact",
                    models.CharField(
                        choices=[("mail", "by mail"), ("chat", "by chat"), ("phone", "by phone")],
                        default="mail",
                        max_length=10,
                        verbose_name="how to reach each other",
                    ),
                ),
                ("shipped_as", models.SlugField(blank=True, editable=False, max_length=40)),
                ("shipped_edition", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("edited_at", models.DateTimeField(editable=False, null=True, verbose_name="edited at")),
                (
                    "programme",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreement_template",
                        to="programmes.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement to begin with",
                "verbose_name_plural": "agreements to begin with",
                "ordering": ["programme__name", "style", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("shipped_as", ""), _negated=True),
                        fields=("shipped_as",),
                        name="template_shipped_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("programme", None)), fields=("style",), name="template_one_per_style"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("programme", None), ("style", ""), _connector="OR"),
                        name="template_of_one_programme_or_style",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 15), ("minutes__lte", 180)), name="template_minutes_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("lines", models.JSONField(verbose_name="confidentiality lines")),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("fortnightly", "every two weeks"),
                            ("three_weekly", "every three weeks"),
                            ("monthly", "once a month"),
                        ],
                        default="three_weekly",
                        max_length=12,
                        verbose_name="how often",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(15),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="how long",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("video", "by video"),
                            ("office", "in the office"),
                            ("neutral", "in a neutral place"),
                            ("mixed", "sometimes here, sometimes there"),
                        ],
                        default="video",
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                (
                    "contact",
                    models.CharField(
                        choices=[("mail", "by mail"), ("chat", "by chat"), ("phone", "by phone")],
                        default="mail",
                        max_length=10,
                        verbose_name="how to reach each other",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="choices changed at")),
                ("former_lines", models.JSONField(default=list, verbose_name="earlier lines")),
                (
                    "template_version",
                    models.PositiveSmallIntegerField(default=1, verbose_name="version it was drafted from"),
                ),
                (
                    "mentorship",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreement",
                        to="matching.mentorship",
                        verbose_name="mentorship",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="agreements",
                        to="agreements.template",
                        verbose_name="drafted from",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 15), ("minutes__lte", 180)), name="agreement_minutes_range"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("read", "has read the lines"), ("agreed", "agrees")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the text")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                ("choices", models.JSONField(default=dict, verbose_name="choices")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="changes seen at")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="agreements.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "person", "kind", "version"), name="consent_once_per_version"
                    )
                ],
            },
        ),
    ]
