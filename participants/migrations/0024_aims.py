import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0023_training_records")]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="aims_wanted",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="aims as a mentee",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="aims_known",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="aims known as a mentor",
            ),
        ),
    ]
