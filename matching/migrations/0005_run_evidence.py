import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0002_exclusion"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="seals",
            field=models.JSONField(default=dict, verbose_name="seals"),
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
    ]
