import uuid

import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [("participants", "0024_aims")]

    operations = [
        migrations.CreateModel(
            name="ProfileDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("offers", "skills offered"),
                            ("wants", "skills wanted"),
                            ("ways", "ways of working"),
                            ("about_me", "about me"),
                            ("career", "career path"),
                            ("aims", "aims"),
                            ("interests", "interests"),
                            ("limit", "limit as a mentor"),
                        ],
                        max_length=20,
                        verbose_name="section",
                    ),
                ),
                (
                    "answers",
                    mentoring.lib.crypto.EncryptedTextField(
                        label="participants.profile_draft.answers", verbose_name="answers"
                    ),
                ),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a profile",
                "verbose_name_plural": "drafts of profiles",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "section"), name="profile_draft_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            section__in=["offers", "wants", "ways", "about_me", "career", "aims", "interests", "limit"]
                        ),
                        name="profile_draft_section_known",
                    ),
                ],
            },
        ),
    ]
