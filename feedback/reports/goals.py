"""What became of the goals of a cohort, from the figures that were counted once when it closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from feedback.attainment import movement
from feedback.models import GoalReview, GoalSnapshot
from feedback.reports.drawn import Drawn, Row, draw_bars
from feedback.reports.shares import Share, share_of
from mentoring.lib.disclosure import rounded_count
from programmes.models import Cohort

# A mean near an end of the scale would say that everybody stands there.
LOWEST_MEAN, HIGHEST_MEAN = 35, 65


@dataclass(frozen=True, slots=True)
class GoalReport:
    """How far goals came: `people` of `mentees` said so of `goals` goals, all rounded; or why it is not shown."""

    closed_on: str
    minimum: int
    refusal: str
    people: int = 0
    mentees: int = 0
    goals: int = 0
    mean: str = ""
    moved: Share | None = None
    levels: Drawn | None = None


def goal_report(cohort: Cohort) -> GoalReport | None:
    """The goals of a closed cohort; None before it closed: until then nothing is counted."""
    snapshot = GoalSnapshot.objects.filter(cohort=cohort).first()
    return _report(snapshot) if snapshot else None


def _report(snapshot: GoalSnapshot) -> GoalReport:
    figures, closed_on = snapshot.figures, date_format(snapshot.built_on, "DATE_FORMAT")
    said, minimum = movement(figures), figures["minimum"]
    if said is None:
        return GoalReport(closed_on, minimum, refusal=_refusal(minimum))
    return GoalReport(
        closed_on,
        minimum,
        refusal="",
        people=rounded_count(said.people),
        mentees=rounded_count(figures["mentees"]),
        goals=rounded_count(said.goals),
        mean=mean_in_words(said.mean),
        moved=share_of(_("Goals that moved"), said.moved, said.goals),
        levels=_levels(said.levels, said.goals),
    )


def mean_in_words(mean: int) -> str:
    """A mean attainment as it is read; near the ends of the scale no longer exactly."""
    if mean < LOWEST_MEAN:
        return f"<{LOWEST_MEAN}"
    return f">{HIGHEST_MEAN}" if mean > HIGHEST_MEAN else str(mean)


def _levels(levels: Sequence[int], goals: int) -> Drawn:
    shares = [
        share_of(capfirst(str(label)), count, goals)
        for label, count in zip(GoalReview.Level.labels, levels, strict=True)
    ]
    reached = share_of("", sum(levels[2:]), goals)
    return draw_bars(
        "goals",
        _("How far goals came"),
        _("%(share)s of goals came as far as expected, or further") % {"share": reached.text},
        _("The last level that a mentee chose for each goal, from five. Shares of goals, rounded to 5 %."),
        (_("Level"), _("Share of goals")),
        [Row(share.answer, share.text) for share in shares],
        [share.length for share in shares],
    )


def _refusal(minimum: int) -> str:
    return _(
        "Not shown, to protect people: fewer than %(minimum)s people said how far their goals came, or over a third of "
        "the goals were one person’s. They are not shown to anybody, now or later."
    ) % {"minimum": minimum}
