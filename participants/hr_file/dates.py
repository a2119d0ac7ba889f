"""Days as HR files write them: 6/29/2020, 29.06.2020, 06-29-20, 29-JUN-2020, 2020-06-29, 20200629 or
"2020-06-29 02:05:19 UTC".

Whether the day or the month comes first is decided once for a column, from all its values. The day counts as written,
whatever the time beside it. Two digits of a year mean this century, unless the person would then be hired in the
future: then they mean the last.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from participants.hr_file.refusals import WrongCell, WrongFile

TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?: ?(?:UTC|Z|[+-]\d{2}:?\d{2}))?)?"
SHORT = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<mark>[/.-])(?P<two>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){TIME}", re.A
)
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<mark>[/.-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){TIME}", re.A)
TOGETHER = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", re.A)
IN_WORDS = re.compile(
    rf"(?P<day>\d{{1,2}})(?P<mark>[ .-])(?P<month>[a-z]{{3,9}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){TIME}", re.A | re.I
)
MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTH_OF = {name[:length]: number for number, name in enumerate(MONTH_NAMES, 1) for length in (3, len(name))}
MONTHS, LEAP_YEAR = 12, 2000
FIRST_YEAR, LAST_YEAR = 1900, 2200
QUOTED = 40  # letters of a cell that a reason repeats


class DateOrder(StrEnum):
    DAY_FIRST = "day-month"
    MONTH_FIRST = "month-day"

    @property
    def words(self) -> str:
        return _("day/month") if self == DateOrder.DAY_FIRST else _("month/day")


def order_of(texts: Iterable[str], *, column: str, chosen: DateOrder | None = None) -> DateOrder | None:
    """Which order all these values have; None where none of them leaves a doubt.

    `chosen` overrules. Raises WrongFile where both orders fit and would give different days, and where as many values
    speak for the one as for the other.
    """
    if chosen:
        return chosen
    for_days, for_months, doubtful = 0, 0, ""
    for text in texts:
        match = SHORT.fullmatch(text)
        if not match:
            continue
        one, two = int(match["one"]), int(match["two"])
        for_days += MONTHS < one <= _longest(two)
        for_months += MONTHS < two <= _longest(one)
        doubtful = doubtful or (text if one != two and max(one, two) <= MONTHS else "")
    if for_days != for_months:
        return DateOrder.DAY_FIRST if for_days > for_months else DateOrder.MONTH_FIRST
    if for_days or doubtful:
        raise WrongFile(undecided(column, doubtful, is_mixed=bool(for_days)), asks_for="order")
    return None


def _longest(month: int) -> int:
    """How many days it has at most, none where there is no such month: a day that never comes speaks for no order."""
    return monthrange(LEAP_YEAR, month)[1] if 1 <= month <= MONTHS else 0


def undecided(column: str, text: str, *, is_mixed: bool) -> str:
    if is_mixed:
        return _(
            "In the column “%(column)s”, some dates have the day first and as many the month. "
            "Please say which it is (day-month or month-day): the others are then left out."
        ) % {"column": column}
    return _(
        "In the column “%(column)s”, every date fits day/month as well as month/day, such as %(text)s. "
        "Please say which it is (day-month or month-day)."
    ) % {"column": column, "text": text}


def read_date(column: str, text: str, order: DateOrder | None, *, latest: date | None = None) -> date | None:
    """The day that `text` names, None for an empty text. Raises WrongCell for anything else.

    Two digits of a year are of this century, or of the last where the day would be after `latest`.
    """
    if not text:
        return None
    if match := YEAR_FIRST.fullmatch(text) or TOGETHER.fullmatch(text):
        return day_of(column, text, match["year"], match["month"], match["day"], latest)
    if match := SHORT.fullmatch(text):
        month, day = ("two", "one") if order == DateOrder.DAY_FIRST else ("one", "two")
        return day_of(column, text, match["year"], match[month], match[day], latest)
    match = IN_WORDS.fullmatch(text)
    if match and (number := MONTH_OF.get(match["month"].lower())):
        return day_of(column, text, match["year"], str(number), match["day"], latest)
    raise WrongCell(
        column,
        _("“%(text)s” is not a date. Please write 6/29/2020, 06-29-20 or 2020-06-29.") % {"text": text[:QUOTED]},
        kept=_("This is not a date. Please write 6/29/2020, 06-29-20 or 2020-06-29."),
    )


def day_of(column: str, text: str, year: str, month: str, day: str, latest: date | None) -> date:
    try:
        if len(year) == 2:
            guess = date(2000 + int(year), int(month), int(day))
            return guess.replace(year=guess.year - 100) if latest and guess > latest else guess
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise WrongCell(
            column,
            _("There is no day %(text)s in the calendar.") % {"text": text},
            kept=_("There is no such day in the calendar."),
        ) from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise WrongCell(
            column, _("The year %(year)s cannot be right.") % {"year": year}, _("This year cannot be right.")
        )
    return found
