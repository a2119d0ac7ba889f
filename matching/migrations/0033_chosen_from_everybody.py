from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0032_asker_stays")]

    operations = [
        migrations.AlterField(
            model_name="policy",
            name="pairing",
            field=models.CharField(
                choices=[
                    ("appointed", "the programme team decides"),
                    ("suggested", "chosen from a short list"),
                    ("chosen", "chosen from everybody who fits"),
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
                condition=models.Q(("pairing__in", ["appointed", "suggested", "chosen"])), name="policy_pairing_known"
            ),
        ),
    ]
