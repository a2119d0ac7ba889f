from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("matching", "0047_next_up")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="aims",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="weight of aims"),
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
                    - F("aims")
                    - F("interests")
                    - F("choices")
                ),
                name="policy_weights_sum_to_100",
            ),
        ),
    ]
