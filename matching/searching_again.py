"""Before a search of a round whose drafts are not all kept: what would become of them, and what it costs to keep them.

Only drafts are ever chosen anew. Pairs, suggestions that were sent and drafts that the coordinator keeps one by one
stay, whatever is searched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.candidates import Candidates
from matching.favour import CLEARLY
from matching.models import Run, policy_of
from matching.services.finding import Choice, choose, compare, raised
from matching.services.inputs import Inputs
from matching.services.kept import drafts_seen, inputs_beside, inputs_today, pairs_of
from matching.services.standing import read_standing
from matching.shown import points_of_100
from mentoring.lib.seen import seen_field
from programmes.models import Cohort

# Mentees times mentors up to which a page works out all three ways: one to two seconds for 500 by 300.
WORKED_OUT_UP_TO = 200_000
Drafts = Run.Drafts
Pairs = Mapping[str, str]

BUTTONS: Mapping[str, Any] = {
    Drafts.ALL: gettext_lazy("Find places for those without"),
    Drafts.CLEARLY: gettext_lazy("Find pairs again, keep most"),
    Drafts.ANEW: gettext_lazy("Find pairs again"),
}
WORDS: Mapping[str, Any] = {
    Drafts.ALL: gettext_lazy(
        "Nobody moves whose suggestion is still possible. Whoever has nobody gets the best of the free places."
    ),
    Drafts.CLEARLY: gettext_lazy(
        "Each counts %(points)s points of 100 more than it fits, so a small gain moves nobody. That most people get a"
        " mentor comes first all the same."
    ),
    Drafts.ANEW: gettext_lazy("The best for everybody, whoever has to move for it."),
}
ALL_BUT_FURTHER = gettext_lazy(
    "Nobody moves whose suggestion is still possible, but for further mentors whose places are needed. Whoever has"
    " nobody gets the best of the free places."
)
# Where the lowest fit comes before the sum of all, a draft may go for somebody else's gain, however small.
CLEARLY_WHERE_FAIR = gettext_lazy(
    "Each counts %(points)s points of 100 more than it fits, so a small gain of its own moves nobody. That most people"
    " get a mentor comes first all the same, and after it that the lowest fit of all is as good as it can be."
)


class DraftsForm(forms.Form):
    """Whom to look for, and what becomes of the drafts, as the page showed them; who does not say looks for those with
    nobody, all anew.
    """

    drafts = forms.ChoiceField(choices=Drafts.choices, required=False)
    kind = forms.ChoiceField(choices=Run.Kind.choices, required=False)
    seen = seen_field("")

    def clean_drafts(self) -> str:
        return self.cleaned_data["drafts"] or Drafts.ANEW


@dataclass(frozen=True, slots=True)
class Found:
    """What one way would find: drafts that stay, mentees with a suggestion, and their fits in points of 100."""

    stay: int
    placed: int
    average: str
    lowest: str


@dataclass(frozen=True, slots=True)
class Way:
    drafts: str
    name: str
    words: str
    # Empty where it would find nobody to look for.
    button: str
    found: Found | None


@dataclass(frozen=True, slots=True)
class Again:
    """`movable` drafts that may be chosen anew, `mentees` who have one or nobody, and the ways to go about it; and how
    many drafts of a `further` mentor go unless all are kept.
    """

    movable: int
    further: int
    mentees: int
    ways: list[Way]
    # Empty where each way has its figures.
    why_no_figures: str
    # What its form brings back of the drafts.
    seen: str


def again_of(cohort: Cohort) -> Again:
    """The three ways, each with what it would find now, unless that is too much or would tell of wishes."""
    standing = read_standing(cohort)
    sides = standing.movable_sides()
    seen = drafts_seen(cohort, {side.proposal for side in sides})
    further = len({side.proposal for side in sides if side.is_further})
    movable = pairs_of((side.proposal, side.role, side.enrolment) for side in sides if not side.is_further)
    inputs = inputs_today(cohort, standing)
    passed = _why_no_figures(cohort, inputs)
    anybody = len(inputs.mentees) > len(movable)
    found = {} if passed else _found(inputs, inputs_beside(cohort, standing, inputs), movable)
    ways = [
        Way(
            str(way),
            str(way.label),
            _words(way, inputs.objective, further) % {"points": points_of_100(CLEARLY)},
            _button(way, anybody),
            found.get(way),
        )
        for way in (Drafts.ALL, Drafts.CLEARLY, Drafts.ANEW)
    ]
    return Again(len(movable), further, len(inputs.mentees), ways, passed, seen)


def _words(drafts: str, objective: str, further: int) -> str:
    if drafts == Drafts.ALL and further:
        return str(ALL_BUT_FURTHER)
    is_fair = drafts == Drafts.CLEARLY and objective == "fair"
    return str(CLEARLY_WHERE_FAIR if is_fair else WORDS[drafts])


def _button(drafts: str, is_anybody_without: bool) -> str:
    return str(BUTTONS[drafts]) if is_anybody_without or drafts != Drafts.ALL else ""


def _why_no_figures(cohort: Cohort, inputs: Inputs) -> str:
    if policy_of(cohort.programme).namers:
        return _("What each would change is not worked out here, as it would tell of whom people named.")
    if len(inputs.mentees) * len(inputs.mentors) > WORKED_OUT_UP_TO:
        return _("With so many people what each would change shows only after the search.")
    return ""


def _found(anew: Inputs, beside: Inputs, movable: Pairs) -> dict[str, Found]:
    fits, clearly = compare(anew, _unwatched), anew.favouring(movable, CLEARLY)
    waiting = {str(place.pk) for place in beside.mentees}
    stays = {mentee: mentor for mentee, mentor in movable.items() if mentee not in waiting}
    found = {
        Drafts.ANEW: _pairs(anew, choose(anew, fits, _unwatched)),
        Drafts.CLEARLY: _pairs(clearly, choose(clearly, raised(clearly, fits), _unwatched)),
        Drafts.ALL: {**stays, **_pairs(beside, choose(beside, compare(beside, _unwatched), _unwatched))},
    }
    return {drafts: _counted(_fits(anew, fits, pairs), movable) for drafts, pairs in found.items()}


def _counted(fits: Mapping[tuple[str, str], int], movable: Pairs) -> Found:
    points, nothing = fits.values(), _("none")
    return Found(
        stay=len(fits.keys() & movable.items()),
        placed=len(fits),
        average=points_of_100(sum(points) // len(points)) if points else nothing,
        lowest=points_of_100(min(points)) if points else nothing,
    )


def _pairs(inputs: Inputs, choice: Choice) -> dict[str, str]:
    """The mentor's place of each mentee's place."""
    chosen = enumerate(choice.assignment.mentor_of.tolist())
    return {str(inputs.mentees[row].pk): str(inputs.mentors[column].pk) for row, column in chosen if column >= 0}


def _fits(inputs: Inputs, all_pairs: Candidates, some: Pairs) -> dict[tuple[str, str], int]:
    """The fit of each of some pairs that may be one today, by the places of the two."""
    row = {str(place.pk): number for number, place in enumerate(inputs.mentees)}
    column = {str(place.pk): number for number, place in enumerate(inputs.mentors)}
    pairs = [pair for pair in some.items() if pair[0] in row and pair[1] in column]
    number = all_pairs.mentee * all_pairs.mentors + all_pairs.mentor  # ascending, as candidates are sorted
    wanted = np.array([row[mentee] * all_pairs.mentors + column[mentor] for mentee, mentor in pairs], dtype=np.int64)
    found = np.searchsorted(number, wanted)
    is_there = np.isin(wanted, number)
    return {
        pair: int(all_pairs.score[place])
        for pair, place, there in zip(pairs, found.tolist(), is_there.tolist(), strict=True)
        if there
    }


def _unwatched(done: int, total: int, message: str) -> None:
    """A page waits for no progress."""
