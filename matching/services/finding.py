"""Comparing those who wait with those who have places, and choosing the best pairs, where a list holds all pairs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from heapq import heappop, heappush
from typing import Protocol

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from matching.assignment import Assignment, Begin, assign, unheard
from matching.candidates import Candidates, Comparison, Hindrance, joined
from matching.favour import Favouring
from matching.services.inputs import Inputs
from mentoring.jobs.runners import Progress

# How often the lesser pair alone is set aside; after that, that of every two people who could mentor each other.
ROUNDS = 20
# Where fewer are placed than without the rule, so many assignments are tried at most to place them after all.
TRIED = 64

# Mentees times mentors up to which all their pairs are listed: about 100 bytes each while the best are chosen. Beyond,
# they are scored anew whenever somebody looks at them (`finding_large`).
MOST_LISTED = 5_000_000

Ints = NDArray[np.int64]
# Which pairs are kept, and the best assignment of those.
Kept = tuple[NDArray[np.bool_], Assignment]


class Scored(Protocol):
    """Pairs with their scores, sorted by mentee, then mentor, and how many mentors there are."""

    @property
    def mentee(self) -> Ints: ...
    @property
    def mentor(self) -> Ints: ...
    @property
    def score(self) -> Ints: ...
    @property
    def mentors(self) -> int: ...


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The pairs chosen, and what they are the best of.

    `assignment` is proven best of all pairs but for those in `aside` (mentee, mentor), so that nobody mentors the one
    who mentors them. `most` people, a `lowest` score (None for nobody) and the `highest` total are what would be
    reached without that rule, and so no choice can do better; but for a stable one, which may then place more or fewer.
    `hindrances` say of each mentee who has nobody what stood in the way.
    """

    assignment: Assignment
    aside: list[tuple[int, int]]
    most: int
    lowest: int | None
    highest: int
    hindrances: Mapping[int, Hindrance]


@dataclass(frozen=True, slots=True, eq=False)
class ListedChoice(Choice):
    """A choice with the list of all pairs, and which of those were set aside (indices)."""

    candidates: Candidates
    set_aside: Ints


def is_listed(inputs: Inputs) -> bool:
    """Whether a list can hold all pairs."""
    return inputs.pairs <= MOST_LISTED


def compare(inputs: Inputs, progress: Progress) -> Candidates:
    """Score everybody with everybody, some mentees at a time, so that progress is told and the lease stays ours."""
    progress(0, inputs.pairs, _("Comparing mentees with mentors"))
    comparison = Comparison(inputs.mentee_sides, inputs.mentor_sides, favour=inputs.favour, **inputs.rules)
    blocks = []
    for start, stop in comparison.blocks():
        blocks.append(comparison.block(start, stop))
        progress(stop * len(inputs.mentors), inputs.pairs, _("Comparing mentees with mentors"))
    return joined(blocks)


def raised(inputs: Inputs, plain: Candidates) -> Candidates:
    """What comparing these people gives, from how all their pairs fit: those favoured count for more."""
    favouring = Favouring(inputs.mentee_sides, inputs.mentor_sides, inputs.favour)
    return replace(plain, score=favouring.of_pairs(plain.score, plain.mentee, plain.mentor))


