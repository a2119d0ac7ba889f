"""All tables of this app in one step, for a database that has none yet; as the steps up to 0009 leave them."""

import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    replaces = [
        ("outbox", "0001_initial"),
        ("outbox", "0002_tick"),
        ("outbox", "0003_first_tried_at"),
        ("outbox", "0004_monthly_limit"),
        ("outbox", "0005_log_indexes"),
        ("outbox", "0006_waiting_index"),
        ("outbox", "0007_mail_server_away"),
        ("outbox", "0008_over_and_kept_index"),
        ("outbox", "0009_kind_index"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="name")),
                ("last_at", models.DateTimeField(verbose_name="last at")),
            ],
            options={
                "verbose_name": "tick",
                "verbose_name_plural": "ticks",
            },
        ),
        migrations.CreateModel(
            name="MailServerAway",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("since", models.DateTimeField(verbose_name="since")),
                ("told_at", models.DateTimeField(verbose_name="told at")),
            ],
            options={
                "verbose_name": "absence of the mail server",
                "verbose_name_plural": "absences of the mail server",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="mail_server_away_once")],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=250, verbose_name="key")),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("recipient_id", models.UUIDField(null=True, verbose_name="recipient")),
                ("address", models.EmailField(max_length=254, verbose_name="address")),
                ("subject_label", models.CharField(max_length=60, verbose_name="kind of thing")),
                ("subject_id", models.UUIDField(verbose_name="thing")),
                ("occurrence", models.CharField(max_length=60, verbose_name="occurrence")),
                ("mail_subject", mentoring.lib.crypto.EncryptedTextField(label="outbox.message.subject", null=True)),
                ("text", mentoring.lib.crypto.EncryptedTextField(label="outbox.message.text", null=True)),
                ("html", mentoring.lib.crypto.EncryptedTextField(label="outbox.message.html", null=True)),
                ("attachments", mentoring.lib.crypto.EncryptedTextField(label="outbox.message.attachments", null=True)),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "waiting"),
                            ("claimed", "being sent"),
                            ("held", "goes with the next mail"),
                            ("sending", "handed over"),
                            ("sent", "sent"),
                            ("failed", "could not be sent"),
                            ("cancelled", "taken back"),
                            ("suppressed", "no longer wanted"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("claim", models.UUIDField(null=True, verbose_name="claim")),
                ("lease_until", models.DateTimeField(null=True, verbose_name="lease until")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("ambiguous", models.PositiveSmallIntegerField(default=0, verbose_name="answers lost")),
                (
                    "on_doubt",
                    models.CharField(
                        choices=[("resend_same_message_id", "send once more"), ("hold", "hold for a person")],
                        default="resend_same_message_id",
                        max_length=24,
                        verbose_name="when in doubt",
                    ),
                ),
                ("message_id", models.CharField(max_length=250, verbose_name="Message-ID")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="last answer")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("first_tried_at", models.DateTimeField(null=True, verbose_name="first tried at")),
                ("counted_month", models.DateField(null=True, verbose_name="month")),
                ("counted_number", models.PositiveSmallIntegerField(null=True, verbose_name="number in the month")),
                (
                    "goes_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="riders",
                        to="outbox.outgoingmessage",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "indexes": [
                    models.Index(condition=models.Q(("state", "due")), fields=["due_at"], name="message_due"),
                    models.Index(
                        condition=models.Q(("state__in", ["claimed", "sending"])),
                        fields=["lease_until"],
                        name="message_leased",
                    ),
                    models.Index(fields=["recipient_id", "created_at"], name="message_recipient"),
                    models.Index(fields=["subject_id"], name="message_subject"),
                    models.Index(
                        condition=models.Q(("state", "held")), fields=["recipient_id", "due_at"], name="message_held"
                    ),
                    models.Index(fields=["-created_at", "-id"], name="message_newest"),
                    models.Index(
                        condition=models.Q(("state", "failed")), fields=["-created_at"], name="message_failed"
                    ),
                    models.Index(
                        condition=models.Q(("ambiguous__gt", 0)), fields=["-created_at"], name="message_in_doubt"
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("address"), name="text_pattern_ops"
                        ),
                        name="message_address",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["due", "claimed", "sending", "held"])),
                        fields=["-created_at"],
                        name="message_waiting",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["sent", "failed", "cancelled", "suppressed"]), ("text__isnull", False)
                        ),
                        fields=["due_at"],
                        name="message_over_and_kept",
                    ),
                    models.Index(fields=["kind", "-created_at", "-id"], name="message_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="message_key_unique"),
                    models.UniqueConstraint(fields=("message_id",), name="message_id_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="message_sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claim__isnull", False),
                                ("lease_until__isnull", False),
                                ("state__in", ["claimed", "sending"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["claimed", "sending"]), _negated=True),
                                ("claim__isnull", True),
                                ("lease_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="message_claim_has_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["due", "claimed", "held", "sending", "sent", "failed", "cancelled", "suppressed"],
                            )
                        ),
                        name="message_state_known",
                    ),
                    models.UniqueConstraint(
                        fields=("recipient_id", "counted_month", "counted_number"),
                        name="message_one_per_number_of_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("counted_month__isnull", True), ("counted_number__isnull", True)),
                            models.Q(("counted_month__isnull", False), ("counted_number__in", [1, 2])),
                            _connector="OR",
                        ),
                        name="message_two_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("goes_with__isnull", True), ("state__in", ["held", "sent", "failed"]), _connector="OR"
                        ),
                        name="message_rides_while_held",
                    ),
                ],
            },
        ),
    ]
