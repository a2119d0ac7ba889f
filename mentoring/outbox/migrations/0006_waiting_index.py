from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_log_indexes")]

    operations = [
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(
                fields=["-created_at"],
                name="message_waiting",
                condition=models.Q(state__in=["due", "claimed", "sending", "held"]),
            ),
        ),
    ]