def choose(inputs: Inputs, candidates: Candidates, progress: Progress, *, tried: int = TRIED) -> ListedChoice:
    """The best assignment in which nobody mentors the one who mentors them, and what it is the best of.

    Of each two people who were given each other in both roles, the pair that fits less is set aside, and all are
    assigned anew. After ROUNDS rounds such pairs are set aside before they are chosen, which ends it. Where that places
    fewer people than without the rule, setting aside the others of such pairs is tried, too, in so many assignments
    (`_placing_more`; of a stable choice nothing is known of how many the next one places). What is chosen need not be
    the best with the rule, so the choice says what it left out, and how much more would be reached at the very most.
    """
    mirror = mirrors(inputs, candidates)
    keep = np.ones(len(candidates.score), dtype=np.bool_)
    first = best = _choose_among(candidates, keep, inputs, progress)
    for number in range(ROUNDS + 1):
        crossed = lesser(candidates, mirror, best.mentor_of[candidates.mentee] == candidates.mentor)
        if not len(crossed):
            break
        keep[crossed if number < ROUNDS else lesser(candidates, mirror, keep)] = False
        best = _choose_among(candidates, keep, inputs, progress)
    if best.cardinality < first.cardinality and inputs.objective != "stable":
        assigned = partial(_choose_among, candidates, inputs=inputs, progress=progress)
        keep, best = _placing_more(candidates, mirror, (keep, best), first, assigned, tried=tried)
    aside = np.flatnonzero(~keep)
    return ListedChoice(
        assignment=best,
        aside=list(zip(candidates.mentee[aside].tolist(), candidates.mentor[aside].tolist(), strict=True)),
        most=first.cardinality,
        lowest=first.minimum,
        highest=first.total,
        hindrances={row: candidates.hindrance(row) for row in np.flatnonzero(best.mentor_of < 0).tolist()},
        candidates=candidates,
        set_aside=aside,
    )


def _placing_more(
    candidates: Candidates,
    mirror: Ints,
    found: Kept,
    first: Assignment,
    assigned: Callable[[NDArray[np.bool_]], Assignment],
    *,
    tried: int,
) -> Kept:
    """Which pairs to keep so that most people are placed and nobody mentors the one who mentors them, and the best of
    those; what was `found` where nothing better is. `first` is the best of all pairs, `assigned` that of some.

    Of two people who were given each other in both roles once the one pair is set aside and once the other, and what
    places most is looked at further (branch and bound, Land and Doig 1960): with more set aside nothing places more, so
    what places no more than the best without such a pair need not be. After so many tried it ends with what it has.
    """

    def crossed(best: Assignment) -> Ints:
        return lesser(candidates, mirror, best.mentor_of[candidates.mentee] == candidates.mentor)

    everything = np.ones(len(candidates.score), dtype=np.bool_)
    waiting, turn = [(_worth(first), 0, everything, first)], 0
    while waiting and turn < tried:
        reached, _turn, keep, best = heappop(waiting)
        if reached >= _worth(found[1]):
            break
        one = crossed(best)[0]
        for aside in (one, mirror[one]):
            less, turn = keep.copy(), turn + 1
            less[aside] = False
            other = assigned(less)
            if _worth(other) >= _worth(found[1]):
                continue
            if len(crossed(other)):
                heappush(waiting, (_worth(other), turn, less, other))
            else:
                found = less, other
    return found


def _worth(assignment: Assignment) -> tuple[int, int, int]:
    """The less, the better: by people, then by the lowest score where it decides, then by the total."""
    lowest = (assignment.minimum or 0) if assignment.objective == "fair" else 0
    return -assignment.cardinality, -lowest, -assignment.total


def _choose_among(candidates: Candidates, keep: NDArray[np.bool_], inputs: Inputs, progress: Progress) -> Assignment:
    progress(inputs.pairs, inputs.pairs, _("Choosing the best pairs"))
    begin_proof = partial(progress, inputs.pairs, inputs.pairs, _("Proving the result"))
    return assign_among(candidates, keep, inputs, begin_proof=begin_proof)


def assign_among(
    candidates: Candidates, keep: NDArray[np.bool_], inputs: Inputs, *, begin_proof: Begin = unheard
) -> Assignment:
    """The best assignment among some of the candidates."""
    mentee, mentor, score = candidates.mentee[keep], candidates.mentor[keep], candidates.score[keep]
    return assign(
        *(mentee, mentor, score, inputs.capacity),
        mentees=len(candidates.ruled_out),
        objective=inputs.objective,
        begin_proof=begin_proof,
    )


def mirrors(inputs: Inputs, candidates: Scored) -> Ints:
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


def lesser(candidates: Scored, mirror: Ints, among: NDArray[np.bool_]) -> Ints:
    """Of each two pairs among these that are each other's mirror the one that fits less, the former among equals."""
    one = np.flatnonzero(among & (mirror >= 0))
    one = one[among[mirror[one]]]
    other = mirror[one]
    ours, theirs = candidates.score[one], candidates.score[other]
    return one[(ours < theirs) | ((ours == theirs) & (one < other))]
