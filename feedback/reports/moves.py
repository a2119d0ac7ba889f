"""What a step of a cohort will do to its surveys."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.models import SurveyRun
from programmes.models import Cohort


def surveys_of_move(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """That a mid survey which has not gone out yet never will, before a cohort comes to its end. No mail of its own."""
    went_out = SurveyRun.objects.filter(cohort=cohort).exclude(state=SurveyRun.State.PLANNED)
    if target != Cohort.Stage.CLOSING or cohort.mid_survey_on is None or went_out.exists():
        return []
    words = _("The mid survey of %(day)s will not go out any more.")
    return [(0, words % {"day": date_format(cohort.mid_survey_on)})]
