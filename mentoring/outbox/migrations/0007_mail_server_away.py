from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0006_waiting_index")]

    operations = [
        migrations.CreateModel(
            name="MailServerAway",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                ("told_at", models.DateTimeField(verbose_name="told at")),
            ],
            options={
                "verbose_name": "absence of the mail server",
                "verbose_name_plural": "absences of the mail server",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="mail_server_away_once")],
            },
        ),
    ]
