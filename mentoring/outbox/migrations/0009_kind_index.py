from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0008_over_and_kept_index")]

    operations = [
        migrations.AddIndex(
            "outgoingmessage", models.Index(fields=["kind", "-created_at", "-id"], name="message_kind")
        ),
    ]
