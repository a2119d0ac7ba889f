from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0011_day_for_open_suggestions")]

    operations = [
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["sent", "lapsed"]), _negated=True),
                    models.Q(("lapses_at__isnull", False), ("reply_by__isnull", False)),
                    _connector="OR",
                ),
                name="proposal_open_has_reply_by",
            ),
        ),
    ]
