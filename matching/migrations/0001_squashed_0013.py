"""All tables of this app in one step, for a database that has none yet; as the steps up to 0013 leave them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    replaces = [
        ("matching", "0001_initial"),
        ("matching", "0002_exclusion"),
        ("matching", "0005_run_evidence"),
        ("matching", "0006_rename_parts"),
        ("matching", "0010_reply_by"),
        ("matching", "0011_day_for_open_suggestions"),
        ("matching", "0012_open_has_reply_by"),
        ("matching", "0013_known_words"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("participants", "0011_new_but_gone"),
        ("programmes", "0012_taken_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(verbose_name="started at")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                ("policy", models.JSONField(default=dict, verbose_name="policy")),
                ("versions", models.JSONField(default=dict, verbose_name="versions")),
                ("inputs_digest", models.CharField(blank=True, max_length=64, verbose_name="digest of the inputs")),
                ("objective", models.CharField(default="total", max_length=20, verbose_name="objective")),
                ("cardinality", models.PositiveIntegerField(default=0, verbose_name="mentees placed")),
                ("total", models.BigIntegerField(default=0, verbose_name="total")),
                ("certificate", models.JSONField(default=dict, verbose_name="certificate")),
                ("unplaced", models.JSONField(default=list, verbose_name="not placed")),
                ("seals", models.JSONField(default=dict, verbose_name="seals")),
                ("pairs", models.JSONField(default=dict, verbose_name="pairs")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="started by",
                    ),
                ),
            ],
            options={
                "verbose_name": "matching run",
                "verbose_name_plural": "matching runs",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "not sent yet"),
                            ("removed", "taken out"),
                            ("sent", "waiting for answers"),
                            ("accepted", "both said yes"),
                            ("declined", "not this time"),
                            ("lapsed", "no answer in time"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("score", models.PositiveIntegerField(verbose_name="fit, 0 to 1,000,000")),
                ("components", models.JSONField(default=list, verbose_name="components")),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                ("created_at", models.DateTimeField(verbose_name="made at")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("lapses_at", models.DateTimeField(null=True, verbose_name="open until")),
                ("locked", models.BooleanField(default=False, verbose_name="kept")),
                (
                    "origin",
                    models.CharField(
                        choices=[("run", "found by a search"), ("coordinator", "paired by hand")],
                        default="run",
                        max_length=12,
                        verbose_name="origin",
                    ),
                ),
                ("reply_by", models.DateField(null=True, verbose_name="reply by")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposals",
                        to="matching.run",
                        verbose_name="matching run",
                    ),
                ),
            ],
            options={
                "verbose_name": "suggestion",
                "verbose_name_plural": "suggestions",
                "ordering": ["-score", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "sent")), fields=["lapses_at"], name="proposal_due_to_lapse"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("score__lte", 1000000)), name="proposal_score_range"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at", None), ("status__in", ["draft", "removed"])),
                            models.Q(
                                ("sent_at__isnull", False), ("status__in", ["sent", "accepted", "declined", "lapsed"])
                            ),
                            _connector="OR",
                        ),
                        name="proposal_sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["sent", "lapsed"]), _negated=True),
                            models.Q(("lapses_at__isnull", False), ("reply_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="proposal_open_has_reply_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["run", "coordinator"])), name="proposal_origin_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mentorship",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "under way"), ("ended", "ended")],
                        default="active",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentorships",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentorship",
                        to="matching.proposal",
                        verbose_name="suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "mentorship",
                "verbose_name_plural": "mentorships",
                "ordering": ["-started_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("status", "active")),
                            models.Q(("ended_at__isnull", False), ("status", "ended")),
                            _connector="OR",
                        ),
                        name="mentorship_ended_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="mentorship_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalSide",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("mentor", "mentor"), ("mentee", "mentee")], max_length=10, verbose_name="role"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("waiting", "no answer yet"), ("yes", "yes"), ("no", "someone else please")],
                        default="waiting",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "later",
                    mentoring.lib.crypto.EncryptedTextField(
                        label="proposal side later", null=True, verbose_name="wish for later rounds"
                    ),
                ),
                ("reminds_at", models.DateTimeField(null=True, verbose_name="reminded at")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal_sides",
                        to="programmes.enrolment",
                        verbose_name="place",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sides",
                        to="matching.proposal",
                        verbose_name="suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "side of a suggestion",
                "verbose_name_plural": "sides of suggestions",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer", "waiting"), ("reminds_at__isnull", False)),
                        fields=["reminds_at"],
                        name="side_due_to_remind",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "role"), name="proposal_side_once_per_role"),
                    models.UniqueConstraint(fields=("proposal", "enrolment"), name="proposal_side_once_per_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "waiting"), ("answered_at", None)),
                            models.Q(models.Q(("answer", "waiting"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="proposal_side_answer_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["mentor", "mentee"])), name="proposal_side_role_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["waiting", "yes", "no"])), name="proposal_side_answer_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunEvidence",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="evidence",
                        serialize=False,
                        to="matching.run",
                        verbose_name="matching run",
                    ),
                ),
                (
                    "packed",
                    mentoring.lib.crypto.EncryptedTextField(label="matching.run.evidence", verbose_name="evidence"),
                ),
            ],
            options={
                "verbose_name": "evidence of a run",
                "verbose_name_plural": "evidence of runs",
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "enrolment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="programmes.enrolment",
                        verbose_name="place of the mentee",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="participants.profile",
                        verbose_name="mentor",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "verbose_name_plural": "seats",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "number"), name="seat_number_once_per_person"),
                    models.UniqueConstraint(fields=("enrolment", "number"), name="seat_number_once_per_enrolment"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("enrolment__isnull", False), ("person", None)),
                            models.Q(("enrolment", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="seat_has_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 20)), name="seat_number_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("enrolment", None), ("number", 1), _connector="OR"),
                        name="seat_one_per_mentee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("mentor", "mentor"), ("mentee", "mentee")], max_length=10, verbose_name="role"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="programmes.enrolment",
                        verbose_name="place",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="matching.mentorship",
                        verbose_name="mentorship",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="matching.seat",
                        verbose_name="seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a mentorship",
                "verbose_name_plural": "members of mentorships",
                "constraints": [
                    models.UniqueConstraint(fields=("mentorship", "person"), name="membership_once_per_person"),
                    models.UniqueConstraint(fields=("mentorship", "role"), name="membership_once_per_role"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("seat",), name="membership_one_open_per_seat"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["mentor", "mentee"])), name="membership_role_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("excluded", mentoring.lib.crypto.EncryptedTextField(label="exclusion.excluded")),
                ("digest", models.CharField(editable=False, max_length=64)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exclusions",
                        to="participants.profile",
                        verbose_name="whose wish it is",
                    ),
                ),
            ],
            options={
                "verbose_name": "person to avoid",
                "verbose_name_plural": "people to avoid",
                "constraints": [models.UniqueConstraint(fields=("owner", "digest"), name="exclusion_once")],
            },
        ),
    ]
