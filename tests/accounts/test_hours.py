"""When somebody wants to be written to, on ordinary days and over the nights in which clocks change."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.accounts.hours import ANY_HOUR, WORKING_HOURS, Hours
from tests.lib.clock_changes import DAY, NIGHTS, SECOND, Night

LONDON, TOKYO, LORD_HOWE = (zoneinfo.ZoneInfo(name) for name in ("Europe/London", "Asia/Tokyo", "Australia/Lord_Howe"))
MINUTE = timedelta(minutes=1)
EVERY_DAY = frozenset(range(7))
ZONES = sorted({night.zone.key for night in NIGHTS})
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(ZONES).map(zoneinfo.ZoneInfo)
quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
all_hours = st.builds(Hours, quarters, quarters, st.frozensets(st.integers(0, 6), min_size=1))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        # Tuesday in London: now, early, late; then a Friday evening and a Sunday.
        ("2026-11-24 10:00", LONDON, "2026-11-24 10:00"),
        ("2026-11-24 08:00", LONDON, "2026-11-24 08:00"),
        ("2026-11-24 07:59:59", LONDON, "2026-11-24 08:00"),
        ("2026-11-24 17:59:59", LONDON, "2026-11-24 17:59:59"),
        ("2026-11-24 18:00", LONDON, "2026-11-25 08:00"),
        ("2026-11-27 20:00", LONDON, "2026-11-30 08:00"),
        ("2026-11-29 12:00", LONDON, "2026-11-30 08:00"),
        # The weekend begins where the person lives: it is Saturday morning in Tokyo, and Monday there comes earlier.
        ("2026-11-27 23:30", TOKYO, "2026-11-29 23:00"),
        # Over a night in which clocks change: eight by the wall on both sides.
        ("2026-03-27 20:00", LONDON, "2026-03-30 07:00"),
        ("2026-10-23 20:00", LONDON, "2026-10-26 08:00"),
        ("2026-04-03 20:00", LORD_HOWE, "2026-04-05 21:30"),
    ],
)
def test_working_hours_are_those_where_the_person_lives(moment, zone, expected):
    assert WORKING_HOURS.next_open(utc(moment), zone) == utc(expected)


def test_hours_past_midnight_belong_to_the_day_they_begin_on():
    friday_night = Hours(time(22), time(2), frozenset({4}))

    found = [friday_night.next_open(utc(moment), LONDON) for moment in ("2026-11-27 23:00", "2026-11-28 01:59")]

    assert found == [utc("2026-11-27 23:00"), utc("2026-11-28 01:59")]
    assert friday_night.next_open(utc("2026-11-28 02:00"), LONDON) == utc("2026-12-04 22:00")


@pytest.mark.parametrize(
    ("hours", "day", "expected"),
    [
        (WORKING_HOURS, "2026-11-24", "2026-11-24 09:00"),
        # A Sunday: the Friday before.
        (WORKING_HOURS, "2026-11-29", "2026-11-27 09:00"),
        (Hours(time(12), time(16), frozenset({2})), "2026-11-24", "2026-11-18 12:00"),
        (Hours(time(6), time(8), EVERY_DAY), "2026-11-24", "2026-11-24 06:00"),
        (ANY_HOUR, "2026-11-29", "2026-11-29 09:00"),
        # In summer time.
        (WORKING_HOURS, "2026-03-29", "2026-03-27 09:00"),
        (WORKING_HOURS, "2026-03-30", "2026-03-30 08:00"),
    ],
)
def test_what_would_come_too_late_comes_when_it_was_last_one_of_the_hours(hours, day, expected):
    assert hours.last_open(date.fromisoformat(day), time(9), LONDON) == utc(expected)


@given(hours=all_hours, day=st.dates(date(2025, 1, 10), date(2027, 12, 31)), wall_time=quarters, zone=zones)
def test_last_open_is_one_of_the_hours_of_that_day_or_of_the_week_before(hours, day, wall_time, zone):
    found = hours.last_open(day, wall_time, zone)

    assert hours.next_open(found, zone) == found
    assert timedelta(0) <= day - found.astimezone(zone).date() <= timedelta(days=6)


@given(moment=moments, zone=zones)
def test_any_hour_is_now(moment, zone):
    assert ANY_HOUR.next_open(moment, zone) == moment


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_hours_that_begin_in_a_changed_night_begin_when_clocks_first_show_it(night: Night):
    from_then = Hours(night.wall_time, time(23, 59), EVERY_DAY)
    first = night.first_instant

    assert from_then.next_open(first - SECOND, night.zone) == first
    assert from_then.next_open(first, night.zone) == first


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_hours_that_end_in_a_changed_night_end_when_clocks_first_show_it(night: Night):
    until_then = Hours(time(12), night.wall_time, EVERY_DAY)
    # Where they end past midnight they began on the day before.
    end = night.first_instant

    assert until_then.next_open(end - SECOND, night.zone) == end - SECOND
    assert until_then.next_open(end, night.zone) > end + timedelta(minutes=30)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_mail_of_the_night_arrives_at_eight_by_the_wall(night: Night):
    """Found by watching the clocks there, minute by minute."""
    hours = Hours(time(8), time(18), EVERY_DAY)
    moment = night.first_instant.replace(second=0)

    watched = moment
    while not time(8) <= night.shown_at(watched).time() < time(18):
        watched += MINUTE

    found = hours.next_open(moment, night.zone)
    assert found == watched
    assert night.shown_at(found).time() == time(8)


@given(hours=all_hours, moment=moments, zone=zones)
def test_what_is_found_is_open_and_not_before_it_was_asked(hours, moment, zone):
    found = hours.next_open(moment, zone)

    assert moment <= found <= moment + DAY * 9
    assert hours.next_open(found, zone) == found, "a mail that was put off leaves then"


@given(hours=all_hours, moment=moments, zone=zones, share=st.floats(0, 1))
def test_nothing_before_what_is_found_is_open(hours, moment, zone, share):
    found = hours.next_open(moment, zone)

    between = moment + (found - moment) * share

    assert hours.next_open(between, zone) == found or between == found
