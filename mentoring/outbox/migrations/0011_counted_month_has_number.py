from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outbox", "0010_taken_back_at_closing")]

    operations = [
        migrations.RemoveConstraint("outgoingmessage", "message_two_a_month"),
        migrations.AddConstraint(
            "outgoingmessage",
            models.CheckConstraint(
                condition=Q(counted_month__isnull=True, counted_number__isnull=True)
                | Q(counted_month__isnull=False, counted_number__isnull=False, counted_number__in=[1, 2]),
                name="message_two_a_month",
            ),
        ),
    ]
