from django.db import migrations, models


def keep_what_may_be_chosen(apps, schema_editor):
    """Until now nobody noted who chose a zone. Whoever has signed in may have, so theirs stays."""
    users = apps.get_model("accounts", "User").objects
    users.filter(last_login__isnull=False).exclude(time_zone="").update(chose_time_zone=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_mails")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="chose_time_zone",
            field=models.BooleanField(db_default=False, default=False, verbose_name="chose the time zone"),
        ),
        migrations.RunPython(keep_what_may_be_chosen, migrations.RunPython.noop),
    ]
