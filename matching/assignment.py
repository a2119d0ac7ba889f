"""Who is suggested to whom: most people, the fairest or the steadiest choice, with a proof."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from matching.solving.blocking import blocking
from matching.solving.fair import fair
from matching.solving.outcome import OBJECTIVES, Assignment, Bools, Certificate, Cover, Ints, NotProven, Objective
from matching.solving.pairs import Pairs
from matching.solving.prices import optimum
from matching.solving.problem import Problem, read
from matching.solving.proof import check_places, prove
from matching.solving.sources import Listed, Source
from matching.solving.stable import stable, stable_among
from matching.solving.whole_numbers import MAX_SCORE, whole_numbers

__all__ = [
    "MAX_SCORE",
    "OBJECTIVES",
    "Assignment",
    "Begin",
    "Certificate",
    "Cover",
    "NotProven",
    "Objective",
    "Reached",
    "assign",
    "assign_from",
    "blocking_pairs",
    "compare",
    "unheard",
    "verify",
    "verify_from",
]


Begin = Callable[[], None]


def unheard() -> None:
    """Nobody waits for this."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What an objective reaches: people placed, the lowest score (None: nobody placed), the sum, pairs that block."""

    cardinality: int
    minimum: int | None
    total: int
    blocking: int


def assign(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    capacity: ArrayLike,
    *,
    mentees: int | None = None,
    objective: Objective = "total",
    begin_proof: Begin = unheard,
) -> Assignment:
    """The best assignment of mentees to mentors by one of three objectives, proven.

    "total": most people are placed and, among all ways to do so, the sum of their scores is highest.
    "fair": most people are placed; among all ways to do so the lowest score is highest, then the sum is.
    "stable": no mentee and mentor would both rather have each other (see `blocking_pairs`). Among equal scores the
    lower number is preferred, on both sides. It may place fewer people than the others.

    `mentee`, `mentor`, `score`: whole numbers of one length, one entry per candidate pair; people are numbered from 0,
    scores run from 0 to 1,000,000. `capacity` (mentors,): places per mentor, 0 allowed. `mentees`: how many mentees
    there are, by default the highest number plus one. The order of the pairs makes no difference. `begin_proof` is
    called when the choice is made and its proof begins.

    Raises ValueError for input that cannot be used and NotProven should the solver's answer fail its own proof.

    Source: linear assignment with weights base + score, where base = min(mentees, places) * 1,000,000 + 1, so that one
    more pair outweighs every total score; solved by shortest augmenting paths (Jonker and Volgenant 1987), or as a flow
    of least cost, on the best pairs of each mentee, with more pairs priced in until none is missed (column generation).
    The lowest score of the fair one is found by maximum matchings of the pairs above a score (bottleneck assignment).
    """
    if objective not in OBJECTIVES:
        raise ValueError(f"There is no objective {objective!r}: use one of {', '.join(OBJECTIVES)}.")
    problem = read(mentee, mentor, score, capacity, mentees)
    if objective == "stable":
        return _stable(problem, begin_proof)
    return assign_from(Listed(problem), problem, objective=objective, begin_proof=begin_proof)


def assign_from(
    source: Source, pairs: Pairs, *, objective: Objective = "total", begin_proof: Begin = unheard
) -> Assignment:
    """As `assign`, where the pairs are too many for one list: the solver asks the source for those that matter.

    Among equal scores of a stable choice other people may be preferred than in a list.

    The assignment is proven best of all `pairs`, which are those of the source, not of those alone that the solver saw.
    Raises NotProven as `assign` does.
    """
    if objective == "stable":
        none = np.zeros(0, dtype=np.int64)
        found = stable_among(source, source.best()), Certificate(mentee=none, mentor=none)
    elif objective == "fair":
        found = fair(source, source.best())
    else:
        best = optimum(source, source.best())
        found = best.mentor_of, best.prices
    begin_proof()
    return _proven(pairs, objective, *found)


def verify(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    capacity: ArrayLike,
    assignment: Assignment,
    *,
    mentees: int | None = None,
) -> None:
    """Check an assignment against the input alone, in whole numbers, trusting no solver.

    Arguments as for `assign`. Returns nothing when the assignment keeps to the pairs and places, states its figures
    truly and is proven by its certificate to be what its objective promises. Raises NotProven with the first thing
    that fails, ValueError for bad input.
    """
    prove(read(mentee, mentor, score, capacity, mentees), assignment)


def verify_from(pairs: Pairs, assignment: Assignment) -> None:
    """The same where the pairs are too many for one list; all of them are looked at."""
    prove(pairs, assignment)


def blocking_pairs(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    capacity: ArrayLike,
    mentor_of: ArrayLike,
    *,
    mentees: int | None = None,
) -> int:
    """How many candidate pairs would both rather have each other than what they have.

    A mentee would rather have a mentor with a higher score, and anybody rather than nobody. A mentor would rather have
    a mentee with a higher score than the lowest of those had, and anybody for a free place. Equal scores do not count.

    `mentor_of` (mentees,): the mentor of each mentee, -1 for nobody; the others as for `assign`. Raises ValueError for
    bad input, NotProven for what is no assignment of these pairs and places.
    """
    problem = read(mentee, mentor, score, capacity, mentees)
    partners = whole_numbers("mentor_of", mentor_of)
    check_places(problem, partners)
    return blocking(problem, partners)


def compare(
    mentee: ArrayLike, mentor: ArrayLike, score: ArrayLike, capacity: ArrayLike, *, mentees: int | None = None
) -> dict[Objective, Reached]:
    """What each objective reaches with the same people, so that the cost of each can be shown. Arguments as `assign`.

    Raises ValueError and NotProven as `assign` does: every figure is of an assignment that is proven.
    """
    problem = read(mentee, mentor, score, capacity, mentees)
    source = Listed(problem)
    found = (*(assign_from(source, problem, objective=each) for each in ("total", "fair")), _stable(problem))
    return {
        each.objective: Reached(each.cardinality, each.minimum, each.total, blocking(problem, each.mentor_of))
        for each in found
    }


def _stable(problem: Problem, begin_proof: Begin = unheard) -> Assignment:
    none = np.zeros(0, dtype=np.int64)
    mentor_of = stable(problem)
    begin_proof()
    return _proven(problem, "stable", mentor_of, Certificate(mentee=none, mentor=none))


def _proven(pairs: Pairs, objective: Objective, mentor_of: Ints, certificate: Certificate) -> Assignment:
    """The assignment with its figures, its arrays fixed, once it stands its own proof."""
    score = pairs.own(mentor_of)[mentor_of >= 0]
    arrays: list[Ints | Bools] = [mentor_of, certificate.mentee, certificate.mentor]
    for cover in (certificate.everything, certificate.above):
        arrays += [cover.mentee, cover.mentor] if cover else []
    for array in arrays:
        array.setflags(write=False)
    assignment = Assignment(
        mentor_of=mentor_of,
        cardinality=len(score),
        total=int(score.sum()),
        certificate=certificate,
        minimum=int(score.min()) if len(score) else None,
        objective=objective,
    )
    prove(pairs, assignment)
    return assignment
