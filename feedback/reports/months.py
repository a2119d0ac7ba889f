"""Meetings by month, as they were counted once each month was over. Months in which few pairs met are put together."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.models import MeetingSnapshot
from feedback.months import COUNTED_ON, month_of, months_from, next_month
from feedback.reports.drawn import Drawn, Row, both_forms
from mentoring.lib.charts import Datum, bar_chart, column_chart
from programmes.models import Cohort

MOST_COLUMNS = 12
# So many stand beside each other below all columns together.
CHARACTERS = 70
# Two numbers rounded to 5 that are so far apart may be nearly the same.
STEP = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Months in a row that were counted together, as they are named and drawn: by the average of one of them.

    `since` is the month from which on meetings were counted: the first that is named, or one before it.
    """

    since: date
    first: date
    last: date
    meetings: int

    @property
    def name(self) -> str:
        return _name(self.first, self.last)

    @property
    def months(self) -> int:
        return len(list(months_from(self.first, self.last)))

    @property
    def average(self) -> float:
        return self.meetings / self.months

    @property
    def average_in_words(self) -> str:
        """As a whole number, halves upwards."""
        return str(math.floor(self.average + 0.5) or "<1")

    def as_column(self) -> Datum:
        """As wide as its months and as high as their average, with both numbers on top."""
        numbers = {"count": self.meetings, "average": self.average_in_words}
        text = str(self.meetings) if self.months == 1 else _("%(count)s (%(average)s a month)") % numbers
        return Datum(self.name, self.average, text, span=self.months)

    def as_bar(self) -> Datum:
        """As long as the average, with the number of meetings in its name."""
        if self.months == 1:
            return Datum(self.name, self.average, str(self.meetings))
        names = {"name": self.name, "count": self.meetings, "months": self.months}
        name = _("%(name)s: %(count)s in %(months)s months") % names
        return Datum(name, self.average, _("%(average)s a month") % {"average": self.average_in_words})


def meetings_by_month(cohort: Cohort) -> Drawn | None:
    """The chart of meetings that were counted; None while no month was in which enough pairs met."""
    decided = list(MeetingSnapshot.objects.filter(cohort=cohort).order_by("last"))
    groups = [
        Group(row.first, _named_from(row, cohort, decided), row.last, row.meetings)
        for row in decided
        if row.meetings is not None
    ]
    if not groups:
        return None
    rows = [Row(group.name, str(group.meetings)) for group in groups]
    columns, bars, finding = [each.as_column() for each in groups], [each.as_bar() for each in groups], _finding(groups)
    fit = len(columns) <= MOST_COLUMNS and _fit(columns)
    wide, narrow = both_forms(
        "months",
        finding,
        rows,
        lambda frame: column_chart(columns, frame) if fit else bar_chart(bars, frame),
        lambda frame: bar_chart(bars, frame),
    )
    meaning = " ".join([_meaning(decided, cohort), *_how_drawn(groups)])
    return Drawn(_("Meetings by month"), finding, meaning, (_("Month"), _("Meetings")), rows, wide, narrow)


def _named_from(row: MeetingSnapshot, cohort: Cohort, decided: Sequence[MeetingSnapshot]) -> date:
    """The first month that these months are named by.

    Pairs find each other before their cohort begins. The months in which they do are no time to meet in: where nothing
    was counted of them alone, they are not named. When the first meeting was would say what few did, and is not asked.
    """
    begins = month_of(cohort.starts_on) if cohort.starts_on else row.first
    return begins if row.first == decided[0].first and row.first < begins <= row.last else row.first


def _how_drawn(groups: Sequence[Group]) -> Iterator[str]:
    """What is to be known of bars and columns that do not stand for one month and no more."""
    if any(group.months > 1 for group in groups):
        yield _("Months that were put together are drawn by their average.")
    if groups[0].since < groups[0].first:
        yield _("Meetings before the cohort began, if there were any, are among those of %(months)s.") % {
            "months": groups[0].name
        }


def _meaning(decided: Sequence[MeetingSnapshot], cohort: Cohort) -> str:
    """What is counted, and of the months at the end what is not."""
    last = decided[-1]
    counted = _(
        "Meetings that pairs wrote down as held, rounded to 5. A month is counted once, on day %(day)s of the next "
        "one, or when the cohort closes, and does not change any more. Months are put together until at least "
        "%(minimum)s pairs met in them."
    ) % {"day": COUNTED_ON, "minimum": min(row.minimum for row in decided)}
    if last.meetings is not None:
        return counted
    first = _named_from(last, cohort, decided)
    left_out = (
        _("%(months)s: not shown, to protect people. Fewer than %(minimum)s pairs met before the cohort closed.")
        if last.is_last
        else _("%(months)s: fewer than %(minimum)s pairs met, so this is shown together with the months that follow.")
    ) % {"months": _name(first, last.last), "minimum": last.minimum}
    return f"{counted} {left_out}"


def _name(first: date, last: date) -> str:
    """As "Jul 2026", "Jul and Aug 2026", "Jul to Sep 2026" or "Dec 2026 to Feb 2027"."""
    one, other = date_format(first, "M Y"), date_format(last, "M Y")
    if one == other:
        return one
    if first.year == last.year:
        one = date_format(first, "M")
    words = _("%(first)s and %(last)s") if next_month(first) == last else _("%(first)s to %(last)s")
    return words % {"first": one, "last": other}


def _fit(columns: Sequence[Datum]) -> bool:
    """Whether all that is said of each column can be read within its width."""
    months = sum(column.span for column in columns)
    return all(max(len(each.label), len(each.text)) * months <= CHARACTERS * each.span for each in columns)


def _finding(groups: Sequence[Group]) -> str:
    """A month is named only where it stands out: by more than rounding could make it, among months by themselves."""
    counts = [group.meetings for group in groups]
    most, least = max(counts), min(counts)
    are_months = len(groups) > 1 and all(group.months == 1 for group in groups)
    if are_months and most - least <= STEP:
        count = str(most) if most == least else _("%(least)s to %(most)s") % {"least": least, "most": most}
        return _("Months are much alike: about %(count)s meetings each") % {"count": count}
    if are_months and most - sorted(counts)[-2] > STEP:
        return _("Most meetings in %(months)s: about %(count)s") % {
            "months": groups[counts.index(most)].name,
            "count": most,
        }
    whole = _name(groups[0].first, groups[-1].last)
    return _("About %(count)s meetings, %(months)s") % {"count": sum(counts), "months": whole}
