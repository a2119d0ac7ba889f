import django.core.validators
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("programmes", "0022_length_of_a_purpose")]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="mentors_each",
            field=models.PositiveSmallIntegerField(
                db_default=1,
                default=1,
                help_text="At once and at most, from 1 to 3. With more than one, mentees say when they register how many"
                " they would like, and nobody gets a second mentor before everybody could have a first.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(3),
                ],
                verbose_name="mentors per mentee",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=Q(mentors_each__gte=1, mentors_each__lte=3), name="programme_mentors_each_range"
            ),
        ),
        migrations.RemoveConstraint(model_name="enrolment", name="enrolment_mentee_has_one_place"),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=Q(role="mentor") | Q(capacity__lte=3), name="enrolment_mentee_wish_range"
            ),
        ),
    ]
