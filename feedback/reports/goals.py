"""What became of the goals of a cohort, from the figures that were counted once when it closed."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from feedback.attainment import movement
from feedback.models import GoalReview, GoalSnapshot
from feedback.reports.drawn import Drawn, Row, draw_bars
from feedback.reports.shares import Share, Shares, shares_of
from mentoring.lib.disclosure import rounded_count
from programmes.models import Cohort

# A mean of fewer, or one near an end of the scale, would say where nobody or everybody stands.
PEOPLE_FOR_A_MEAN = 45
LOWEST_MEAN, HIGHEST_MEAN = 35, 65
# Of five levels the last three are as expected, or further.
REACHED = 3


@dataclass(frozen=True, slots=True)
class GoalReport:
    """How far goals came: `people` of `mentees` said so of `goals` goals, all rounded; or why it is not shown.

    `mean` is empty where so few people said so that it could not be told without saying where nobody stands.
    """

    closed_on: str
    minimum: int
    refusal: str
    people: int = 0
    mentees: int = 0
    goals: int = 0
    mean: str = ""
    reached: Share | None = None
    moved: Share | None = None
    levels: Drawn | None = None


def goal_report(cohort: Cohort) -> GoalReport | None:
    """The goals of a closed cohort; None before it closed: until then nothing is counted."""
    snapshot = GoalSnapshot.objects.filter(cohort=cohort).first()
    return report_of_goals(snapshot) if snapshot else None


def report_of_goals(snapshot: GoalSnapshot) -> GoalReport:
    """What may be said of these figures."""
    figures, closed_on = snapshot.figures, date_format(snapshot.built_on, "DATE_FORMAT")
    said, minimum = movement(figures), figures["minimum"]
    if said is None:
        return GoalReport(closed_on, minimum, refusal=_refusal(minimum))
    told = shares_of(
        [capfirst(str(label)) for label in GoalReview.Level.labels],
        [said.levels],
        top=REACHED,
        top_answer=_("Goals as expected, or further"),
    )
    return GoalReport(
        closed_on,
        minimum,
        refusal="",
        people=rounded_count(said.people),
        mentees=rounded_count(figures["mentees"]),
        goals=rounded_count(said.goals),
        mean=mean_in_words(said.mean) if rounded_count(said.people) >= PEOPLE_FOR_A_MEAN else "",
        reached=told.top,
        moved=Share(_("Goals that moved"), told.options[0].band.rest),
        levels=_levels(told),
    )


def mean_in_words(mean: int) -> str:
    """A mean attainment as it is read, to the nearest 5; near the ends of the scale no longer exactly."""
    if mean < LOWEST_MEAN:
        return f"<{LOWEST_MEAN}"
    return f">{HIGHEST_MEAN}" if mean > HIGHEST_MEAN else str(rounded_count(mean))


def _levels(told: Shares) -> Drawn:
    return draw_bars(
        "goals",
        _("How far goals came"),
        _("As expected, or further: %(share)s of goals") % {"share": told.top.text},
        _(
            "The last level that a mentee chose for each goal, from five. Shares of goals, in steps: each bar is solid "
            "up to the least and pale up to the most that it can be."
        ),
        (_("Level"), _("Share of goals")),
        [Row(share.answer, share.text) for share in told.options],
        [share.drawn() for share in told.options],
    )


def _refusal(minimum: int) -> str:
    return _(
        "Not shown, to protect people: fewer than %(minimum)s people said how far their goals came, or over a third of "
        "the goals were one person’s. They are not shown to anybody, now or later."
    ) % {"minimum": minimum}
