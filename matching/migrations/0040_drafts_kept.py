from django.db import migrations, models
from django.db.models import Q

CHOICES = [
    ("anew", "Choose all of them anew"),
    ("clearly", "Keep most of them"),
    ("all", "Keep all of them"),
]


class Migration(migrations.Migration):
    dependencies = [("matching", "0039_ties_of_what_hr_says")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="drafts",
            field=models.CharField(
                choices=CHOICES, db_default="anew", default="anew", max_length=10, verbose_name="pairs not sent yet"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=Q(drafts__in=["anew", "clearly", "all"]), name="run_drafts_known"
            ),
        ),
    ]
