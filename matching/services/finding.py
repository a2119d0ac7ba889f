"""Comparing those who wait with those who have places, and choosing the best pairs."""

from dataclasses import dataclass

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from matching.assignment import Assignment, assign
from matching.candidates import Candidates, Comparison, joined
from matching.services.inputs import Inputs
from mentoring.jobs.runners import Progress
from mentoring.lib.errors import Refused

# How often the lesser pair alone is set aside; after that, that of every two people who could mentor each other.
ROUNDS = 20

# Pairs compared in one search at most: about 100 bytes each while the best are chosen.
MOST_PAIRS = 20_000_000

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The pairs chosen, and what they are the best of.

    `assignment` is proven best of the candidates but for those set aside (indices), so that nobody mentors the one who
    mentors them. `most` people, a `lowest` score (None for nobody) and the `highest` total are what would be reached
    without that rule, and so no choice can do better; but for a stable one, which may then place more or fewer.
    """

    candidates: Candidates
    assignment: Assignment
    set_aside: Ints
    most: int
    lowest: int | None
    highest: int


def compare(inputs: Inputs, progress: Progress) -> Candidates:
    """Score everybody with everybody, some mentees at a time, so that progress is told and the lease stays ours.

    Refused beyond MOST_PAIRS, where the memory of a worker would end instead.
    """
    if len(inputs.mentees) * len(inputs.mentors) > MOST_PAIRS:
        numbers = {"mentees": number_format(len(inputs.mentees)), "mentors": number_format(len(inputs.mentors))}
        words = _("%(mentees)s mentees and %(mentors)s mentors are too many for one search. Please part this cohort.")
        raise Refused(words % numbers)
    progress(0, len(inputs.mentees), _("Comparing mentees with mentors"))
    comparison = Comparison(inputs.mentee_sides, inputs.mentor_sides, **inputs.rules)
    blocks = []
    for start, stop in comparison.blocks():
        blocks.append(comparison.block(start, stop))
        progress(stop, len(inputs.mentees), _("Comparing mentees with mentors"))
    return joined(blocks)


def choose(inputs: Inputs, candidates: Candidates, progress: Progress) -> Choice:
    """The best assignment in which nobody mentors the one who mentors them, and what it is the best of.

    Of each two people who were given each other in both roles, the pair that fits less is set aside, and all are
    assigned anew. That is no proof that setting aside the other pair would not have been better, so the choice says
    what it left out, and how much more would be reached at the very most. After ROUNDS rounds such pairs are set aside
    before they are chosen, which ends it.
    """
    mirror = _mirrors(inputs, candidates)
    keep = np.ones(len(candidates.score), dtype=np.bool_)
    people = len(inputs.mentees)
    progress(people, people, _("Choosing the best pairs"))
    first = best = assign_among(candidates, keep, inputs)
    for number in range(ROUNDS + 1):
        crossed = _lesser(candidates, mirror, best.mentor_of[candidates.mentee] == candidates.mentor)
        if not len(crossed):
            break
        keep[crossed if number < ROUNDS else _lesser(candidates, mirror, keep)] = False
        progress(people, people, _("Choosing the best pairs"))
        best = assign_among(candidates, keep, inputs)
    return Choice(candidates, best, np.flatnonzero(~keep), first.cardinality, first.minimum, first.total)


def assign_among(candidates: Candidates, keep: NDArray[np.bool_], inputs: Inputs) -> Assignment:
    """The best assignment among some of the candidates."""
    mentee, mentor, score = candidates.mentee[keep], candidates.mentor[keep], candidates.score[keep]
    mentees = len(candidates.ruled_out)
    return assign(mentee, mentor, score, inputs.capacity, mentees=mentees, objective=inputs.objective)


def _mirrors(inputs: Inputs, candidates: Candidates) -> Ints:
    """For each candidate the one of the same two people the other way round, -1 where there is none."""
    mentee_of = {side.key: number for number, side in enumerate(inputs.mentee_sides)}
    mentor_of = {side.key: number for number, side in enumerate(inputs.mentor_sides)}
    as_mentor = np.array([mentor_of.get(side.key, -1) for side in inputs.mentee_sides], dtype=np.int64)
    as_mentee = np.array([mentee_of.get(side.key, -1) for side in inputs.mentor_sides], dtype=np.int64)
    mirror = np.full(len(candidates.score), -1, dtype=np.int64)
    other_mentee, other_mentor = as_mentee[candidates.mentor], as_mentor[candidates.mentee]
    both = np.flatnonzero((other_mentee >= 0) & (other_mentor >= 0))
    number = candidates.mentee * candidates.mentors + candidates.mentor  # ascending, as candidates are sorted
    wanted = other_mentee[both] * candidates.mentors + other_mentor[both]
    found = np.minimum(np.searchsorted(number, wanted), len(number) - 1)
    is_there = number[found] == wanted
    mirror[both[is_there]] = found[is_there]
    return mirror


def _lesser(candidates: Candidates, mirror: Ints, among: NDArray[np.bool_]) -> Ints:
    """Of each two pairs among these that are each other's mirror the one that fits less, the former among equals."""
    one = np.flatnonzero(among & (mirror >= 0))
    one = one[among[mirror[one]]]
    other = mirror[one]
    ours, theirs = candidates.score[one], candidates.score[other]
    return one[(ours < theirs) | ((ours == theirs) & (one < other))]
