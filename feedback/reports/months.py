"""Meetings by month, as they were counted once each month was over. Months in which few pairs met are put together."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.models import MeetingSnapshot
from feedback.months import COUNTED_ON
from feedback.reports.drawn import Drawn, Row, both_forms
from mentoring.lib.charts import Datum, bar_chart, column_chart
from programmes.models import Cohort

MOST_COLUMNS = 12
# Two numbers rounded to 5 that are so far apart may be nearly the same.
STEP = 5


def meetings_by_month(cohort: Cohort) -> Drawn | None:
    """The chart of meetings that were counted; None while no month was in which enough pairs met."""
    decided = list(MeetingSnapshot.objects.filter(cohort=cohort).order_by("last"))
    groups = [row for row in decided if row.meetings is not None]
    if not groups:
        return None
    counts = [group.meetings or 0 for group in groups]
    rows = [Row(_name(group.first, group.last), str(count)) for group, count in zip(groups, counts, strict=True)]
    data = [Datum(row.name, count, row.value) for row, count in zip(rows, counts, strict=True)]
    finding = _finding(groups, counts)
    draw_wide = column_chart if len(data) <= MOST_COLUMNS and _fits(rows) else bar_chart
    wide, narrow = both_forms(
        "months", finding, rows, lambda frame: draw_wide(data, frame), lambda frame: bar_chart(data, frame)
    )
    return Drawn(_("Meetings by month"), finding, _meaning(decided), (_("Month"), _("Meetings")), rows, wide, narrow)


def _meaning(decided: Sequence[MeetingSnapshot]) -> str:
    """What is counted, and of the months at the end what is not."""
    last = decided[-1]
    counted = _(
        "Meetings that pairs wrote down as held, rounded to 5. A month is counted once, on day %(day)s of the next "
        "one, or when the cohort closes, and does not change any more. Months are put together until at least "
        "%(minimum)s pairs met in them."
    ) % {"day": COUNTED_ON, "minimum": min(row.minimum for row in decided)}
    if last.meetings is not None:
        return counted
    left_out = (
        _("%(months)s: not shown, to protect people. Fewer than %(minimum)s pairs met before the cohort closed.")
        if last.is_last
        else _("%(months)s: fewer than %(minimum)s pairs met, so this is shown together with the months that follow.")
    ) % {"months": _name(last.first, last.last), "minimum": last.minimum}
    return f"{counted} {left_out}"


def _name(first: date, last: date) -> str:
    one, other = date_format(first, "M Y"), date_format(last, "M Y")
    return one if one == other else _("%(first)s to %(last)s") % {"first": one, "last": other}


def _fits(rows: Sequence[Row]) -> bool:
    """Whether each name can be read under a column."""
    return max(len(row.name) for row in rows) * len(rows) <= 70


def _finding(groups: Sequence[MeetingSnapshot], counts: Sequence[int]) -> str:
    """A month is named only where it stands out: by more than rounding could make it, among months by themselves."""
    names = [_name(group.first, group.last) for group in groups]
    most, least = max(counts), min(counts)
    are_months = len(groups) > 1 and all(group.first == group.last for group in groups)
    if are_months and most - least <= STEP:
        count = str(most) if most == least else _("%(least)s to %(most)s") % {"least": least, "most": most}
        return _("Months are much alike: about %(count)s meetings each") % {"count": count}
    if are_months and most - sorted(counts)[-2] > STEP:
        return _("Most meetings in %(months)s: about %(count)s") % {"months": names[counts.index(most)], "count": most}
    whole = _name(groups[0].first, groups[-1].last)
    return _("About %(count)s meetings, %(months)s") % {"count": sum(counts), "months": whole}
