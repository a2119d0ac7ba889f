from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0007_mail_server_away")]

    operations = [
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(
                fields=["due_at"],
                name="message_over_and_kept",
                condition=models.Q(state__in=["sent", "failed", "cancelled", "suppressed"], text__isnull=False),
            ),
        ),
    ]
