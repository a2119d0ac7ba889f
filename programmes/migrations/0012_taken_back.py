from django.db import migrations, models
from django.db.models import Q

# Until now the words to the person said so.
KNOWN = """
UPDATE programmes_enrolment SET was_taken_back = true WHERE status = 'withdrawn' AND answer_words IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0011_places_keep_their_person")]
    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="was_taken_back",
            field=models.BooleanField(default=False, editable=False, verbose_name="taken back"),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=Q(("was_taken_back", False), ("status", "withdrawn"), _connector="OR"),
                name="enrolment_taken_back_is_withdrawn",
            ),
        ),
    ]
