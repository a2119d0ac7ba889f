import uuid

import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0001_initial"),
        ("participants", "0003_lines_left_out"),
    ]

    operations = [
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
