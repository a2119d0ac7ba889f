import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("matching", "0049_offers_hold_when_lowered")]

    operations = [
        migrations.AddField(
            model_name="mentorship",
            name="end_kept_for",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participants.profile",
                verbose_name="whose wish was answered no",
            ),
        ),
        migrations.AddConstraint(
            model_name="mentorship",
            constraint=models.CheckConstraint(
                condition=Q(end_kept_for=None) | Q(status="active", wished_until=None),
                name="mentorship_end_kept_while_nothing_waits",
            ),
        ),
    ]
