from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_chose_time_zone")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="gave_way",
            field=models.BooleanField(db_default=False, default=False, verbose_name="gave way"),
        )
        for name in ("emailchange", "secondstepremoval")
    ]
