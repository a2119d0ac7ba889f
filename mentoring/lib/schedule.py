"""Wall time and zone to instant, over the nights in which clocks change. Pure: no clock, no database."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

SECOND = timedelta(seconds=1)
SATURDAY = 5


def instant(day: date, wall_time: time, zone: tzinfo, *, is_second: bool = False) -> datetime:
    """The instant (UTC) at which clocks in `zone` show `wall_time` on `day`.

    An hour that comes twice means its first occurrence unless `is_second`; an hour that is skipped means the first
    instant after the gap. `wall_time` and `day` are naive. Raises OverflowError on the first and the last day of the
    calendar.
    """
    wall = datetime.combine(day, wall_time.replace(tzinfo=None, fold=0))
    found = wall.replace(tzinfo=zone, fold=int(is_second)).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    return _end_of_gap(wall, zone)


def working_day(day: date) -> date:
    """The day itself from Monday to Friday; of a weekend the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def is_skipped(day: date, wall_time: time, zone: tzinfo) -> bool:
    """Whether clocks in `zone` jump over `wall_time` on `day`, so that it never comes."""
    wall = datetime.combine(day, wall_time.replace(tzinfo=None, fold=0))
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall


def is_repeated(day: date, wall_time: time, zone: tzinfo) -> bool:
    """Whether clocks in `zone` are put back over `wall_time` on `day`, so that it comes twice."""
    wall = datetime.combine(day, wall_time.replace(tzinfo=None, fold=0))
    first, second = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    return first.astimezone(UTC) < second.astimezone(UTC)


def _end_of_gap(wall: datetime, zone: tzinfo) -> datetime:
    """The instant at which clocks jumped over `wall`: the offset of fold 1 holds from there on."""
    before = wall.replace(tzinfo=zone, fold=1, microsecond=0).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0, microsecond=0).astimezone(UTC) + SECOND
    old_offset = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        if middle.astimezone(zone).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after
