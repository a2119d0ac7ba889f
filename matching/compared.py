"""A source of pairs for the solver that scores them anew each time it is asked, where they are too many for a list."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace

import numpy as np

from matching.distinct import Ints
from matching.everybody import Everybody, Table
from matching.forbidding import RULED_OUT, Mask, Points
from matching.solving.blocking import both_rather
from matching.solving.outcome import Certificate, Cover
from matching.solving.pairs import Values, ready_to_add
from matching.solving.problem import Problem, read
from matching.solving.sifting import gain
from matching.solving.sources import PER_PLACE, best_of_each
from matching.solving.whole_numbers import MAX_SCORE

# Pairs of each mentee that the solver is given at first, and at most so many more each time it has missed some. Of
# 20,000 mentees it then misses some hundred pairs once; with fewer it would ask more often, and each time costs more.
SHORTLIST = 64
# Where pairs were missed, those are handed out, too, that are so few points short of it: prices move, and without them
# some of those would be missed the next time.
NEAR = 20_000
# A mentee is looked at where so few points more could be missed: with prices as they will be next, something may be.
NEARLY = 1_000


class Compared:
    """All pairs of everybody, of which each mentee's SHORTLIST best are kept from the first time on.

    `_floor` (mentees,) is the highest score that a pair of theirs can have that is not among them, -1 where there is
    none. So whoever asks is answered by looking at those mentees alone whose floor leaves something to be found. Of
    each table no more than is handed out is kept: a mentee stands in one of them alone.
    """

    def __init__(self, everybody: Everybody) -> None:
        self._everybody, self._least = everybody, 0
        # The prices that were asked last, and by how much (mentees,) every pair that is still here was short of them.
        self._asked: Certificate | None = None
        self._short = np.zeros(everybody.mentees, dtype=np.int64)
        self._none = read([], [], [], everybody.capacity, everybody.mentees)
        self._has_place: Mask = everybody.capacity > 0
        self._floor = np.full(everybody.mentees, -1, dtype=np.int64)
        everyone = np.ones(everybody.mentees, dtype=np.bool_)
        self._kept = self._joined([self._best_of(table) for table in self._tables(everyone)])
        if everybody.capacity.sum() < everybody.mentees:
            self._kept = self._kept.joined(self._of_few_asked())

    def best(self) -> Problem:
        self._asked = None
        return self._kept.only(self._kept.score >= self._least)

    def missed(self, prices: Certificate) -> Problem:
        short = self._short_of(prices)
        looked_at = (self._floor >= self._least) & (short < NEARLY)
        beyond, mentor = ready_to_add(prices.mentee - self._none.base, prices.mentor)
        found = []
        for table in self._tables(looked_at):
            more = table.of_mentee(beyond) + table.of_mentor(mentor)
            more = np.subtract(table.score, more, out=more if more.dtype == table.score.dtype else None)
            found.append(self._cut(table, more > -NEAR, more))
        missed = self._joined(found)
        worth = gain(missed, prices)
        if not (worth > 0).any():
            return self._none
        short[looked_at] = NEAR
        first = np.flatnonzero(np.diff(missed.mentee, prepend=-1))
        is_cut = np.diff(first, append=len(missed)) == SHORTLIST
        least = np.minimum.reduceat(worth, first)[is_cut]
        # Those that exceed the prices by a whole score and more are handed out in any order: others may be worth more.
        short[missed.mentee[first[is_cut]]] = np.where(least < MAX_SCORE, -least, -2 * self._everybody.heaviest)
        self._asked, self._short = prices, short
        return missed

    def _short_of(self, prices: Certificate) -> Ints:
        """By how many points at least each mentee's pairs that were not handed out yet are short of these prices."""
        mentor = prices.mentor[self._has_place]
        cheapest = mentor.min(initial=self._everybody.heaviest)
        short: Ints = prices.mentee - self._none.base + cheapest - self._floor
        if self._asked is None:
            return short
        cheaper = (self._asked.mentor[self._has_place] - mentor).max(initial=0)
        return np.maximum(short, self._short + prices.mentee - self._asked.mentee - cheaper)

    def uncovered(self, cover: Cover, above: int) -> Problem:
        above = max(above, self._least - 1)
        tables = self._tables(~cover.mentee & (self._floor > above), ~cover.mentor)
        return self._joined([self._cut(table, table.score > above, table.score) for table in tables])

    def rather(self, own: Ints, held: Ints) -> Problem:
        tables = self._tables(self._floor > np.maximum(own, self._least - 1))
        among = ((table, both_rather(table, own, held) & (table.score >= self._least)) for table in tables)
        return self._joined([self._cut(table, rather, table.score) for table, rather in among])

    def at_least(self, score: int) -> "Compared":
        source = copy(self)
        source._least, source._asked = max(self._least, score), None
        return source

    def settled(self, prices: Certificate) -> Certificate:
        if self._has_place.all():
            return prices
        beyond, mentor = (prices.mentee - self._none.base).astype(np.float64), prices.mentor.copy()
        for table in self._everybody.tables(np.ones(self._none.mentees, dtype=np.bool_), ~self._has_place):
            more = np.where(table.score >= self._least, table.score - table.of_mentee(beyond), 0)
            mentor[table.mentor] = np.maximum(mentor[table.mentor], more.max(axis=0).astype(np.int64))
        return replace(prices, mentor=mentor)

    def _tables(self, mentees: Mask, mentors: Mask | None = None) -> Iterator[Table]:
        """Of these mentees with these mentors, by default all, who have a place."""
        return self._everybody.tables(mentees, self._has_place if mentors is None else self._has_place & mentors)

    def _best_of(self, table: Table) -> Problem:
        """The SHORTLIST best of each mentee, the last of whom sets the mentee's floor where there may be more."""
        pairs = self._cut(table, table.score >= np.maximum(_bound(table.score), 0)[:, None], table.score)
        first = np.flatnonzero(np.diff(pairs.mentee, prepend=-1))
        is_cut = np.diff(first, append=len(pairs)) == SHORTLIST
        if len(first):
            self._floor[pairs.mentee[first[is_cut]]] = np.minimum.reduceat(pairs.score, first)[is_cut]
        return pairs

    def _of_few_asked(self) -> Problem:
        """Of mentors whom few put first the pairs with the highest scores, as no place may be left over."""
        wanted = PER_PLACE * self._everybody.capacity
        few = np.bincount(self._kept.mentor, minlength=self._none.mentors) < wanted
        most, found = int(wanted[few].max(initial=0)), []
        for table in self._everybody.tables(np.ones(self._none.mentees, dtype=np.bool_), few, watched=False):
            best = np.sort(table.score, axis=0)[-most:][0]
            row, column = np.nonzero(table.score >= np.maximum(best, 0))
            score = table.score[row, column].astype(np.int64)
            found.append(replace(self._none, mentee=table.mentee[row], mentor=table.mentor[column], score=score))
        pairs = self._joined(found)
        order = np.lexsort((pairs.mentee, -pairs.score, pairs.mentor))
        count = np.bincount(pairs.mentor, minlength=pairs.mentors)
        place = np.arange(len(pairs)) - np.repeat(np.cumsum(count) - count, count)
        return pairs.only(np.sort(order[place < wanted[pairs.mentor[order]]]))

    def _cut(self, table: Table, among: Mask, worth: Values) -> Problem:
        """Of the pairs of a table that are marked the SHORTLIST of each mentee that are worth most."""
        # A flat search takes a third of the time of one by row and column.
        number = np.flatnonzero(among)
        row, column = np.divmod(number[table.score.ravel()[number] >= self._least], among.shape[1])
        score = table.score[row, column].astype(np.int64)
        pairs = replace(self._none, mentee=table.mentee[row], mentor=table.mentor[column], score=score)
        return pairs.only(best_of_each(pairs, worth[row, column].astype(np.int64), SHORTLIST))

    def _joined(self, found: list[Problem]) -> Problem:
        """One list of the pairs of tables, which have no mentee in common."""
        if not found:
            return self._none
        columns = ([getattr(pairs, name) for pairs in found] for name in ("mentee", "mentor", "score"))
        mentee, mentor, score = (np.concatenate(column) for column in columns)
        order = np.argsort(mentee * self._none.mentors + mentor)
        return replace(self._none, mentee=mentee[order], mentor=mentor[order], score=score[order])


def _bound(score: Points) -> Points:
    """A score (mentees,) that at least SHORTLIST pairs of each mentee reach, and not many more; -1 where fewer do.

    Of twice as many parts of a row the highest each: so many of those are found far sooner than of the row itself.
    """
    parts = 2 * SHORTLIST
    width = score.shape[1] // parts
    if not width:
        return np.full(len(score), RULED_OUT, dtype=score.dtype)
    highest = score[:, : width * parts].reshape(len(score), width, parts).max(axis=1)
    bound: Points = np.partition(highest, SHORTLIST, axis=1)[:, SHORTLIST]
    return bound
