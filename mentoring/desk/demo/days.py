"""On which days the invented company works."""

from datetime import date, timedelta
from typing import TypeVar

from mentoring.lib.schedule import SATURDAY

HOLIDAYS = ((12, 24), (12, 25), (12, 26), (1, 1))
Day = TypeVar("Day", bound=date)


def at_work(day: Day) -> Day:
    """The day or moment itself, or the same on the first working day after it."""
    while day.weekday() >= SATURDAY or (day.month, day.day) in HOLIDAYS:
        day += timedelta(days=1)
    return day


def before_work(day: Day) -> Day:
    """The day or moment itself, or the same on the last day before it that a working day follows."""
    while at_work(tomorrow := day + timedelta(days=1)) != tomorrow:
        day -= timedelta(days=1)
    return day
