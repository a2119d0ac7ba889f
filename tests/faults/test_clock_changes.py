"""Around the nights in which clocks change each person is asked once, on the right day at the right time (R8)."""

from datetime import datetime, time, timedelta

import pytest

from feedback.models import SurveyRun
from feedback.services import surveys, tend_surveys
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort
from tests.factories import CohortFactory
from tests.feedback.population import make_people
from tests.lib.clock_changes import NIGHTS, Night

pytestmark = [pytest.mark.long, pytest.mark.django_db]
# Hours before and after a survey opens at which a beat comes: close together where clocks change.
BEATS = [timedelta(hours=hours) for hours in (-26, -13, -3, -2, -1, 0, 1, 2, 3, 13, 26)]


def plan_through(night: Night, settings, monkeypatch, *, at: time) -> list[list]:
    """The survey of this day for two, planned by two beats at a time from the day before to the day after.

    What stood in the tables after the first of the two, and after the second, each time.
    """
    settings.TIME_ZONE = night.zone.key
    monkeypatch.setattr(surveys, "HOUR", at)
    noon = datetime.combine(night.day, time(12), tzinfo=night.zone)
    with clock.standing_at(noon - 10 * timedelta(days=1)):
        cohort = CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=night.day)
        make_people(cohort, ["Sales", "Sales"])
        tend_surveys()
    opens_at = SurveyRun.objects.get().opens_at
    pairs = []
    for beat in BEATS:
        with clock.standing_at(opens_at + beat):
            pairs.append([rows_after_a_beat(), rows_after_a_beat()])
    return pairs


def rows_after_a_beat() -> tuple:
    tend_surveys()
    messages = OutgoingMessage.objects.order_by("key").values_list("key", "occurrence", "due_at")
    return (*SurveyRun.objects.values_list("state", "opens_at", "reminds_at", "closes_at"), *messages)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_survey_at_the_very_time_that_is_skipped_or_comes_twice_asks_once(night, settings, monkeypatch):
    pairs = plan_through(night, settings, monkeypatch, at=night.wall_time)

    run = SurveyRun.objects.get()
    assert (run.state, run.opens_at) == (SurveyRun.State.OPEN, night.first_instant)
    assert [first for first, _second in pairs] == [second for _first, second in pairs], "a second beat changed rows"
    messages = OutgoingMessage.objects.values_list("kind", "occurrence", "recipient_id").order_by("kind")
    people = set(messages.values_list("recipient_id", flat=True))
    asked = [(kind, night.day.isoformat()) for kind in ("survey-invitation", "survey-reminder") for _person in people]
    assert [message[:2] for message in messages] == asked
    assert (len(people), len({(kind, person) for kind, _day, person in messages})) == (2, 4)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_survey_at_nine_stays_at_nine_by_local_clocks(night, settings, monkeypatch):
    plan_through(night, settings, monkeypatch, at=surveys.HOUR)

    run, nine = SurveyRun.objects.get(), datetime.combine(night.day, time(9))
    week = timedelta(days=7)
    shown = [night.shown_at(moment) for moment in (run.opens_at, run.reminds_at, run.closes_at)]
    assert shown == [nine, nine + week, nine + 2 * week]
    due = OutgoingMessage.objects.order_by("kind").values_list("kind", "due_at")
    assert [(kind, night.shown_at(moment)) for kind, moment in due] == [
        *[("survey-invitation", nine)] * 2,
        *[("survey-reminder", nine + week)] * 2,
    ]
