import uuid

import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0010_templates"),
        ("matching", "0020_breaks_and_longer_pairs"),
        ("participants", "0010_own_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="answered_at",
            field=models.DateTimeField(null=True, verbose_name="answered at"),
        ),
        migrations.AddField(
            model_name="session",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="participants.profile",
                verbose_name="answered by",
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="body",
            field=mentoring.lib.crypto.EncryptedTextField(label="agreements.note.body", under="data_key"),
        ),
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
    ]
