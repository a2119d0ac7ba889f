"""When surveys open and close, by the installation's clocks."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.models import REST_BETWEEN_SURVEYS, SurveyRun
from mentoring.lib import clock
from mentoring.lib.schedule import instant
from programmes.models import Cohort

MORNING = time(9)
# How long a survey without a mail stays open after the first or the last day of a round.
STAYS_OPEN = timedelta(days=14)
# Where a round has no last day, its answers are counted by half-years.
PERIOD_OF_ALWAYS_ON = timedelta(days=182)


def local_date(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())


def morning_of(day: date) -> datetime:
    return instant(day, MORNING, timezone.get_default_timezone())


def end_survey_on(cohort: Cohort) -> date:
    """The day of the end survey of a round that ends from today on: tomorrow, or three weeks after the mid survey."""
    tomorrow = clock.company_today() + timedelta(days=1)
    mid = (
        SurveyRun.objects.filter(cohort=cohort, kind=SurveyRun.Kind.MID).exclude(state=SurveyRun.State.PLANNED).first()
    )
    return max(tomorrow, local_date(mid.opens_at) + REST_BETWEEN_SURVEYS) if mid else tomorrow


def open_until(run: SurveyRun) -> str:
    """Until when a survey takes answers, in words. One without a mail closes with its round where that is earlier.

    The last day of a round is what its programme team means to keep; once it has passed, no day is known any more, but
    the one on which the survey closes by itself.
    """
    last = date_format(timezone.localtime(run.closes_at), "DATETIME_FORMAT")
    ends_on = run.cohort.ends_on
    if run.reminds_at is not None or ends_on is None or local_date(run.closes_at) <= ends_on:
        return last
    if ends_on < clock.company_today():
        return _("the round closes (%(last)s at the latest)") % {"last": last}
    return date_format(ends_on, "DATE_FORMAT")


def last_moment(cohort: Cohort, kind: str, opened_at: datetime) -> datetime:
    """Until when a start survey or an early end can be answered; it moves with the dates of the round."""
    day = cohort.starts_on if kind == SurveyRun.Kind.START else cohort.ends_on
    if cohort.always_on or day is None:
        return morning_of(local_date(opened_at) + PERIOD_OF_ALWAYS_ON)
    return morning_of(day + STAYS_OPEN)
