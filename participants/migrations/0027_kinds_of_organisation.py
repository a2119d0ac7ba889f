from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0026_sites_named_once")]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="kind",
            field=models.CharField(
                choices=[("own", "Own company"), ("partner", "Partner company")],
                default="own",
                max_length=10,
                verbose_name="kind",
            ),
        ),
    ]
