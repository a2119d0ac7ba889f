"""What a search would find by other terms than those that hold: worked out on the people of a cohort, kept nowhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from matching.explain import Fit, fit
from matching.models import policy_of
from matching.services.finding import choose, compare
from matching.services.inputs import Inputs, read_inputs
from matching.terms import Terms
from programmes.models import Cohort

# Of more mentees as many are taken, evenly, and of the mentors as many in proportion.
SAMPLE = 300
NAMES = 10


class Bar(NamedTuple):
    """From where and how wide, in hundredths."""

    kind: Fit
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How many of the mentees get a mentor, how well they fit, and who would have nobody."""

    mentees: int
    strong: int
    good: int
    possible: int
    # In the order of the alphabet, which tells nothing of why.
    nobody: list[str]

    @property
    def placed(self) -> int:
        return self.mentees - len(self.nobody)

    @property
    def fits(self) -> str:
        fits = {"strong": self.strong, "good": self.good, "possible": self.possible}
        return _("Fit: %(strong)d strong, %(good)d good, %(possible)d possible.") % fits

    @property
    def alone(self) -> str:
        """Who would have nobody, by name, a few of many."""
        if not self.nobody:
            return _("Nobody would be left without a mentor.")
        first, more = ", ".join(self.nobody[:NAMES]), len(self.nobody[NAMES:])
        counted = {"count": len(self.nobody), "names": first, "more": more}
        if more:
            return _("%(count)d would have nobody: %(names)s and %(more)d more.") % counted
        return _("%(count)d would have nobody: %(names)s.") % counted

    @property
    def bars(self) -> list[Bar]:
        """A drawing of the fits, in hundredths of all mentees."""
        bars, start = [], 0.0
        for kind in Fit:
            width = round(100 * getattr(self, kind) / self.mentees, 2)
            bars.append(Bar(kind, start, width))
            start = round(start + width, 2)
        return bars


@dataclass(frozen=True, slots=True)
class Preview:
    """The same people by what is saved and by what was tried; `about` says who they are."""

    about: str
    saved: Figures
    tried: Figures

    @property
    def columns(self) -> list[tuple[str, Figures]]:
        return [(_("As it is saved now"), self.saved), (_("With these settings"), self.tried)]


def why_nothing_to_try(inputs: Inputs, cohort: Cohort) -> str:
    """Why there is nobody to try terms on, as a sentence; empty where there is."""
    named = {"cohort": cohort}
    if not inputs.mentees:
        return _("In %(cohort)s no mentee waits for a mentor just now, so there is nobody to try this on.") % named
    if not inputs.mentors:
        return _("In %(cohort)s no mentor has a place yet, so there is nobody to try this on.") % named
    return ""


def preview_of(cohort: Cohort, terms: Terms) -> Preview | str:
    """What a search of this cohort would find by these terms and by those that are saved; or why nothing, in words."""
    everybody = read_inputs(cohort)
    if nothing := why_nothing_to_try(everybody, cohort):
        return nothing
    some = sample_of(everybody)
    saved, tried = (figures_of(some.by(each)) for each in (policy_of(cohort.programme).terms, terms))
    return Preview(_about(cohort, everybody, some), saved, tried)


def sample_of(inputs: Inputs) -> Inputs:
    """SAMPLE mentees at most, with their share of the mentors, so that places are as rare as they are."""
    count = len(inputs.mentees)
    if count <= SAMPLE:
        return inputs
    rows = _evenly(count, SAMPLE)
    columns = _evenly(len(inputs.mentors), max(1, round(len(inputs.mentors) * SAMPLE / count)))
    return replace(
        inputs,
        mentees=[inputs.mentees[row] for row in rows],
        mentee_sides=[inputs.mentee_sides[row] for row in rows],
        mentors=[inputs.mentors[column] for column in columns],
        mentor_sides=[inputs.mentor_sides[column] for column in columns],
        capacity=[inputs.capacity[column] for column in columns],
    )


def figures_of(inputs: Inputs) -> Figures:
    """The best choice among these people, counted."""
    choice = choose(inputs, compare(inputs, _unwatched), _unwatched)
    mentor_of, found = choice.assignment.mentor_of, choice.candidates
    fits = Counter(fit(score) for score in found.score[mentor_of[found.mentee] == found.mentor].tolist())
    alone = [place.person.user.name for place, mentor in zip(inputs.mentees, mentor_of, strict=True) if mentor < 0]
    return Figures(len(inputs.mentees), fits[Fit.STRONG], fits[Fit.GOOD], fits[Fit.POSSIBLE], sorted(alone))


def _evenly(count: int, size: int) -> Sequence[int]:
    return [number * count // size for number in range(size)]


def _about(cohort: Cohort, everybody: Inputs, some: Inputs) -> str:
    numbers = {
        "cohort": cohort,
        "mentees": len(some.mentees),
        "all_mentees": len(everybody.mentees),
        "mentors": len(some.mentors),
        "all_mentors": len(everybody.mentors),
    }
    if some is everybody:
        return _("Tried on everybody who waits in %(cohort)s: mentees %(mentees)d, mentors %(mentors)d.") % numbers
    words = _(
        "Tried on a part of those who wait in %(cohort)s: %(mentees)d of %(all_mentees)d mentees, and in the same "
        "proportion %(mentors)d of %(all_mentors)d mentors."
    )
    return words % numbers


def _unwatched(done: int, total: int, message: str) -> None:
    """A page waits for no progress."""
