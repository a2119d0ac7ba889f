import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [("matching", "0036_weight_of_interests"), ("programmes", "0021_registration_ended_early")]

    operations = [
        migrations.CreateModel(
            name="Ranking",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("named", mentoring.lib.crypto.EncryptedTextField(label="ranking.named")),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ranking",
                        to="programmes.enrolment",
                        verbose_name="whose wish it is",
                    ),
                ),
            ],
            options={
                "verbose_name": "people somebody would like",
                "verbose_name_plural": "people somebody would like",
            },
        ),
        migrations.AddField(
            model_name="policy",
            name="choices",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="weight of whom people named"),
        ),
        migrations.AlterField(
            model_name="policy",
            name="pairing",
            field=models.CharField(
                choices=[
                    ("appointed", "the programme team decides"),
                    ("suggested", "chosen from a short list"),
                    ("chosen", "chosen from everybody who fits"),
                    ("ranked", "people name whom they would like, the programme team decides"),
                ],
                default="appointed",
                max_length=10,
                verbose_name="who chooses",
            ),
        ),
        migrations.RemoveConstraint(model_name="policy", name="policy_pairing_known"),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=Q(pairing__in=["appointed", "suggested", "chosen", "ranked"]), name="policy_pairing_known"
            ),
        ),
        migrations.RemoveConstraint(model_name="policy", name="policy_weights_sum_to_100"),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=Q(
                    skills=100
                    - F("level")
                    - F("seniority")
                    - F("place")
                    - F("language")
                    - F("department")
                    - F("ways")
                    - F("career")
                    - F("interests")
                    - F("choices")
                ),
                name="policy_weights_sum_to_100",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=Q(pairing="ranked", choices__range=(1, 50)) | (~Q(pairing="ranked") & Q(choices=0)),
                name="policy_choices_where_ranked",
            ),
        ),
    ]
