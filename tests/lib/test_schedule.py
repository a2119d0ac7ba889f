import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentoring.lib.schedule import instant, is_repeated, working_day
from tests.lib.clock_changes import NIGHTS, Night

ZONES = [
    "Africa/Lagos",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Auckland",
    "UTC",
]
zones = st.sampled_from(ZONES).map(zoneinfo.ZoneInfo)
days = st.dates(date(1995, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(("day", "found"), [(4, 4), (5, 7), (6, 7), (7, 7)], ids=["Fri", "Sat", "Sun", "Mon"])
def test_working_day_leaves_weekends_out(day, found):
    assert working_day(date(2026, 12, day)) == date(2026, 12, found)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "wall_time", "zone", "expected"),
    [
        ("2026-12-03", "14:00", "Europe/London", "2026-12-03 14:00"),
        ("2026-07-03", "14:00", "Europe/London", "2026-07-03 13:00"),
        ("2026-12-03", "14:00", "Africa/Lagos", "2026-12-03 13:00"),
        ("2026-12-03", "09:30", "Asia/Kathmandu", "2026-12-03 03:45"),
    ],
)
def test_instant_on_ordinary_days(day, wall_time, zone, expected):
    found = instant(date.fromisoformat(day), time.fromisoformat(wall_time), zoneinfo.ZoneInfo(zone))

    assert found == utc(expected)


@pytest.mark.parametrize(
    ("day", "wall_time", "zone", "expected"),
    [
        ("2026-03-29", "01:00", "Europe/London", "2026-03-29 01:00"),
        ("2026-03-29", "01:30", "Europe/London", "2026-03-29 01:00"),
        ("2026-03-29", "01:59:59.999999", "Europe/London", "2026-03-29 01:00"),
        ("2026-03-08", "02:30", "America/New_York", "2026-03-08 07:00"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03 15:30"),
        # A whole day that never was.
        ("2011-12-30", "12:00", "Pacific/Apia", "2011-12-30 10:00"),
    ],
)
def test_instant_in_a_gap_is_the_first_after_it(day, wall_time, zone, expected):
    found = instant(date.fromisoformat(day), time.fromisoformat(wall_time), zoneinfo.ZoneInfo(zone))

    assert found == utc(expected)


@pytest.mark.parametrize(
    ("day", "wall_time", "zone", "expected"),
    [
        ("2026-10-25", "01:30", "Europe/London", "2026-10-25 00:30"),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01 05:30"),
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04 14:45"),
    ],
)
def test_instant_in_a_fold_is_the_first_occurrence(day, wall_time, zone, expected):
    found = instant(date.fromisoformat(day), time.fromisoformat(wall_time), zoneinfo.ZoneInfo(zone))

    assert found == utc(expected)


@pytest.mark.parametrize(
    ("day", "wall_time", "zone", "expected"),
    [
        ("2026-10-25", "01:30", "Europe/London", "2026-10-25 01:30"),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01 06:30"),
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04 15:15"),
        # Elsewhere it makes no difference, in a gap neither.
        ("2026-10-25", "02:00", "Europe/London", "2026-10-25 02:00"),
        ("2026-03-29", "01:30", "Europe/London", "2026-03-29 01:00"),
    ],
)
def test_instant_of_the_second_occurrence(day, wall_time, zone, expected):
    zone = zoneinfo.ZoneInfo(zone)

    found = instant(date.fromisoformat(day), time.fromisoformat(wall_time), zone, is_second=True)

    assert found == utc(expected)


def test_instant_is_the_same_whatever_fold_the_time_carries():
    wall_time = time(1, 30, fold=1)

    assert instant(date(2026, 10, 25), wall_time, zoneinfo.ZoneInfo("Europe/London")) == utc("2026-10-25 00:30")


@settings(deadline=None, derandomize=True)
@given(day=days, wall_time=st.times(), zone=zones)
@example(day=date(2026, 3, 29), wall_time=time(1, 30), zone=zoneinfo.ZoneInfo("Europe/Dublin"))
@example(day=date(2011, 12, 30), wall_time=time(0), zone=zoneinfo.ZoneInfo("Pacific/Apia"))
def test_instant_shows_the_wall_time_or_the_first_valid_one_after_it(day, wall_time, zone):
    found = instant(day, wall_time, zone)

    wall = datetime.combine(day, wall_time)
    shown = found.astimezone(zone).replace(tzinfo=None)
    if shown != wall:
        just_before = (found - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None)
        assert just_before < wall < shown
    else:
        assert found.astimezone(zone).fold == 0


@settings(deadline=None, derandomize=True)
@given(day=days, first=st.times(), second=st.times(), zone=zones)
def test_instant_keeps_the_order_of_the_day(day, first, second, zone):
    earlier, later = sorted([first, second])

    # In a fold the first occurrence counts, so 02:10 after the second 01:50 is still later than the first 01:50.
    assert instant(day, earlier, zone) <= instant(day, later, zone)


@settings(deadline=None, derandomize=True)
@given(moment=st.datetimes(datetime(1995, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC)), zone=zones)
def test_instant_finds_back_every_moment_but_the_second_occurrence(moment, zone):
    local = moment.astimezone(zone)

    found = instant(local.date(), local.time(), zone)

    assert found == moment or (local.fold == 1 and found < moment)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_instant_is_what_somebody_who_watches_the_clock_would_say(night):
    """R8, without the database; the mails of these nights are in tests/faults/test_clock_changes.py."""
    assert instant(night.day, night.wall_time, night.zone) == night.first_instant


def test_nights_are_those_in_which_clocks_change():
    """Of each zone a time that is skipped and one that comes twice, as its offsets say."""
    offsets = {(each.zone.key, each.day): times_of(each) for each in NIGHTS[::2]}

    assert list(offsets.values()) == ["never", "twice"] * 12


def times_of(night: Night) -> str:
    wall = datetime.combine(night.day, night.wall_time, tzinfo=night.zone)
    first, second = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    return "once" if first == second else "never" if first < second else "twice"


@pytest.mark.parametrize(
    ("day", "wall_time", "zone", "expected"),
    [
        ("2026-10-25", "01:30", "Europe/London", True),
        ("2026-10-25", "02:00", "Europe/London", False),
        ("2026-10-25", "00:59", "Europe/London", False),
        # In spring it is skipped instead.
        ("2026-03-29", "01:30", "Europe/London", False),
        ("2026-10-25", "01:30", "Africa/Lagos", False),
        ("2026-04-05", "01:45", "Australia/Lord_Howe", True),
    ],
)
def test_time_that_comes_twice_is_known(day, wall_time, zone, expected):
    night, clocks = date.fromisoformat(day), time.fromisoformat(wall_time)

    assert is_repeated(night, clocks, zoneinfo.ZoneInfo(zone)) is expected
