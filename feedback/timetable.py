"""When surveys open and close, by the installation's clocks."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.times import zone_name
from feedback.models import REST_BETWEEN_SURVEYS, Snapshot, SurveyRun
from mentoring.lib import clock
from mentoring.lib.promised import promised
from mentoring.lib.reader import Reader, zone_of
from mentoring.lib.schedule import instant
from programmes.models import Cohort

MORNING = time(9)
# How long a survey without a mail stays open after the first or the last day of a round.
STAYS_OPEN = timedelta(days=14)
# Where a round has no last day, its answers are counted by half-years.
PERIOD_OF_ALWAYS_ON = timedelta(days=182)


# A survey is open until a moment, and no longer at that moment.
LAST = timedelta(microseconds=1)


def local_date(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())


def morning_of(day: date) -> datetime:
    return instant(day, MORNING, timezone.get_default_timezone())


def reminded_at(run: SurveyRun, reader: Reader) -> datetime:
    """When somebody is reminded of a survey that is mailed: on its day at nine where they live by now."""
    return instant(local_date(promised(run.reminds_at)), MORNING, zone_of(reader))


def closed_on(snapshot: Snapshot) -> date:
    """The last day of a closed survey: that which people were told, though a late tick counted it afterwards, or an
    earlier one with its round.
    """
    return min(local_date(snapshot.run.closes_at - LAST), snapshot.built_on)


def end_survey_on(cohort: Cohort) -> date:
    """The day of the end survey of a round that ends from today on: tomorrow, or three weeks after the mid survey."""
    tomorrow = clock.company_today() + timedelta(days=1)
    mid = (
        SurveyRun.objects.filter(cohort=cohort, kind=SurveyRun.Kind.MID).exclude(state=SurveyRun.State.PLANNED).first()
    )
    return max(tomorrow, local_date(mid.opens_at) + REST_BETWEEN_SURVEYS) if mid else tomorrow


def last_day(run: SurveyRun) -> date | None:
    """The last day on which a survey takes answers, as far as it is known: its own, or that of its round if earlier.

    A round closes its surveys with itself. Its last day is what its programme team means to keep; once it has passed,
    or where a programme that is always on comes to its end, nobody knows on which day it closes: None.
    """
    own, ends_on = timezone.localdate(run.closes_at), run.cohort.ends_on
    if ends_on is None:
        return None if run.cohort.stage == Cohort.Stage.CLOSING else own
    if local_date(run.closes_at) <= ends_on:
        return own
    return ends_on if ends_on >= clock.company_today() else None


def open_until(run: SurveyRun) -> str:
    """Until when a survey takes answers, in words: its own last moment, the last day of its round, or neither.

    A moment names the clocks it is told by, as mails travel: "Mon 15 Jun 2026, 09:00 BST".
    """
    closes_at, day = timezone.localtime(run.closes_at), last_day(run)
    last = f"{date_format(closes_at, 'DATETIME_FORMAT')} {zone_name(closes_at)}"
    if day is None:
        return _closing_in_words(run) % {"last": last}
    return last if day == timezone.localdate(run.closes_at) else date_format(day, "DATE_FORMAT")


def _closing_in_words(run: SurveyRun) -> str:
    if run.cohort.always_on:
        return _("the programme closes (%(last)s at the latest)")
    return _("the round closes (%(last)s at the latest)")


def last_moment(cohort: Cohort, kind: str, opened_at: datetime) -> datetime:
    """Until when a start survey or an early end can be answered; it moves with the dates of the round."""
    day = cohort.starts_on if kind == SurveyRun.Kind.START else cohort.ends_on
    if cohort.always_on or day is None:
        return morning_of(local_date(opened_at) + PERIOD_OF_ALWAYS_ON)
    return morning_of(day + STAYS_OPEN)
