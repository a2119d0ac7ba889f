"""What comes out of a search for the best assignment: who is placed with whom, and what proves it."""

from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

OBJECTIVES = ("total", "fair", "stable")

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objective = Literal["total", "fair", "stable"]


def objective_of(name: str) -> Objective:
    """The objective of this name. Raises ValueError where there is none."""
    for objective in get_args(Objective):
        if objective == name:
            return cast(Objective, objective)
    raise ValueError(f"There is no objective {name!r}: use one of {', '.join(OBJECTIVES)}.")


class NotProven(ValueError):
    """An assignment that breaks a rule, misstates its totals or does not come with a proof that none is better."""


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """People such that each of certain pairs has one of them: `mentee` (mentees,) and `mentor` (mentors,), bool.

    Every place given to one of those pairs is a place of somebody in the cover, so they place no more people than the
    cover has mentees and its mentors have places (König 1931).
    """

    mentee: Bools
    mentor: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """What proves an assignment: dual prices (int64, weight units), `mentee` (mentees,) and `mentor` (mentors,).

    They are never negative, for every pair that counts `mentee + mentor >= weight`, and their sum (a mentor's price
    once per place) equals the weight reached. By weak duality no assignment of those pairs can then weigh more.

    "total": every candidate pair counts, and there are no covers.
    "fair": pairs below the lowest score do not count. `everything` covers all candidate pairs with as many places as
    people are placed, so nobody can place more; `above` covers the pairs above the lowest score with fewer places, so
    without a pair of that score fewer people would be placed. It is None where nobody is placed.
    "stable": the pairs themselves prove it. There are no prices, two empty arrays, and no covers.
    """

    mentee: Ints
    mentor: Ints
    everything: Cover | None = None
    above: Cover | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """The outcome: `mentor_of` (mentees,) int64 with -1 for nobody, people placed, sum of their scores, the proof.

    `minimum` is the lowest score of a pair that was made, None where nobody is placed.
    """

    mentor_of: Ints
    cardinality: int
    total: int
    certificate: Certificate
    minimum: int | None
    objective: Objective = "total"
