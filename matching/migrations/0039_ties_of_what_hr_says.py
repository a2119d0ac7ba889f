from django.db import migrations, models
from django.db.models import Q

TIES = ["free", "same", "different"]
FIELDS = {
    "organisations": "organisations of the two",
    "countries": "countries of the two",
    "business_lines": "lines of business of the two",
    "cost_centres": "cost centres of the two",
    "job_titles": "job titles of the two",
    "grades": "grades of the two",
    "employment_types": "kinds of employment of the two",
    "years_joined": "years in which the two joined",
}


class Migration(migrations.Migration):
    dependencies = [("matching", "0038_first_questions")]

    operations = [
        *(
            migrations.AddField(
                model_name="policy",
                name=name,
                field=models.CharField(db_default="free", default="free", max_length=10, verbose_name=words),
            )
            for name, words in FIELDS.items()
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=Q(**{f"{name}__in": TIES for name in FIELDS}), name="policy_ties_of_hr_known"
            ),
        ),
    ]
