import uuid

import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0003_lines_left_out"),
        ("programmes", "0008_eligibility_by_grade"),
    ]

    operations = [
        migrations.AlterField(
            model_name="enrolment",
            name="status",
            field=models.CharField(
                choices=[
                    ("registered", "registered"),
                    ("waiting", "on the waiting list"),
                    ("approved", "approved"),
                    ("declined", "not this time"),
                    ("withdrawn", "withdrawn"),
                ],
                default="registered",
                max_length=12,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="aims",
            field=mentoring.lib.crypto.EncryptedTextField(label="programmes.enrolment.aims", null=True),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="answer_words",
            field=mentoring.lib.crypto.EncryptedTextField(label="programmes.enrolment.answer_words", null=True),
        ),
        migrations.CreateModel(
            name="PlaceDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "answers",
                    mentoring.lib.crypto.EncryptedTextField(label="programmes.placedraft.answers"),
                ),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place_drafts",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place_drafts",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a registration",
                "verbose_name_plural": "drafts of registrations",
            },
        ),
        migrations.AddConstraint(
            model_name="placedraft",
            constraint=models.UniqueConstraint(fields=("cohort", "person"), name="place_draft_once"),
        ),
    ]
