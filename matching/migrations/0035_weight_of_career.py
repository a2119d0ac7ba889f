from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("matching", "0034_weight_of_ways")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="career",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="weight of career paths"),
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
                ),
                name="policy_weights_sum_to_100",
            ),
        ),
    ]
