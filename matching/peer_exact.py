"""The best circles without a mentor, where there are few people or few circles they could form."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from matching.assignment import MAX_SCORE, Ints
from matching.integer_programme import Found, Programme, most_people_then_points
from matching.peer_swaps import Table

# Of so many people every way to form circles is looked at.
FEW_PEOPLE = 14
# Of more people a solver chooses among all circles they could form, if these are not too many, nor the groups on the
# way to them.
FEW_CIRCLES = 1_000
FEW_GROUPS = 20_000

Circle = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Circles, people in ascending order; no choice places more than `most_people`, and none that places as many as
    this one has a total above `most_total`.
    """

    circles: list[Circle]
    most_people: int
    most_total: int


def best_choice(table: Table, least: int, most: int, known: Choice, seconds: float) -> Choice:
    """The best choice for few people or few possible circles, else the known one.

    `seconds`: how long a solver may take for each of its two steps, should one be needed.
    """
    if table.people <= FEW_PEOPLE:
        return _best_of_all(table, list(_circles(table, least, most)))
    circles = _few_circles(table, least, most)
    return known if circles is None else _solved(table, circles, known, seconds)


# --- all circles ---


def _few_circles(table: Table, least: int, most: int) -> list[Circle] | None:
    """Every circle there could be, or None as soon as these or the groups on the way are too many."""
    circles = []
    for looked, group in enumerate(_groups(table, least, most)):
        if len(group) >= least:
            circles.append(group)
        if len(circles) > FEW_CIRCLES or looked > FEW_GROUPS:
            return None
    return circles


def _circles(table: Table, least: int, most: int) -> Iterator[Circle]:
    return (group for group in _groups(table, least, most) if len(group) >= least)


def _groups(table: Table, least: int, most: int) -> Iterator[Circle]:
    """Groups in which all fit, each once, people in ascending order, but for those that cannot grow large enough."""
    fits = [sum(1 << each for each in np.flatnonzero(row).tolist()) for row in table.fits]
    waiting: list[tuple[Circle, int]] = [((), (1 << table.people) - 1)]
    while waiting:
        group, later = waiting.pop()  # `later`: who may follow, one bit for each
        if group:
            yield group
        while later and len(group) < most:
            person = (later & -later).bit_length() - 1
            later &= later - 1
            if len(group) + 1 + (later & fits[person]).bit_count() >= least:
                waiting.append(((*group, person), later & fits[person]))


def _worth(table: Table, circle: Circle) -> int:
    return int(table.score[np.ix_(circle, circle)].sum()) // 2


# --- few people ---


def _best_of_all(table: Table, circles: list[Circle]) -> Choice:
    """Of every set of people the best choice, from smaller sets to larger ones, in whole numbers.

    A set is a number with one bit for each person, the highest for the first. The best choice of a set leaves its first
    person out or seats them in one of the circles they are the first of; the others are a smaller set.
    """
    person_worth = table.people**2 * MAX_SCORE + 1  # above any total
    best = np.zeros(1 << table.people, dtype=np.int64)
    chosen = np.full(1 << table.people, -1, dtype=np.int64)
    bits = [1 << (table.people - 1 - person) for person in range(table.people)]
    by_first: dict[int, list[int]] = {}
    for index, circle in enumerate(circles):
        by_first.setdefault(circle[0], []).append(index)
    for first in reversed(range(table.people)):
        others = np.arange(bits[first])
        best[bits[first] + others] = best[others]
        for index in by_first.get(first, []):
            circle = circles[index]
            rest = sum(bits[person] for person in circle[1:])
            holds = others[others & rest == rest]
            with_circle = best[holds - rest] + len(circle) * person_worth + _worth(table, circle)
            better = with_circle > best[bits[first] + holds]
            best[bits[first] + holds[better]] = with_circle[better]
            chosen[bits[first] + holds[better]] = index
    people, total = divmod(int(best[-1]), person_worth)
    return Choice(_traced(circles, chosen, bits), people, total)


def _traced(circles: list[Circle], chosen: Ints, bits: list[int]) -> list[Circle]:
    left, found = len(chosen) - 1, []
    while left:
        if chosen[left] < 0:
            left ^= 1 << (left.bit_length() - 1)
        else:
            found.append(circles[chosen[left]])
            left ^= sum(bits[person] for person in found[-1])
    return found


# --- few circles ---


def _solved(table: Table, circles: list[Circle], known: Choice, seconds: float) -> Choice:
    start = np.isin(np.arange(len(circles)), [circles.index(circle) for circle in known.circles])
    found = most_people_then_points(
        _programme(table, circles), Found(start, known.most_people, known.most_total), seconds
    )
    chosen = [circles[column] for column in np.flatnonzero(found.chosen).tolist()]
    return Choice(chosen, found.most_people, found.most_points)


def _programme(table: Table, circles: list[Circle]) -> Programme:
    """Columns: every possible circle. Rule: each person is in one at most."""
    size = np.array([len(circle) for circle in circles], dtype=np.int64)
    person = np.array([each for circle in circles for each in circle], dtype=np.int64)
    cells = (np.ones(len(person), dtype=np.int64), (person, np.repeat(np.arange(len(circles)), size)))
    return Programme(
        people=size,
        points=np.array([_worth(table, circle) for circle in circles], dtype=np.int64),
        rows=csr_array(cells, shape=(table.people, len(circles))),
        low=np.zeros(table.people, dtype=np.int64),
        high=np.ones(table.people, dtype=np.int64),
    )
