from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.reply import FEWEST_DAYS, MOST_DAYS, days_to_choose, end_of, goes_by_itself, reminder
from tests.factories import at

LONDON, AUCKLAND, HONOLULU = (ZoneInfo(name) for name in ("Europe/London", "Pacific/Auckland", "Pacific/Honolulu"))


def test_days_to_choose_are_the_usual_the_first_and_the_last():
    assert days_to_choose(date(2026, 11, 25)) == (date(2026, 12, 7), date(2026, 11, 28), date(2026, 12, 25))


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_day_that_is_proposed_is_a_working_day_that_may_be_chosen(today):
    usual, first, last = days_to_choose(today)

    assert usual.weekday() < 5
    assert first < usual <= last


@pytest.mark.parametrize(
    ("zones", "over"),
    [
        ([LONDON], "2026-12-06 00:00"),
        ([AUCKLAND, LONDON], "2026-12-06 00:00"),
        ([LONDON, HONOLULU], "2026-12-06 10:00"),
        ([AUCKLAND], "2026-12-05 11:00"),
    ],
    ids=["one", "the later of two", "far west", "far east"],
)
def test_day_is_over_when_it_is_over_everywhere(zones, over):
    assert end_of(date(2026, 12, 5), zones) == at(over)


@pytest.mark.parametrize(
    ("asked_on", "days", "day"),
    [
        (date(2026, 11, 25), 10, "2026-11-30"),
        (date(2026, 11, 25), 3, "2026-11-27"),
        (date(2026, 11, 26), 4, "2026-11-28"),  # a Saturday; the Monday after it would be the last day
        (date(2026, 11, 23), 10, "2026-11-30"),  # half-way is a Saturday
        (date(2026, 11, 24), 10, "2026-11-30"),  # half-way is a Sunday
    ],
)
def test_reminder_comes_half_way_at_nine_and_not_on_a_weekend_if_it_can_wait(asked_on, days, day):
    assert reminder(asked_on, asked_on + timedelta(days=days), LONDON) == at(f"{day} 09:00")


def test_reminder_comes_at_nine_where_the_person_lives():
    assert reminder(date(2026, 11, 25), date(2026, 12, 5), HONOLULU) == at("2026-11-30 19:00")


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(FEWEST_DAYS - 1, MOST_DAYS + 1))
def test_reminder_always_falls_between_the_two_days(asked_on, days):
    reply_by = asked_on + timedelta(days=days)

    moment = reminder(asked_on, reply_by, LONDON).astimezone(LONDON)

    assert asked_on < moment.date() < reply_by
    assert (moment.hour, moment.minute) == (9, 0)


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        ("2026-11-25 08:59", False),
        ("2026-11-25 09:00", True),
        ("2026-11-25 16:59", True),
        ("2026-11-25 17:00", False),
        ("2026-11-28 12:00", False),
    ],
)
def test_what_goes_out_by_itself_does_so_in_the_hours_of_working_days(moment, goes):
    assert goes_by_itself(at(moment)) is goes
