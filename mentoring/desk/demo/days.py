"""On which days the invented company works. Its holidays are those of its largest site."""

from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from mentoring.lib.schedule import SATURDAY

HOLIDAYS = ((12, 24), (12, 25), (12, 26), (1, 1), (5, 1))
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
Day = TypeVar("Day", bound=date)


def at_work(day: Day) -> Day:
    """The day or moment itself, or the same on the first working day after it."""
    while not is_worked(day):
        day += A_DAY
    return day


def last_at_work(day: Day) -> Day:
    """The day or moment itself, or the same on the last working day before it."""
    while not is_worked(day):
        day -= A_DAY
    return day


def is_worked(day: date) -> bool:
    return day.weekday() < SATURDAY and (day.month, day.day) not in _holidays(day.year)


@lru_cache
def _holidays(year: int) -> frozenset[tuple[int, int]]:
    """Month and day of the fixed ones, of Good Friday and Easter Monday, and of the bank holidays in May and August."""
    easter = _easter(year)
    first_of_may = date(year, 5, 1)
    moving = (
        easter - 2 * A_DAY,
        easter + A_DAY,
        first_of_may + A_DAY * (-first_of_may.weekday() % 7),
        _last_monday(date(year, 5, 31)),
        _last_monday(date(year, 8, 31)),
    )
    return frozenset((*HOLIDAYS, *((day.month, day.day) for day in moving)))


def _last_monday(last_of_month: date) -> date:
    return last_of_month - A_DAY * last_of_month.weekday()


def _easter(year: int) -> date:
    """Easter Sunday, as Gauss reckons it; his two exceptions concern the full moons of late April."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    if (moon, sunday) == (29, 6) or ((moon, sunday) == (28, 6) and year % 19 > 10):
        sunday -= 7
    return date(year, 3, 22) + A_DAY * (moon + sunday)
