"""Choosing the best pairs where a list cannot hold them all: they are scored anew whenever somebody looks at them."""

from collections.abc import Sequence

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from matching.assignment import Assignment, Begin, Objective, assign_from, unheard
from matching.candidates import Comparison, Hindrance
from matching.compared import Compared
from matching.everybody import Everybody, Watch
from matching.forbidding import Mask
from matching.scoring import Key
from matching.services.finding import ROUNDS, Choice, Ints, lesser, mirrors
from matching.services.inputs import Inputs
from matching.solving.problem import Problem, read
from mentoring.jobs.runners import Progress
from mentoring.lib.errors import Refused

# Mentees times mentors in one search at most: some minutes of a processor.
MOST_PAIRS = 1_000_000_000
# How often progress is told while everybody is looked at once.
TOLD = 100


def choose_large(inputs: Inputs, progress: Progress) -> Choice:
    """As `finding.choose`, which see, of all pairs of these people; but for trying to place more. Refused beyond
    MOST_PAIRS.
    """
    told = Told(inputs, progress)
    comparison, everybody = compared(inputs, told)
    told.begin_comparison()
    first = best = best_of(everybody, inputs.objective, told.begin_proof)
    for number in range(ROUNDS + 1):
        made = _made(everybody, best.mentor_of)
        crossed = _lesser(inputs, made)
        if not crossed:
            break
        everybody = everybody.without(crossed if number < ROUNDS else _lesser(inputs, _both_ways(inputs, everybody)))
        told.begin_choice()
        best = best_of(everybody, inputs.objective, told.begin_proof)
    return Choice(
        assignment=best,
        aside=list(everybody.aside),
        most=first.cardinality,
        lowest=first.minimum,
        highest=first.total,
        hindrances=_hindrances(comparison, everybody, best.mentor_of),
    )


class Told:
    """Tells how many pairs were looked at in each phase of a search or a proof: when it begins, each time a hundredth
    of the mentees more were, and when all were.
    """

    def __init__(self, inputs: Inputs, progress: Progress) -> None:
        self._mentees, self._mentors, self._progress = len(inputs.mentees), len(inputs.mentors), progress
        self._begin("", 0)

    def __call__(self, mentees: int) -> None:
        self._looked_at += mentees
        is_all = self._looked_at == self._mentees
        if is_all or self._looked_at >= self._told + self._mentees // TOLD:
            self._tell()
        if is_all and self._is_comparison:
            self.begin_choice()

    def begin_comparison(self) -> None:
        """All are looked at once; then the choice begins by itself, as a solver is silent while it works."""
        self._begin(_("Comparing mentees with mentors"), 0, is_comparison=True)
        self._tell()

    def begin_choice(self) -> None:
        """Some are looked at again: of how many nobody knows beforehand."""
        self._begin(_("Choosing the best pairs"), self._mentees)
        self._tell()

    def begin_proof(self) -> None:
        """All are looked at once more."""
        self._begin(_("Proving the result"), 0)
        self._tell()

    def _begin(self, words: str, looked_at: int, *, is_comparison: bool = False) -> None:
        self._words, self._looked_at, self._is_comparison = words, looked_at, is_comparison
        self._told = looked_at

    def _tell(self) -> None:
        self._told = self._looked_at
        looked_at = min(self._looked_at, self._mentees)
        self._progress(looked_at * self._mentors, self._mentees * self._mentors, self._words)


def compared(inputs: Inputs, watch: Watch) -> tuple[Comparison, Everybody]:
    """What comparing these people needs, and all their pairs. Refused beyond MOST_PAIRS."""
    if inputs.pairs > MOST_PAIRS:
        numbers = {"mentees": number_format(len(inputs.mentees)), "mentors": number_format(len(inputs.mentors))}
        words = _("%(mentees)s mentees and %(mentors)s mentors are too many for one search. Please part this cohort.")
        raise Refused(words % numbers)
    comparison = Comparison(inputs.mentee_sides, inputs.mentor_sides, favour=inputs.favour, **inputs.rules)
    return comparison, Everybody(comparison, inputs.capacity, watch=watch)


def best_of(everybody: Everybody, objective: Objective, begin_proof: Begin = unheard) -> Assignment:
    """The best assignment of all pairs of these people, proven."""
    return assign_from(Compared(everybody), everybody, objective=objective, begin_proof=begin_proof)


def _made(everybody: Everybody, mentor_of: Ints) -> Problem:
    """The pairs of an assignment."""
    mentee = np.flatnonzero(mentor_of >= 0)
    return _pairs(everybody, mentee, mentor_of[mentee], everybody.own(mentor_of)[mentee])


def _both_ways(inputs: Inputs, everybody: Everybody) -> Problem:
    """All pairs between people each of whom looks for a mentor and is one."""
    mentees, mentors = ([side.key for side in sides] for sides in (inputs.mentee_sides, inputs.mentor_sides))
    both = set(mentees) & set(mentors)
    found = [np.zeros((3, 0), dtype=np.int64)]
    for table in everybody.tables(_are(mentees, both), _are(mentors, both)):
        row, column = np.nonzero(table.score >= 0)
        found.append(np.stack([table.mentee[row], table.mentor[column], table.score[row, column].astype(np.int64)]))
    return _pairs(everybody, *np.concatenate(found, axis=1))


def _are(keys: Sequence[Key], some: set[Key]) -> Mask:
    return np.array([key in some for key in keys], dtype=np.bool_)


def _pairs(everybody: Everybody, mentee: Ints, mentor: Ints, score: Ints) -> Problem:
    return read(mentee, mentor, score, everybody.capacity, everybody.mentees)


def _lesser(inputs: Inputs, pairs: Problem) -> list[tuple[int, int]]:
    """Of each two pairs among these that are each other's mirror the one that fits less."""
    if not len(pairs):
        return []
    one = lesser(pairs, mirrors(inputs, pairs), np.ones(len(pairs), dtype=np.bool_))
    return list(zip(pairs.mentee[one].tolist(), pairs.mentor[one].tolist(), strict=True))


def _hindrances(comparison: Comparison, everybody: Everybody, mentor_of: Ints) -> dict[int, Hindrance]:
    """What stood in the way of each mentee who has nobody; pairs set aside stand in nobody's way."""
    alone, mentors = mentor_of < 0, everybody.mentors
    ruled_out = np.full(everybody.mentees, mentors, dtype=np.int64)
    if alone.any():
        for table in everybody.with_all().tables(alone, np.ones(mentors, dtype=np.bool_)):
            ruled_out[table.mentee] -= np.count_nonzero(table.score >= 0, axis=1)
    rows = np.flatnonzero(alone).tolist()
    return {
        row: Hindrance(mentors, int(ruled_out[row]), bool(comparison.unmet[row]), comparison.untrained) for row in rows
    }
