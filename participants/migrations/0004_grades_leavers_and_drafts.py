import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0003_lines_left_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "HR file to import",
                "verbose_name_plural": "HR files to import",
            },
        ),
        migrations.AddField(
            model_name="importbatch",
            name="remarks",
            field=models.JSONField(default=list, verbose_name="remarks"),
        ),
        migrations.AddField(
            model_name="profile",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="left at"),
        ),
        migrations.AddField(
            model_name="profile",
            name="missing_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="missing",
                to="participants.importbatch",
                verbose_name="missing since",
            ),
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
            },
        ),
        migrations.AddField(
            model_name="profile",
            name="grade",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="participants.grade",
                verbose_name="grade",
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(condition=models.Q(("left_at", None)), fields=["last_day"], name="profile_to_let_go"),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                condition=models.Q(("missing_from__isnull", False)), fields=["missing_from"], name="profile_missing"
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_at", None), ("last_day__isnull", False), _connector="OR"),
                name="profile_left_has_day",
            ),
        ),
        migrations.AddField(
            model_name="importdraft",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uploaded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="grade",
            constraint=models.UniqueConstraint(
                models.F("organisation"), django.db.models.functions.text.Lower("name"), name="grade_name_unique"
            ),
        ),
    ]
