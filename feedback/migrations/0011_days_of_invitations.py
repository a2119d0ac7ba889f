from django.db import migrations
from django.utils import timezone


def asked_as_the_survey_opened(apps, schema_editor):
    """Whoever was asked before the day was kept was asked on the day on which the survey opened."""
    for run in apps.get_model("feedback", "SurveyRun").objects.exclude(invitations=None).distinct():
        opened_on = timezone.localdate(run.opens_at, timezone.get_default_timezone())
        run.invitations.update(asked_on=opened_on)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0010_surveys_of_four_kinds")]
    operations = [migrations.RunPython(asked_as_the_survey_opened, migrations.RunPython.noop)]
