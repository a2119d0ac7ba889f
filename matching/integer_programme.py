"""Most people first, then most points, where a yes or no hangs on others: a mixed-integer programme that may stop."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, vstack

from matching.assignment import Ints

Chosen = NDArray[np.bool_]

# The solver's bounds are floats. So much they may be too low, in people and in points, before they say less than is so.
PEOPLE_SLACK = 1e-3
POINTS_SLACK = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """Columns to choose or leave: `people` and `points` (columns,) int64 are what each adds; a choice is allowed where
    `low <= rows @ choice <= high`, all whole numbers, `rows` (rules, columns), `low` and `high` (rules,).
    """

    people: Ints
    points: Ints
    rows: csr_array
    low: Ints
    high: Ints

    def allows(self, chosen: Chosen) -> bool:
        reached = self.rows @ chosen.astype(np.int64)
        return bool((reached >= self.low).all() and (reached <= self.high).all())

    def worth(self, chosen: Chosen) -> tuple[int, int]:
        return int(self.people[chosen].sum()), int(self.points[chosen].sum())


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The best choice found; no choice adds more than `most_people`, and none that adds as many people as this one
    more than `most_points`.
    """

    chosen: Chosen
    most_people: int
    most_points: int


def most_people_then_points(programme: Programme, start: Found, seconds: float) -> Found:
    """The best choice, and how much better any could be.

    `start`: an allowed choice to fall back on, and bounds that hold without the solver. `seconds`: how long the solver
    may take for each of its two steps, people and points. A choice of the solver counts only if it is allowed when
    counted in whole numbers. Bounds are rounded up.

    Source: lexicographic optimisation in two programmes, the second with the people of the first as a rule; branch and
    bound of HiGHS.
    """
    if not len(programme.people):
        return start
    first = _maximise(programme, programme.people, seconds)
    chosen = _better(programme, start.chosen, first)
    people, _points = programme.worth(chosen)
    as_many = Programme(
        programme.people,
        programme.points,
        rows=csr_array(vstack([programme.rows, programme.people[np.newaxis, :]])),
        low=np.append(programme.low, people),
        high=np.append(programme.high, programme.people.sum()),
    )
    second = _maximise(as_many, programme.points, seconds)
    return Found(
        chosen=_better(programme, chosen, second),
        most_people=_rounded(first, start.most_people, PEOPLE_SLACK),
        most_points=_rounded(second, start.most_points, POINTS_SLACK),
    )


def _maximise(programme: Programme, worth: Ints, seconds: float) -> OptimizeResult:
    columns = len(worth)
    return milp(
        -worth,
        integrality=np.ones(columns),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(programme.rows, programme.low, programme.high),
        options={"time_limit": seconds, "mip_rel_gap": 0},
    )


def _better(programme: Programme, known: Chosen, answer: OptimizeResult) -> Chosen:
    if answer.x is None:
        return known
    chosen = answer.x > 0.5
    return chosen if programme.allows(chosen) and programme.worth(chosen) > programme.worth(known) else known


def _rounded(answer: OptimizeResult, known: int, slack: float) -> int:
    bound = answer.get("mip_dual_bound")
    if bound is None or not np.isfinite(bound):
        return known
    return min(known, int(np.floor(-bound + slack)))
