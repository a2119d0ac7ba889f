"""Months in a row, put together until enough pairs met in them. Pure: no clock, no database."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import reduce

# A month is counted on this day of the next one, so that what is written down a few days late is in it.
COUNTED_ON = 8


@dataclass(frozen=True, slots=True)
class Months:
    """One month or several in a row, by their first days: how many meetings, and the pairs that met."""

    first: date
    last: date
    meetings: int
    pairs: AbstractSet[Hashable]


def month_of(day: date) -> date:
    """The first day of the month of this day."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after the one that begins on `month`."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_from(first: date, last: date) -> Iterator[date]:
    """The first day of each month from `first` to `last`, both among them; none if `last` lies before."""
    while first <= last:
        yield first
        first = next_month(first)


def last_month_counted(today: date) -> date:
    """The last month that is counted on this day or was before: last month, or the one before that until the 8th."""
    this_month = month_of(today)
    back = 1 if today.day >= COUNTED_ON else 2
    number = this_month.year * 12 + this_month.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)


def put_together(months: Iterable[Months], minimum: int) -> tuple[list[Months], Months | None]:
    """Put neighbouring months together until in each group at least `minimum` pairs met; and what is left over.

    `months` come in their order. Each meeting is in one group, so that any sum or difference of groups is about
    `minimum` pairs or none. What is left over, if anything, waits for the months after it.
    """
    groups: list[Months] = []
    waiting: Months | None = None
    for month in months:
        waiting = together(waiting, month) if waiting else month
        if len(waiting.pairs) >= minimum:
            groups.append(waiting)
            waiting = None
    return groups, waiting


def put_all_together(months: Iterable[Months], minimum: int) -> tuple[list[Months], Months | None]:
    """As `put_together`, where no month comes after: what is left over joins the last group, if there is one."""
    groups, rest = put_together(months, minimum)
    if rest and groups:
        return [*groups[:-1], together(groups[-1], rest)], None
    return groups, rest


def with_those_that_wait(months: Sequence[Months], waiting_until: date) -> list[Months]:
    """The same months, those up to `waiting_until` and the one after them as one.

    Of these it was said that they are counted together with what follows, and that stays so, also where by now enough
    pairs have written down that they met in them. There is a month after them.
    """
    waiting = [month for month in months if month.last <= waiting_until]
    after = months[len(waiting) :]
    return [reduce(together, [*waiting, after[0]]), *after[1:]]


def together(first: Months, second: Months) -> Months:
    """Two neighbours as one."""
    return Months(first.first, second.last, first.meetings + second.meetings, first.pairs | second.pairs)
