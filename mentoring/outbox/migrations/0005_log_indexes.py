import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_monthly_limit")]

    operations = [
        migrations.AddIndex("outgoingmessage", models.Index(fields=["-created_at", "-id"], name="message_newest")),
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(fields=["-created_at"], name="message_failed", condition=models.Q(state="failed")),
        ),
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(fields=["-created_at"], name="message_in_doubt", condition=models.Q(ambiguous__gt=0)),
        ),
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("address"), name="text_pattern_ops"
                ),
                name="message_address",
            ),
        ),
    ]
