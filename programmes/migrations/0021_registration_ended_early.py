from django.conf import settings
from django.db import migrations

# Where matching had been started before it, the last day of registration stayed a day to come.
AS_IT_WAS = """
UPDATE programmes_cohort AS cohort SET registration_ends_on = (step.made_at AT TIME ZONE %s)::date
FROM programmes_stagechange AS step
WHERE step.cohort_id = cohort.id AND step.to_stage = 'matching'
  AND (step.made_at AT TIME ZONE %s)::date < cohort.registration_ends_on;
"""


def tell_when_it_ended(_apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(AS_IT_WAS, [settings.TIME_ZONE, settings.TIME_ZONE])


class Migration(migrations.Migration):
    dependencies = [("programmes", "0020_next_round_once")]
    operations = [migrations.RunPython(tell_when_it_ended, migrations.RunPython.noop, elidable=True)]
