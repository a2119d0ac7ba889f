"""What a search would find by other terms than those that hold: worked out on the people of a cohort, kept nowhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.assignment import Objective, blocking_pairs
from matching.bounds import Bounds
from matching.candidates import Candidates
from matching.explain import Fit, fit
from matching.models import policy_of
from matching.services.finding import choose, compare
from matching.services.inputs import Inputs, places_looked_at, read_inputs
from matching.services.standing import Standing, read_standing
from matching.shown import points_of_100
from matching.terms import Terms
from mentoring.lib import clock
from participants.training import training_of
from programmes.models import Cohort, Role

# Of more mentees as many are taken, evenly, and of the mentors as many in proportion.
SAMPLE = 300
NAMES = 10
WAYS: Mapping[Objective, Any] = {
    "fair": gettext_lazy("Nobody fits badly"),
    "total": gettext_lazy("Best of all together"),
    "stable": gettext_lazy("No regrets"),
}


class Bar(NamedTuple):
    """From where and how wide, in hundredths, as a drawing writes numbers in any language."""

    kind: Fit
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How many of the mentees get a mentor, how well they fit, and who would have nobody."""

    mentees: int
    strong: int
    good: int
    possible: int
    # In the order of the alphabet, which tells nothing of why.
    nobody: list[str]
    # Which mentors, of all that there are, would be nobody's for want of training; empty for none.
    left_out: str = ""

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
        counted = _counted(self.nobody)
        more = counted["more"]
        if more:
            return _("%(count)d would have nobody: %(names)s and %(more)d more.") % counted
        return _("%(count)d would have nobody: %(names)s.") % counted

    @property
    def bars(self) -> list[Bar]:
        """A drawing of the fits, in hundredths of all mentees."""
        bars, before = [], 0
        for kind in Fit:
            number: int = getattr(self, kind)
            bars.append(Bar(kind, f"{100 * before / self.mentees:.2f}", f"{100 * number / self.mentees:.2f}"))
            before += number
        return bars


