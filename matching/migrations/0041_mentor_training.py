from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("matching", "0040_drafts_kept")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="least_training",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="mentor training, at least"),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=Q(least_training=None) | Q(least_training__range=(1, 3)), name="policy_training_known"
            ),
        ),
    ]
