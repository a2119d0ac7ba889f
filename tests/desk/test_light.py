"""When a light turns, at each of its borders, and that a day within the month changes nothing."""

from datetime import date, timedelta

import pytest

from mentoring.desk.light import ORDER, Light, end_of_month, light_of

THREE_WEEKS, MONTH = timedelta(weeks=3), timedelta(days=31)
BEGAN = date(2026, 1, 5)


def light(today: date, *, month=None, every=THREE_WEEKS, began_on=BEGAN, is_open=True, has_break=False) -> Light:
    return light_of(is_open=is_open, has_break=has_break, began_on=began_on, month=month, every=every, today=today)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, Light.NEW), (27, Light.NEW), (28, Light.QUIET), (29, Light.QUIET), (400, Light.QUIET)]
)
def test_pair_that_never_met_is_new_for_four_weeks_and_then_quiet(days, expected):
    assert light(BEGAN + timedelta(days=days)) == expected


@pytest.mark.parametrize(("days", "month"), [(0, None), (40, None), (29, date(2026, 1, 1)), (400, date(2026, 1, 1))])
def test_pair_on_a_break_is_said_to_be_on_one_whatever_it_was_before(days, month):
    today = BEGAN + timedelta(days=days)

    assert light(today, month=month, has_break=True) == Light.BREAK
    assert light(today, month=month, has_break=True, is_open=False) == Light.ENDED


@pytest.mark.parametrize(("days", "expected"), [(27, Light.NEW), (28, Light.MEETING)])
def test_pair_that_met_at_once_is_new_for_four_weeks_as_any_other(days, expected):
    assert light(BEGAN + timedelta(days=days), month=date(2026, 1, 1)) == expected


@pytest.mark.parametrize(
    ("today", "every", "expected"),
    [
        # Six weeks from the end of September.
        (date(2026, 11, 11), timedelta(weeks=2), Light.MEETING),
        (date(2026, 11, 12), timedelta(weeks=2), Light.QUIET),
        # Twice three weeks are the same six.
        (date(2026, 11, 11), THREE_WEEKS, Light.MEETING),
        (date(2026, 11, 12), THREE_WEEKS, Light.QUIET),
        # Twice a month is longer.
        (date(2026, 11, 12), MONTH, Light.MEETING),
        (date(2026, 12, 1), MONTH, Light.MEETING),
        (date(2026, 12, 2), MONTH, Light.QUIET),
    ],
)
def test_pair_is_meeting_for_six_weeks_or_twice_its_span_from_the_end_of_the_month(today, every, expected):
    assert light(today, month=date(2026, 9, 1), every=every) == expected


def test_whoever_met_in_the_last_six_weeks_is_never_quiet():
    days = (BEGAN + timedelta(days=number) for number in range(60, 800))

    assert {light(day, month=(day - timedelta(days=ago)).replace(day=1)) for day in days for ago in (0, 1, 42)} == {
        Light.MEETING
    }


@pytest.mark.parametrize("month", [None, date(2026, 9, 1), date(2027, 1, 1)])
def test_ended_pair_is_ended_however_it_stood(month):
    assert light(BEGAN, month=month, is_open=False) == Light.ENDED


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_end_of_a_month(day, last):
    assert end_of_month(day) == last


def test_quiet_ones_are_read_first():
    assert ORDER == (Light.QUIET, Light.NEW, Light.MEETING, Light.BREAK, Light.ENDED)
