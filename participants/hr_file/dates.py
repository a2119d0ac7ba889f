"""Days as HR files write them: 6/29/2020, 29.06.2020, "29. 06. 2020", 06-29-20, 29-JUN-2020, "Jun 29, 2020",
2020-06-29, 20200629 or "2020-06-29 02:05:19 UTC".

Whether the day or the month comes first is decided once for a column, from all its values. The day counts as written,
whatever the time beside it.

Two digits of a year mean this century or the last, by what the day is of (`Days`). Somebody is hired at most two years
ahead. A last day is the one nearest to today, and not before the day of hiring where that can be.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext as _

from participants.hr_file.refusals import WrongCell, WrongFile

TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?: ?(?:UTC|Z|[+-]\d{2}:?\d{2}))?)?"
SHORT = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<mark>[/.-]) ?(?P<two>\d{{1,2}})(?P=mark) ?(?P<year>\d{{4}}|\d{{2}})\.?{TIME}", re.A
)
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<mark>[/.-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){TIME}", re.A)
TOGETHER = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", re.A)
IN_WORDS = re.compile(
    rf"(?P<day>\d{{1,2}})(?P<mark>[ .-])(?P<month>[a-z]{{3,9}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){TIME}", re.A | re.I
)
MONTH_IN_FRONT = re.compile(
    rf"(?P<month>[a-z]{{3,9}})\.?[ -](?P<day>\d{{1,2}})(?:, ?|[ -])(?P<year>\d{{4}}){TIME}", re.A | re.I
)
MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTH_OF = {name[:length]: number for number, name in enumerate(MONTH_NAMES, 1) for length in (3, len(name))}
MONTH_OF["sept"] = MONTH_OF["september"]
MONTHS, LEAP_YEAR = 12, 2000
FIRST_YEAR, LAST_YEAR = 1900, 2199  # a last day after these never comes: 31-DEC-4712, 2999-12-31
NEVER = 9999  # the year of a last day that never comes, whatever day of it
QUOTED = 40  # letters of a cell that a reason repeats
NO_DAY = re.compile(rf"(?:0000(?P<mark>[/.-]?)00(?P=mark)00|00(?P<other>[/.-])00(?P=other)0000){TIME}", re.A)
HIRED_AHEAD, LAST_DAY_NEAR, LAST_DAY_AHEAD = 2, 50, 60  # years from today


@dataclass(frozen=True, slots=True)
class Days:
    """What is known of the days of a column: how two digits of a year are read, and whether one may never come.

    A day of this century after `latest` is one of the last century instead; unless that is before `earliest`, and the
    later is not after `at_most`.
    """

    latest: date
    earliest: date = date.min
    at_most: date = date.min
    may_never_come: bool = False

    def in_century(self, day: date) -> date:
        """Of a day of this century, it or the same of the last."""
        if day <= self.latest:
            return day
        before = day.replace(year=day.year - 100)
        return day if before < self.earliest and day <= self.at_most else before


@lru_cache(maxsize=4)
def days_of_hiring(today: date) -> Days:
    return Days(latest=years_after(today, HIRED_AHEAD))


def last_days(today: date, hired_on: date | None) -> Days:
    return Days(
        latest=years_after(today, LAST_DAY_NEAR),
        earliest=hired_on or date.min,
        at_most=years_after(today, LAST_DAY_AHEAD),
        may_never_come=True,
    )


@lru_cache(maxsize=16)
def years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)


class DateOrder(StrEnum):
    DAY_FIRST = "day-month"
    MONTH_FIRST = "month-day"

    @property
    def words(self) -> str:
        return _("day/month") if self == DateOrder.DAY_FIRST else _("month/day")


def order_of(texts: Iterable[str], *, column: str, chosen: DateOrder | None = None) -> DateOrder | None:
    """Which order all these values have; None where none of them leaves a doubt.

    `chosen` decides where the values do not: where both orders fit, and where some speak for the one and some for the
    other. Without it, raises WrongFile where both orders fit and would give different days, and where as many values
    speak for the one as for the other. A day that never comes (31.12.9999) speaks only where no other does.
    """
    matches = [match for text in texts if (match := SHORT.fullmatch(text))]
    for_days, for_months = _votes(match for match in matches if int(match["year"]) <= LAST_YEAR)
    if not for_days and not for_months:
        for_days, for_months = _votes(matches)
    if chosen and bool(for_days) == bool(for_months):
        return chosen
    doubtful = next((match[0] for match in matches if _is_doubtful(match)), "")
    if for_days != for_months:
        return DateOrder.DAY_FIRST if for_days > for_months else DateOrder.MONTH_FIRST
    if for_days or doubtful:
        raise WrongFile(undecided(column, doubtful, is_mixed=bool(for_days)), asks_for="order")
    return None


def _votes(matches: Iterable[re.Match[str]]) -> tuple[int, int]:
    """How many can only have the day first, and how many only the month."""
    pairs = [(int(match["one"]), int(match["two"])) for match in matches]
    for_days = sum(MONTHS < one <= _longest(two) for one, two in pairs)
    for_months = sum(MONTHS < two <= _longest(one) for one, two in pairs)
    return for_days, for_months


def _is_doubtful(match: re.Match[str]) -> bool:
    one, two = int(match["one"]), int(match["two"])
    return one != two and max(one, two) <= MONTHS


def _longest(month: int) -> int:
    """How many days it has at most, none where there is no such month: a day that never comes speaks for no order."""
    return monthrange(LEAP_YEAR, month)[1] if 1 <= month <= MONTHS else 0


def undecided(column: str, text: str, *, is_mixed: bool) -> str:
    if is_mixed:
        return _(
            "In the column “%(column)s”, some dates have the day first and as many the month. "
            "Please choose “Day first” or “Month first”: the others are then left out."
        ) % {"column": column}
    return _(
        "In the column “%(column)s”, whatever is a date fits day/month as well as month/day, such as %(text)s. "
        "Please choose “Day first” or “Month first”."
    ) % {"column": column, "text": text}


def read_date(column: str, text: str, order: DateOrder | None, days: Days) -> date | None:
    """The day that `text` names, None for an empty text or no day. Raises WrongCell for anything else."""
    if not text or NO_DAY.fullmatch(text):
        return None
    if match := YEAR_FIRST.fullmatch(text) or TOGETHER.fullmatch(text):
        return day_of(column, text, (match["year"], match["month"], match["day"]), days)
    if match := SHORT.fullmatch(text):
        month, day = ("two", "one") if order == DateOrder.DAY_FIRST else ("one", "two")
        return day_of(column, text, (match["year"], match[month], match[day]), days)
    match = IN_WORDS.fullmatch(text) or MONTH_IN_FRONT.fullmatch(text)
    if match and (number := MONTH_OF.get(match["month"].lower())):
        return day_of(column, text, (match["year"], str(number), match["day"]), days)
    advice = _advice(order)
    raise WrongCell(
        column,
        _("“%(text)s” is not a date. %(advice)s") % {"text": text[:QUOTED], "advice": advice},
        kept=_("This is not a date. %(advice)s") % {"advice": advice},
    )


def _advice(order: DateOrder | None) -> str:
    """How to write a day of a column: as its others are read, or so that none can read it otherwise."""
    if order == DateOrder.DAY_FIRST:
        return _("Please write 29/06/2020 or 2020-06-29.")
    if order == DateOrder.MONTH_FIRST:
        return _("Please write 06/29/2020 or 2020-06-29.")
    return _("Please write 2020-06-29.")


def day_of(column: str, text: str, parts: tuple[str, str, str], days: Days) -> date | None:
    """The day of a year, a month and a day of it; None for one that never comes. Raises WrongCell for none."""
    year, month, day = map(int, parts)
    if days.may_never_come and never_comes(year, month, day):
        return None
    try:
        if len(parts[0]) == 2:
            return days.in_century(date(2000 + year, month, day))
        found = date(year, month, day)
    except ValueError as error:
        raise WrongCell(
            column,
            _("There is no day %(text)s in the calendar.") % {"text": text},
            kept=_("There is no such day in the calendar."),
        ) from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise WrongCell(
            column, _("The year %(year)s cannot be right.") % {"year": parts[0]}, _("This year cannot be right.")
        )
    return found


def never_comes(year: int, month: int, day: int) -> bool:
    """Whether HR systems mean no day by it, in whichever order; 29022030 is no day of the year 2902."""
    is_day = 1 <= day <= _longest(month) or 1 <= month <= _longest(day)
    return year == NEVER or (year > LAST_YEAR and is_day)
