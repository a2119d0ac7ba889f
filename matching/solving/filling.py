"""How many people the pairs of a certain score and above can place, and whom they run short of."""

from dataclasses import dataclass

import numpy as np

from matching.solving.outcome import Bools, Cover, Ints
from matching.solving.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Pairs of mentors with a place, sorted by mentee, then from the highest score down.

    So the pairs of a mentee from any score up are the first few from `first` (mentees,) on.
    """

    pairs: Problem
    first: Ints

    def count(self, least: int) -> Ints:
        """How many pairs of at least this score each mentee has (mentees,)."""
        enough = self.pairs.mentee[self.pairs.score >= least]
        return np.bincount(enough, minlength=self.pairs.mentees)


def ladder_of(problem: Problem) -> Ladder:
    pairs = problem.only(np.lexsort((-problem.score, problem.mentee)))
    count = np.bincount(pairs.mentee, minlength=pairs.mentees)
    return Ladder(pairs, np.cumsum(count) - count)


def fill(ladder: Ladder, least: int, mentor_of: Ints) -> tuple[Ints, Cover]:
    """Place as many as pairs of at least this score can, beginning with some already placed by such pairs.

    Returns the mentor of each mentee and a cover of these pairs of just as many places, which proves that they cannot
    place more.

    Source: augmenting paths, breadth first (Hopcroft and Karp 1973), and the cover from where they end (König 1931).
    """
    count, capacity = ladder.count(least), ladder.pairs.capacity
    mentor_of = mentor_of.copy()
    while True:
        search = _search(ladder, count, mentor_of)
        if (search.end < 0).all():
            return mentor_of, Cover(mentee=search.root < 0, mentor=(search.asker >= 0) | (capacity == 0))
        _move(search, mentor_of)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Trees that grow from mentees who are left over, through mentors they could have to the mentees of those.

    `root` (mentees,): the one at whose tree each stands, -1 if at none. `asker` (mentors,): the mentee through whom a
    tree reached each, -1 if none did. `end` (mentees,): for a root the mentor with a free place whom its tree reached.
    """

    root: Ints
    asker: Ints
    end: Ints


def _search(ladder: Ladder, count: Ints, mentor_of: Ints) -> _Search:
    """Grow each tree until it comes to a free place, or all until they reach nobody new."""
    mentors = ladder.pairs.mentors
    taken = np.bincount(mentor_of[mentor_of >= 0], minlength=mentors)
    held = np.argsort(mentor_of, kind="stable")
    first_held = np.count_nonzero(mentor_of < 0) + np.cumsum(taken) - taken
    has_room = taken < ladder.pairs.capacity
    search = _Search(*(np.full(size, -1) for size in (len(mentor_of), mentors, len(mentor_of))))
    reached = np.flatnonzero(mentor_of < 0)
    search.root[reached] = reached
    while len(reached):
        asked = ladder.pairs.mentor[_runs(ladder.first[reached], count[reached])]
        asking = np.repeat(reached, count[reached])
        new = search.asker[asked] < 0
        search.asker[asked[new]] = asking[new]
        found = np.unique(asked[new])
        free = found[has_room[found]]
        search.end[search.root[search.asker[free]]] = free
        growing = found[search.end[search.root[search.asker[found]]] < 0]
        reached = held[_runs(first_held[growing], taken[growing])]
        search.root[reached] = search.root[search.asker[mentor_of[reached]]]
    return search


def _move(search: _Search, mentor_of: Ints) -> None:
    """In each tree with a free place move everybody on, from the one left over to that place; trees do not meet."""
    for mentor in search.end[search.end >= 0].tolist():
        while mentor >= 0:
            mentee = search.asker[mentor]
            mentor, mentor_of[mentee] = mentor_of[mentee], mentor


def _runs(first: Ints, count: Ints) -> Ints:
    """The numbers from `first` on, `count` of them, one run after the other."""
    return np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)


def nobody(problem: Problem) -> Cover:
    """The cover of no pair at all, but for those of mentors without a place."""
    none: Bools = np.zeros(problem.mentees, dtype=np.bool_)
    return Cover(mentee=none, mentor=problem.capacity == 0)
