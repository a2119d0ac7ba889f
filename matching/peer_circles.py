"""Who sits together in circles without a mentor.

No page asks for it yet: programmes are of pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from matching.assignment import Ints, NotProven
from matching.circle_rules import LEAST, MOST, SECONDS, check_said, check_seconds, check_sizes, most_seated
from matching.peer_exact import Choice, Circle, best_choice
from matching.peer_swaps import Table, improve
from matching.solving.whole_numbers import (
    check_lengths,
    check_range,
    count_of,
    frozen,
    is_vector,
    pairs_in_order,
    whole_numbers,
)

# Everybody is held against everybody: so many people take some tens of megabytes.
MOST_PEOPLE = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class PeerCircles:
    """The outcome: `circle_of` (people,) int64, circles numbered from 0 by their first person, -1 for none; people
    placed; sum of the scores of all pairs who share a circle.

    `most_people` is as many as can be placed at all at most; `most_total` is the total that placing as many people as
    are placed here (or more) can reach at most.
    """

    circle_of: Ints
    people: int
    total: int
    most_people: int
    most_total: int

    @property
    def proven(self) -> bool:
        """Whether nothing better is left, by the bounds."""
        return (self.people, self.total) == (self.most_people, self.most_total)


def form_peer_circles(
    one: ArrayLike,
    other: ArrayLike,
    score: ArrayLike,
    *,
    people: int | None = None,
    least: int = LEAST,
    most: int = MOST,
    seconds: float = SECONDS,
) -> PeerCircles:
    """Place as many people as possible in circles and, among all ways to do so, reach the highest total score of the
    pairs within circles. Two people who are no pair of the list never share a circle.

    `one`, `other`, `score`: whole numbers of one length, one entry per pair, in either direction; people are numbered
    from 0, scores run from 0 to 1,000,000. `people`: how many there are, by default the highest number plus one. The
    order of the pairs makes no difference. A circle has `least` to `most` people; as a large one holds more pairs, the
    total favours large circles.

    Of few people (see `peer_exact`) every way is looked at, in whole numbers; where few circles are possible a solver
    finds the best, unless the time, `seconds` for each of its two steps, ends it sooner. Else circles are grown one
    person at a time and improved by moves and swaps until none helps: good, seldom proven. In any case the bounds tell
    how far it may be from the best.

    Raises ValueError for input that cannot be used.

    Source: clique partitioning with bounded sizes, NP-hard; local search (see `peer_swaps`).
    Bound: half the sum of everybody's best `most` - 1 scores.
    """
    table, low, high = _read(one, other, score, people, least, most)
    limit = check_seconds(seconds)
    known = Choice(_circles_in(improve(table, low, high)), *_plain_bounds(table, low, high))
    found = best_choice(table, low, high, known, limit)
    circle_of = _numbered(table, found.circles)
    outcome = PeerCircles(circle_of, *_counted(table, circle_of), found.most_people, found.most_total)
    _check(table, low, high, outcome)
    return outcome


def verify_peer_circles(
    one: ArrayLike,
    other: ArrayLike,
    score: ArrayLike,
    outcome: PeerCircles,
    *,
    people: int | None = None,
    least: int = LEAST,
    most: int = MOST,
) -> None:
    """Check in whole numbers that an outcome keeps to pairs and sizes and states its totals truly.

    Arguments as for `form_peer_circles`. That nothing is better cannot be checked so: there is no short proof of it.
    Raises NotProven with the first thing that fails, ValueError for bad input.
    """
    _check(*_read(one, other, score, people, least, most), outcome)


def _read(
    one: ArrayLike, other: ArrayLike, score: ArrayLike, people: int | None, least: int, most: int
) -> tuple[Table, int, int]:
    here, there, points = whole_numbers("one", one), whole_numbers("other", other), whole_numbers("score", score)
    check_lengths(("one", "other", "score"), (here, there, points))
    count = count_of("people", np.concatenate([here, there]), people)
    if count > MOST_PEOPLE:
        raise ValueError(
            f"There are {count} people, more than {MOST_PEOPLE}: split them and form circles of each part."
        )
    for name, numbers in (("one", here), ("other", there)):
        check_range(name, numbers, count - 1, "number people from 0, or pass how many there are as people")
    alone = np.flatnonzero(here == there)
    if len(alone):
        raise ValueError(f"Person {here[alone[0]]} is paired with themselves: keep pairs of two people.")
    here, there, points = pairs_in_order(("person", "person"), np.minimum(here, there), np.maximum(here, there), points)
    table = Table(np.zeros((count, count), dtype=np.int64), np.eye(count, dtype=np.bool_))
    table.score[here, there] = table.score[there, here] = points
    table.fits[here, there] = table.fits[there, here] = True
    return table, *check_sizes(least, most)


# --- circles ---


def _circles_in(circle_of: Ints) -> list[Circle]:
    return [tuple(np.flatnonzero(circle_of == each).tolist()) for each in np.unique(circle_of[circle_of >= 0])]


def _numbered(table: Table, circles: list[Circle]) -> Ints:
    circle_of = np.full(table.people, -1, dtype=np.int64)
    for number, circle in enumerate(sorted(circles)):
        circle_of[list(circle)] = number
    return frozen(circle_of)


def _counted(table: Table, circle_of: Ints) -> tuple[int, int]:
    """People placed and the total score."""
    return int((circle_of >= 0).sum()), int(table.score[_together(circle_of)].sum()) // 2


def _together(circle_of: Ints) -> NDArray[np.bool_]:
    """Who shares a circle with whom (people, people)."""
    return (circle_of[:, np.newaxis] == circle_of) & (circle_of >= 0)


def _plain_bounds(table: Table, least: int, most: int) -> tuple[int, int]:
    """People who fit enough others, in groups that nobody connects, as far as full enough circles can be made of each;
    and half the sum of their best scores with as many others as a circle holds.
    """
    can = np.ones(table.people, dtype=np.bool_)
    while (few := can & (table.fits[:, can].sum(axis=1) < least)).any():
        can &= ~few
    _count, group = connected_components(csr_array(table.fits[np.ix_(can, can)]), directed=False)
    people = sum(most_seated(size, least, most) for size in np.bincount(group).tolist())
    best = np.sort(table.score[np.ix_(can, can)], axis=1)[:, ::-1][:, : most - 1]
    return people, int(best.sum()) // 2


# --- checking ---


def _check(table: Table, least: int, most: int, outcome: PeerCircles) -> None:
    if not isinstance(outcome, PeerCircles) or not is_vector(outcome.circle_of, table.people):
        raise NotProven(f"There is no outcome to check, with the circle of {table.people} people.")
    circle_of = outcome.circle_of
    if not np.array_equal(circle_of, _numbered(table, _circles_in(circle_of))):
        raise NotProven("Circles must be numbered from 0 by their first person, with -1 for nobody's.")
    size = np.bincount(circle_of[circle_of >= 0])
    odd = np.flatnonzero((size < least) | (size > most))
    if len(odd):
        raise NotProven(f"Circle {odd[0]} has {size[odd[0]]} people.")
    apart = np.argwhere(_together(circle_of) & ~table.fits)
    if len(apart):
        raise NotProven(f"People {apart[0][0]} and {apart[0][1]} share a circle and are no pair of the list.")
    people, total = _counted(table, circle_of)
    check_said(outcome, people, total)
