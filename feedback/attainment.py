"""Goal attainment scaling: how far the goals of a person were reached, as one number that groups can be averaged by.

Kiresuk, T. J. and Sherman, R. E. (1968): Goal attainment scaling: a general method for evaluating comprehensive
community mental health programs. Community Mental Health Journal 4, 443-453.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from mentoring.lib.disclosure import FLOOR, LARGEST_PART

# From much less than expected to much more; 0 is what was expected when the goal was set.
LOWEST, HIGHEST = -2, 2
LEVELS = range(LOWEST, HIGHEST + 1)
# How far the goals of one person are expected to move together: the authors' own figure.
CORRELATION = 0.3


class GoalFigures(TypedDict):
    """What became of the goals of a cohort, as JSON. Of too few people everything but `mentees` and `minimum` is None.

    `mentees` were in a pair; `people` of them have a goal whose level they chose; `goals` are these goals, `levels`
    how many stand at each level from the lowest, and `attainment` is the sum of the people's attainment.
    """

    mentees: int
    minimum: int
    people: int | None
    goals: int | None
    levels: list[int] | None
    attainment: float | None


@dataclass(frozen=True, slots=True)
class Movement:
    """What may be said of goal figures: whole numbers as they are rounded, and counts for shares still to be rounded.

    `mean` is the mean attainment of people, to a whole number.
    """

    people: int
    goals: int
    levels: Sequence[int]
    mean: int


def attainment(levels: Sequence[int], weights: Sequence[float] | None = None) -> float:
    """The attainment T of one person's goals: 50 is as expected, and 10 more one level of a single goal.

    `levels` are whole numbers from -2 to +2, one for each goal; `weights` above zero, all alike by default.
    T = 50 + 10 * sum(w x) / sqrt(0.7 * sum(w^2) + 0.3 * (sum w)^2), after Kiresuk and Sherman (1968).

    Raises ValueError without a goal, for a level or weight out of its range, or unless each goal has one weight.
    """
    weights = [1.0] * len(levels) if weights is None else weights
    _check(levels, weights)
    # Only the proportions of weights count; as shares of the largest they can be squared, whatever their size.
    shares = [weight / max(weights) for weight in weights]
    reached = sum(share * level for share, level in zip(shares, levels, strict=True))
    spread = (1 - CORRELATION) * sum(share**2 for share in shares) + CORRELATION * sum(shares) ** 2
    return 50 + 10 * reached / math.sqrt(spread)


def goal_figures(levels_of_people: Iterable[Sequence[int]], *, mentees: int, minimum: int) -> GoalFigures:
    """Count the goals of a whole cohort: for each person who reached a level with any goal, the last of each goal.

    There are no figures of fewer people than `minimum`, nor where over a third of the goals are one person's: their
    levels would speak for everybody's. Raises ValueError for a minimum below 5.
    """
    if minimum < FLOOR:
        raise ValueError(f"A minimum of {minimum} protects nobody: use {FLOOR} or more.")
    people = [levels for levels in levels_of_people if levels]
    figures = GoalFigures(mentees=mentees, minimum=minimum, people=None, goals=None, levels=None, attainment=None)
    levels = [level for own in people for level in own]
    if len(people) < minimum or LARGEST_PART * max(map(len, people)) > len(levels):
        return figures
    figures["people"], figures["goals"] = len(people), len(levels)
    figures["levels"] = [levels.count(level) for level in LEVELS]
    figures["attainment"] = round(math.fsum(attainment(own) for own in people), 6)
    return figures


def movement(figures: GoalFigures) -> Movement | None:
    """What may be said of these figures; None where they are of too few."""
    people, goals, levels, total = figures["people"], figures["goals"], figures["levels"], figures["attainment"]
    if people is None or goals is None or levels is None or total is None:
        return None
    return Movement(people, goals, levels, mean=math.floor(total / people + 0.5))


def _check(levels: Sequence[int], weights: Sequence[float]) -> None:
    if not levels:
        raise ValueError("There is no attainment of no goals.")
    if any(level not in LEVELS for level in levels):
        raise ValueError(f"A level is a whole number from {LOWEST} to {HIGHEST}.")
    if len(weights) != len(levels):
        raise ValueError("Each goal needs one weight.")
    if any(not math.isfinite(weight) or weight <= 0 for weight in weights):
        raise ValueError("A weight is a number above zero.")
