"""Choosing the best pairs where a list cannot hold them all: they are scored anew whenever somebody looks at them."""

from collections.abc import Sequence

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from matching.assignment import Assignment, Objective, assign_from
from matching.candidates import Comparison, Hindrance
from matching.compared import Compared
from matching.everybody import Everybody
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
    """As `finding.choose`, which see, of all pairs of these people. Refused beyond MOST_PAIRS."""
    comparison, everybody = compared(inputs, progress)
    first = best = best_of(everybody, inputs.objective)
    for number in range(ROUNDS + 1):
        made = _made(everybody, best.mentor_of)
        crossed = _lesser(inputs, made)
        if not crossed:
            break
        everybody = everybody.without(crossed if number < ROUNDS else _lesser(inputs, _both_ways(inputs, everybody)))
        best = best_of(everybody, inputs.objective)
    return Choice(
        assignment=best,
        aside=list(everybody.aside),
        most=first.cardinality,
        lowest=first.minimum,
        highest=first.total,
        hindrances=_hindrances(comparison, everybody, best.mentor_of),
    )


def compared(inputs: Inputs, progress: Progress) -> tuple[Comparison, Everybody]:
    """What comparing these people needs, and all their pairs. Refused beyond MOST_PAIRS."""
    mentees = len(inputs.mentees)
    if mentees * len(inputs.mentors) > MOST_PAIRS:
        numbers = {"mentees": number_format(mentees), "mentors": number_format(len(inputs.mentors))}
        words = _("%(mentees)s mentees and %(mentors)s mentors are too many for one search. Please part this cohort.")
        raise Refused(words % numbers)
    progress(0, mentees, _("Comparing mentees with mentors"))
    looked_at = told = 0

    def watch(some: int) -> None:
        """All are compared once; after that the solver looks at some of them again, and so does the proof.

        Told each time it was a hundredth of them more, and before the solver begins, which is silent while it works.
        """
        nonlocal looked_at, told
        looked_at += some
        if looked_at < told + mentees // TOLD and looked_at != mentees:
            return
        told = looked_at
        if looked_at <= mentees:
            progress(looked_at, mentees, _("Comparing mentees with mentors"))
        if looked_at >= mentees:
            progress(mentees, mentees, _("Choosing the best pairs"))

    comparison = Comparison(inputs.mentee_sides, inputs.mentor_sides, favour=inputs.favour, **inputs.rules)
    return comparison, Everybody(comparison, inputs.capacity, watch=watch)


def best_of(everybody: Everybody, objective: Objective) -> Assignment:
    """The best assignment of all pairs of these people, proven."""
    return assign_from(Compared(everybody), everybody, objective=objective)


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
