import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0012_taken_back")]
    operations = [
        migrations.AddField(
            model_name="cohort",
            name="follows",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.cohort",
                verbose_name="follows",
            ),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.UniqueConstraint(fields=("follows",), name="cohort_followed_once"),
        ),
    ]
