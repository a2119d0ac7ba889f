"""A source of pairs for the solver that scores them anew each time it is asked, where they are too many for a list."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matching.distinct import Ints
from matching.everybody import Everybody, Table
from matching.forbidding import Mask
from matching.solving.blocking import both_rather
from matching.solving.outcome import Certificate, Cover
from matching.solving.problem import Problem, read
from matching.solving.sources import best_of_each

# Pairs of each mentee that the solver is given at first, and at most so many more each time it has missed some. Of
# 20,000 mentees it then misses some hundred pairs once; with fewer it would ask more often, and each time costs more.
SHORTLIST = 64
# Where pairs were missed, those are handed out, too, that are so few points short of it: prices move, and without them
# some of those would be missed the next time.
NEAR = 20_000


class Compared:
    """All pairs of everybody, of which each mentee's SHORTLIST best are kept from the first time on.

    `_floor` (mentees,) is the highest score that a pair of theirs can have that is not among them, -1 where there is
    none. So whoever asks is answered by looking at those mentees alone whose floor leaves something to be found.
    """

    def __init__(self, everybody: Everybody, *, least: int = 0) -> None:
        self._everybody, self._least = everybody, least
        self._none = read([], [], [], everybody.capacity, everybody.mentees)
        self._has_place: Mask = everybody.capacity > 0
        self._floor = np.full(everybody.mentees, -1, dtype=np.int64)
        self._kept: Problem | None = None

    def best(self) -> Problem:
        if self._kept is None:
            found = [self._best_of(table) for table in self._tables(np.ones(self._none.mentees, dtype=np.bool_))]
            pairs = self._joined(found)
            self._kept = pairs.only(best_of_each(pairs, pairs.score, SHORTLIST))
        return self._kept

    def missed(self, prices: Certificate) -> Problem:
        beyond, mentor = (prices.mentee - self._none.base).astype(np.float64), prices.mentor.astype(np.float64)
        cheapest = prices.mentor[self._has_place].min(initial=self._everybody.heaviest)
        found = []
        for table in self._tables((self._floor >= self._least) & (self._floor - cheapest > beyond - NEAR)):
            gain = table.score - table.of_mentor(mentor)
            gain -= table.of_mentee(beyond)
            found.append(_where(table, (gain > -NEAR) & (table.score >= self._least)))
        pairs = self._joined(found)
        gains = pairs.score - (prices.mentee - self._none.base)[pairs.mentee] - prices.mentor[pairs.mentor]
        if not (gains > 0).any():
            return self._none
        return pairs.only(best_of_each(pairs, gains, SHORTLIST))

    def uncovered(self, cover: Cover, above: int) -> Problem:
        above = max(above, self._least - 1)
        tables = self._tables(~cover.mentee & (self._floor > above), ~cover.mentor)
        pairs = self._joined([_where(table, table.score > above) for table in tables])
        return pairs.only(best_of_each(pairs, pairs.score, SHORTLIST))

    def rather(self, own: Ints, held: Ints) -> Problem:
        tables = self._tables(self._floor > own)
        pairs = self._joined([_where(table, both_rather(table, own, held)) for table in tables])
        return pairs.only(best_of_each(pairs, pairs.score, SHORTLIST))

    def at_least(self, score: int) -> "Compared":
        source = Compared(self._everybody, least=score)
        source._floor = self._floor
        return source

    def settled(self, prices: Certificate) -> Certificate:
        if self._has_place.all():
            return prices
        beyond, mentor = (prices.mentee - self._none.base).astype(np.float64), prices.mentor.copy()
        for table in self._everybody.tables(np.ones(self._none.mentees, dtype=np.bool_), ~self._has_place):
            gain = np.where(table.score >= self._least, table.score - table.of_mentee(beyond), 0)
            mentor[table.mentor] = np.maximum(mentor[table.mentor], gain.max(axis=0).astype(np.int64))
        return replace(prices, mentor=mentor)

    def _tables(self, mentees: Mask, mentors: Mask | None = None) -> Iterator[Table]:
        """Of these mentees with these mentors, by default all, who have a place."""
        return self._everybody.tables(mentees, self._has_place if mentors is None else self._has_place & mentors)

    def _best_of(self, table: Table) -> tuple[Ints, Ints, Ints]:
        """The SHORTLIST best of each mentee and all as good as the last of them, who sets the mentee's floor."""
        cut = table.score.shape[1] - SHORTLIST
        if cut <= 0:
            return _where(table, table.score >= 0)
        last = np.partition(table.score, cut, axis=1)[:, cut]
        self._floor[table.mentee] = last
        return _where(table, table.score >= np.maximum(last, 0)[:, None])

    def _joined(self, found: list[tuple[Ints, Ints, Ints]]) -> Problem:
        if not found:
            return self._none
        mentee, mentor, score = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(mentee * self._none.mentors + mentor)
        return replace(self._none, mentee=mentee[order], mentor=mentor[order], score=score[order])


def _where(table: Table, among: Mask) -> tuple[Ints, Ints, Ints]:
    """Mentee, mentor and score of the pairs of a table that are marked."""
    row, column = np.nonzero(among)
    return table.mentee[row], table.mentor[column], table.score[row, column].astype(np.int64)
