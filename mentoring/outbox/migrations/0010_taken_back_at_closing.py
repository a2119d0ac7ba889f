from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outbox", "0009_kind_index")]

    operations = [
        migrations.AddField(
            "outgoingmessage", "account_closed_at", models.DateTimeField("account closed at", null=True)
        ),
        migrations.AddConstraint(
            "outgoingmessage",
            models.CheckConstraint(
                condition=Q(account_closed_at__isnull=True) | Q(state="cancelled"),
                name="message_of_closed_is_cancelled",
            ),
        ),
    ]
