"""All tables of this app in one step, for a database that has none yet; as the steps up to 0003 leave them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("jobs", "0001_initial"), ("jobs", "0002_attempts"), ("jobs", "0003_cancelling")]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("subject_label", models.CharField(max_length=60, verbose_name="kind of thing")),
                ("subject_id", models.UUIDField(verbose_name="thing")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting to start"),
                            ("running", "at work"),
                            ("done", "done"),
                            ("failed", "did not finish"),
                            ("cancelled", "stopped"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="done")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="of")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="progress in words")),
                ("claim", models.UUIDField(null=True, verbose_name="claim")),
                ("lease_until", models.DateTimeField(null=True, verbose_name="lease until")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("cancel_requested", models.BooleanField(default=False, verbose_name="to be stopped")),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="started by",
                    ),
                ),
            ],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=["created_at"],
                        name="job_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("kind", "subject_id"),
                        name="job_one_open_per_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "failed", "cancelled"])),
                        name="job_state_known",
                    ),
                ],
            },
        ),
    ]
