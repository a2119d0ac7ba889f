from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_attempts")]

    operations = [
        migrations.RemoveConstraint(model_name="job", name="job_state_known"),
        migrations.AddField(
            model_name="job",
            name="cancel_requested",
            field=models.BooleanField(default=False, verbose_name="to be stopped"),
        ),
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting to start"),
                    ("running", "at work"),
                    ("done", "done"),
                    ("failed", "did not finish"),
                    ("cancelled", "stopped"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=Q(("state__in", ["waiting", "running", "done", "failed", "cancelled"])),
                name="job_state_known",
            ),
        ),
    ]