@dataclass(frozen=True, slots=True)
class Way:
    """What one way to choose the best would find: how many get a mentor, fits of 100, and who would rather swap."""

    name: str
    is_tried: bool
    placed: int
    least: str
    average: str
    rather: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The same people by what is saved and by what was tried; `about` says who they are.

    `ways` are all ways to choose the best among them, by what was tried otherwise.
    """

    about: str
    saved: Figures
    tried: Figures
    ways: list[Way]

    @property
    def columns(self) -> list[tuple[str, Figures]]:
        return [(_("As it is saved now"), self.saved), (_("With these settings"), self.tried)]

    @property
    def in_short(self) -> str:
        """In a sentence or two what changes, for whoever is at the other end of the page."""
        words = ngettext(
            "%(placed)d of %(all)d gets a mentor with these settings, and %(saved)d as it is saved now.",
            "%(placed)d of %(all)d get a mentor with these settings, and %(saved)d as it is saved now.",
            self.tried.placed,
        )
        numbers = {"placed": self.tried.placed, "all": self.tried.mentees, "saved": self.saved.placed}
        return " ".join([words % numbers, self.tried.fits])


class Sample(NamedTuple):
    """Of so many mentees who wait and so many mentors the places that are looked at; None for all of them.

    `trained`: the name of each of all those mentors, and the level of their training that counts, None for none.
    """

    mentees: int
    mentors: int
    only: list[UUID] | None
    trained: list[tuple[str, int | None]]


def preview_of(cohort: Cohort, terms: Terms) -> Preview | str:
    """What a search of this cohort would find by these terms and by those that are saved; or why nothing, in words."""
    standing = read_standing(cohort)
    sample = sample_of(cohort, standing)
    if nothing := _why_nothing(cohort, sample):
        return f"{nothing} {_left_out(sample.trained, terms.bounds)}".rstrip()
    inputs = read_inputs(cohort, only=sample.only, standing=standing)
    saved, tried = (
        replace(figures_of(inputs.by(each)), left_out=_left_out(sample.trained, each.bounds))
        for each in (policy_of(cohort.programme).terms, terms)
    )
    return Preview(_about(cohort, sample, inputs), saved, tried, _ways(inputs.by(terms)))


def sample_of(cohort: Cohort, standing: Standing) -> Sample:
    """SAMPLE mentees at most, with their share of the mentors, so that places are as rare as they are."""
    training = training_of("person", clock.company_today())
    places = places_looked_at(cohort).order_by("id").values_list("role", "pk", "person__user__name", training)
    settled = standing.settled()
    mentees, mentors, trained = [], [], []
    for role, pk, name, level in places:
        if role == Role.MENTOR:
            mentors.append(pk)
            trained.append((name, level))
        elif pk not in settled:
            mentees.append(pk)
    if len(mentees) <= SAMPLE:
        return Sample(len(mentees), len(mentors), None, trained)
    share = max(1, round(len(mentors) * SAMPLE / len(mentees)))
    only = [*_evenly(mentees, SAMPLE), *_evenly(mentors, min(share, len(mentors)))]
    return Sample(len(mentees), len(mentors), only, trained)


def _ways(inputs: Inputs) -> list[Way]:
    candidates = compare(inputs, _unwatched)
    return [_way(replace(inputs, objective=objective), candidates, inputs.objective) for objective in WAYS]


def _way(inputs: Inputs, candidates: Candidates, tried: Objective) -> Way:
    choice = choose(inputs, candidates, _unwatched)
    found, among = choice.assignment, np.ones(len(candidates.score), dtype=np.bool_)
    among[choice.set_aside] = False
    pairs = candidates.mentee[among], candidates.mentor[among], candidates.score[among]
    nothing = _("none")
    return Way(
        name=str(WAYS[inputs.objective]),
        is_tried=inputs.objective == tried,
        placed=found.cardinality,
        least=nothing if found.minimum is None else points_of_100(found.minimum),
        average=points_of_100(found.total // found.cardinality) if found.cardinality else nothing,
        rather=blocking_pairs(*pairs, inputs.capacity, found.mentor_of, mentees=len(inputs.mentees)),
    )


def figures_of(inputs: Inputs) -> Figures:
    """The best choice among these people, counted."""
    choice = choose(inputs, compare(inputs, _unwatched), _unwatched)
    mentor_of, found = choice.assignment.mentor_of, choice.candidates
    fits = Counter(fit(score) for score in found.score[mentor_of[found.mentee] == found.mentor].tolist())
    alone = [place.person.user.name for place, mentor in zip(inputs.mentees, mentor_of, strict=True) if mentor < 0]
    counted = fits[Fit.STRONG], fits[Fit.GOOD], fits[Fit.POSSIBLE]
    return Figures(len(inputs.mentees), *counted, sorted(alone))


def _left_out(mentors: Sequence[tuple[str, int | None]], bounds: Bounds) -> str:
    """Which of these mentors have not the training asked for; empty for none."""
    untrained = sorted(name for name, training in mentors if bounds.bar_training(training))
    counted = {**_counted(untrained), "mentors": len(mentors)}
    if not untrained:
        return ""
    if counted["more"]:
        words = _(
            "%(count)d of %(mentors)d mentors would be left out for want of that training: %(names)s and %(more)d more."
        )
    else:
        words = _("%(count)d of %(mentors)d mentors would be left out for want of that training: %(names)s.")
    return words % counted


def _counted(people: Sequence[str]) -> dict[str, Any]:
    """How many they are, a few of them by name, and how many more there are."""
    return {"count": len(people), "names": ", ".join(people[:NAMES]), "more": len(people[NAMES:])}


def _evenly(places: Sequence[UUID], size: int) -> list[UUID]:
    return [places[number * len(places) // size] for number in range(size)]


def _why_nothing(cohort: Cohort, sample: Sample) -> str:
    named = {"cohort": cohort}
    if not sample.mentees:
        return _("In %(cohort)s no mentee waits for a mentor just now, so there is nobody to try this on.") % named
    if not sample.mentors:
        return _("In %(cohort)s no mentor has a place yet, so there is nobody to try this on.") % named
    return ""


def _about(cohort: Cohort, sample: Sample, inputs: Inputs) -> str:
    mentees, mentors = len(inputs.mentees), len(inputs.mentors)
    numbers = {
        "cohort": cohort,
        "mentees": ngettext("%(count)d mentee", "%(count)d mentees", mentees) % {"count": mentees},
        "mentors": ngettext("%(count)d mentor", "%(count)d mentors", mentors) % {"count": mentors},
        "all_mentees": sample.mentees,
        "all_mentors": sample.mentors,
    }
    if sample.only is None:
        return _("Tried on whoever waits in %(cohort)s: %(mentees)s, and %(mentors)s.") % numbers
    words = _(
        "Tried on a part of those who wait in %(cohort)s: %(mentees)s of %(all_mentees)d, and in the same proportion "
        "%(mentors)s of %(all_mentors)d."
    )
    return words % numbers


def _unwatched(done: int, total: int, message: str) -> None:
    """A page waits for no progress."""
