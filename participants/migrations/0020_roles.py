import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0011_new_but_gone")]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="roles_had",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="roles before",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="roles_wanted",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="roles wanted",
            ),
        ),
    ]
