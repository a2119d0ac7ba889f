import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_first_tried_at")]

    operations = [
        migrations.RemoveConstraint("outgoingmessage", "message_state_known"),
        migrations.AlterField(
            "outgoingmessage",
            "state",
            models.CharField(
                choices=[
                    ("due", "waiting"),
                    ("claimed", "being sent"),
                    ("held", "goes with the next mail"),
                    ("sending", "handed over"),
                    ("sent", "sent"),
                    ("failed", "could not be sent"),
                    ("cancelled", "taken back"),
                    ("suppressed", "no longer wanted"),
                ],
                default="due",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddField("outgoingmessage", "counted_month", models.DateField(null=True, verbose_name="month")),
        migrations.AddField(
            "outgoingmessage",
            "counted_number",
            models.PositiveSmallIntegerField(null=True, verbose_name="number in the month"),
        ),
        migrations.AddField(
            "outgoingmessage",
            "goes_with",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="riders",
                to="outbox.outgoingmessage",
            ),
        ),
        migrations.AddConstraint(
            "outgoingmessage",
            models.CheckConstraint(
                condition=Q(
                    state__in=["due", "claimed", "held", "sending", "sent", "failed", "cancelled", "suppressed"]
                ),
                name="message_state_known",
            ),
        ),
        migrations.AddConstraint(
            "outgoingmessage",
            models.UniqueConstraint(
                fields=["recipient_id", "counted_month", "counted_number"], name="message_one_per_number_of_month"
            ),
        ),
        migrations.AddConstraint(
            "outgoingmessage",
            models.CheckConstraint(
                condition=Q(counted_month__isnull=True, counted_number__isnull=True)
                | Q(counted_month__isnull=False, counted_number__in=[1, 2]),
                name="message_two_a_month",
            ),
        ),
        migrations.AddConstraint(
            "outgoingmessage",
            models.CheckConstraint(
                condition=Q(goes_with__isnull=True) | Q(state__in=["held", "sent", "failed"]),
                name="message_rides_while_held",
            ),
        ),
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(fields=["recipient_id", "due_at"], name="message_held", condition=Q(state="held")),
        ),
    ]
