"""Late joiners: placed without moving anybody, and what moving some of those already in pairs would gain.

A search of a cohort finds the same, whose people are compared and not listed: where it keeps all drafts, what
`place_late` finds, and where it keeps them unless others fit clearly better, what `keep_bonus` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.assignment import MAX_SCORE, Objective, assign

NOBODY = -1
STEP = 2

Ints = NDArray[np.int64]
Number = TypeVar("Number", bound=np.number)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """`mentor_of` (mentees,) int64 of everybody, -1 for nobody; how many joiners got a place, and their total score."""

    mentor_of: Ints
    cardinality: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is best if each pair that stays counts `bonus` points more.

    `moved` counts mentees whose pair did not stay; `cardinality` and `total` are those of everybody, without the bonus.
    """

    bonus: int
    moved: int
    cardinality: int
    total: int
    mentor_of: Ints


def place_late(mentee: ArrayLike, mentor: ArrayLike, score: ArrayLike, capacity: ArrayLike, kept: ArrayLike) -> Placed:
    """Give those without a mentor the best of the free places: as many as possible, then the highest total.

    `mentee`, `mentor`, `score`, `capacity` as for `assign`, `capacity` counting all places of a mentor. `kept`
    (mentees,): the mentor of each mentee whose pair stands, whether or not it would be a candidate today; -1 for who
    joins. A mentor with more mentees than places has none free. One joiner gets the mentor who fits best of those with
    a free place; several get what is best for all of them. Raises ValueError for input that cannot be used.
    """
    places, standing = _whole("capacity", capacity), _standing(kept, len(np.asarray(capacity)))
    rows, columns, points = _whole("mentee", mentee), _whole("mentor", mentor), _whole("score", score)
    _check_numbers(rows, len(standing))
    joins = standing == NOBODY
    free = np.maximum(places - _taken(standing, len(places)), 0)
    of_joiners = joins[rows]
    # Joiners alone are numbered anew: the effort follows them, not everybody.
    number = np.cumsum(joins) - 1
    found = assign(number[rows[of_joiners]], columns[of_joiners], points[of_joiners], free, mentees=int(joins.sum()))
    mentor_of = standing.copy()
    mentor_of[joins] = found.mentor_of
    return Placed(mentor_of, found.cardinality, found.total)


def keep_bonus(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    capacity: ArrayLike,
    kept: ArrayLike,
    *,
    bonuses: Sequence[int],
    objective: Objective = "total",
) -> list[Kept]:
    """Choose anew for everybody, once for each bonus that a pair which stays is worth: the more, the fewer move.

    Arguments as for `place_late`. A pair that stands but is no candidate cannot stay and counts as moved. `bonuses`:
    whole points, 0 to 1,000,000. More people always count for more than any bonus; beyond that the choice is best as
    `objective` says it of the scores as they are `counted`, of a fair one the lowest score too.
    """
    rows, columns, points = _whole("mentee", mentee), _whole("mentor", mentor), _whole("score", score)
    standing = _standing(kept, len(np.asarray(capacity)))
    _check_numbers(rows, len(standing))
    if len(points) and (points.min() < 0 or points.max() > MAX_SCORE):
        raise ValueError(f"score holds numbers outside 0 to {MAX_SCORE}.")
    stays = standing[rows] == columns
    curve = []
    for bonus in bonuses:
        worth = counted(points + bonus * stays) if _is_bonus(bonus) else points
        found = assign(rows, columns, worth, capacity, mentees=len(standing), objective=objective)
        mentor_of = found.mentor_of
        chosen = mentor_of[rows] == columns
        moved = int(((standing != NOBODY) & (mentor_of != standing)).sum())
        curve.append(Kept(bonus, moved, found.cardinality, int(points[chosen].sum()), mentor_of))
    return curve


def counted(points: NDArray[Number]) -> NDArray[Number]:
    """What pairs count where some are worth a bonus more, which these points, 0 to 2,000,000, have in them already.

    In steps of two points, since nothing counts for more than 1,000,000: a choice may fall short of the best by less
    than a step for each mentee, 2 of 1,000,000.
    """
    steps: NDArray[Number] = np.floor_divide(points, STEP)
    return steps


def _is_bonus(bonus: int) -> bool:
    if not 0 <= bonus <= MAX_SCORE:
        raise ValueError(f"The bonus is {bonus}: give whole points from 0 to {MAX_SCORE}.")
    return bonus > 0


def _whole(name: str, values: ArrayLike) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be a flat list of whole numbers.")
    return array.astype(np.int64, copy=False)


def _standing(kept: ArrayLike, mentors: int) -> Ints:
    standing = _whole("kept", kept)
    if len(standing) and (standing.min() < NOBODY or standing.max() >= mentors):
        raise ValueError(f"kept holds numbers outside -1 to {mentors - 1}: give each mentee's mentor, or -1 for none.")
    return standing


def _check_numbers(mentee: Ints, mentees: int) -> None:
    if len(mentee) and (mentee.min() < 0 or mentee.max() >= mentees):
        raise ValueError(f"mentee holds numbers outside 0 to {mentees - 1}: kept tells of every mentee.")


def _taken(standing: Ints, mentors: int) -> Ints:
    return np.bincount(standing[standing != NOBODY], minlength=mentors)
