"""Meetings by month, of months that are over. Months in which few pairs met are put together."""

from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Session
from feedback.reports.drawn import Drawn, Row, both_forms
from mentoring.lib import clock
from mentoring.lib.charts import Datum, bar_chart, column_chart
from mentoring.lib.disclosure import rounded_count
from programmes.models import Cohort

MOST_COLUMNS = 12
# Two numbers rounded to 5 that are so far apart may be nearly the same.
STEP = 5


@dataclass(frozen=True, slots=True)
class Months:
    """One month or several in a row, by their first days: how many meetings, and the pairs that met."""

    first: date
    last: date
    meetings: int
    pairs: AbstractSet[Hashable]


def merge_months(months: Iterable[Months], minimum: int) -> list[Months]:
    """Put neighbouring months together until in each group at least `minimum` pairs met; none if too few met in all.

    `months` come in their order. What is left over at the end joins the last group. Each meeting is in one group,
    so that any sum or difference of groups is about `minimum` pairs or none.
    """
    groups: list[Months] = []
    waiting: Months | None = None
    for month in months:
        waiting = _together(waiting, month) if waiting else month
        if len(waiting.pairs) >= minimum:
            groups.append(waiting)
            waiting = None
    if waiting and groups:
        groups.append(_together(groups.pop(), waiting))
    return groups


def meetings_by_month(cohort: Cohort) -> Drawn | None:
    """The chart of meetings, rounded to 5; None while too few pairs have met in months that are over."""
    groups = merge_months(_months_over(cohort), cohort.programme.minimum_group)
    if not groups:
        return None
    counts = [rounded_count(group.meetings) for group in groups]
    rows = [Row(_name(group), str(count)) for group, count in zip(groups, counts, strict=True)]
    data = [Datum(row.name, count, row.value) for row, count in zip(rows, counts, strict=True)]
    finding = _finding(groups, counts)
    draw_wide = column_chart if len(data) <= MOST_COLUMNS and _fits(rows) else bar_chart
    wide, narrow = both_forms(
        "months", finding, rows, lambda frame: draw_wide(data, frame), lambda frame: bar_chart(data, frame)
    )
    meaning = _(
        "Meetings that pairs wrote down as held, rounded to 5, up to the end of last month. Months in which fewer than "
        "%(minimum)s pairs met are put together with their neighbours."
    ) % {"minimum": cohort.programme.minimum_group}
    return Drawn(_("Meetings by month"), finding, meaning, (_("Month"), _("Meetings")), rows, wide, narrow)


def _months_over(cohort: Cohort) -> list[Months]:
    """Each month from the first meeting on that is over where the company is, also those without a meeting."""
    zone = timezone.get_default_timezone()
    this_month = clock.company_today().replace(day=1)
    held = Session.objects.held().filter(mentorship__cohort=cohort)
    counted = held.annotate(month=TruncMonth("starts_at", tzinfo=zone)).order_by().values_list("month", "mentorship")
    found: dict[date, Months] = {}
    for moment, pair, number in counted.annotate(number=Count("pk")):
        month = timezone.localdate(moment, zone)
        if month < this_month:
            own = Months(month, month, number, frozenset([pair]))
            found[month] = _together(found[month], own) if month in found else own
    return [found.get(month) or Months(month, month, 0, frozenset()) for month in _months_between(found, this_month)]


def _months_between(found: Iterable[date], this_month: date) -> Iterable[date]:
    month = min(found, default=this_month)
    while month < this_month:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _together(first: Months, second: Months) -> Months:
    return Months(first.first, second.last, first.meetings + second.meetings, first.pairs | second.pairs)


def _name(group: Months) -> str:
    first, last = date_format(group.first, "M Y"), date_format(group.last, "M Y")
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _fits(rows: Sequence[Row]) -> bool:
    """Whether each name can be read under a column."""
    return max(len(row.name) for row in rows) * len(rows) <= 70


def _finding(groups: Sequence[Months], counts: Sequence[int]) -> str:
    """A month is named only where it stands out: by more than rounding could make it, among months by themselves."""
    names = [_name(group) for group in groups]
    most, least = max(counts), min(counts)
    are_months = len(groups) > 1 and all(group.first == group.last for group in groups)
    if are_months and most - least <= STEP:
        count = str(most) if most == least else _("%(least)s to %(most)s") % {"least": least, "most": most}
        return _("Months are much alike: about %(count)s meetings each") % {"count": count}
    if are_months and most - sorted(counts)[-2] > STEP:
        return _("Most meetings in %(months)s: about %(count)s") % {"months": names[counts.index(most)], "count": most}
    whole = _name(Months(groups[0].first, groups[-1].last, 0, frozenset()))
    return _("About %(count)s meetings, %(months)s") % {"count": sum(counts), "months": whole}
