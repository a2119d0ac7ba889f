import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0020_roles")]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="interests",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="interests outside work",
            ),
        ),
    ]
