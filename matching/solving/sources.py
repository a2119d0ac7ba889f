"""Which pairs the solver sees: the best of each mentee at first, then those that a proof asks for."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

import numpy as np

from matching.solving.blocking import both_rather
from matching.solving.outcome import Bools, Certificate, Cover, Ints
from matching.solving.problem import Problem
from matching.solving.sifting import gain
from matching.solving.whole_numbers import MAX_SCORE

# Pairs of each mentee that the solver is given at first, and at most so many more each time it has missed some.
SHORTLIST = 32
# Mentees whom the solver is given at first for each place, so that it need not ask for mentors whom nobody puts first.
PER_PLACE = 8
# Pairs looked at in one go, so that memory does not grow with their number.
BLOCK = 2**19


class Source(Protocol):
    """All candidate pairs of a problem, handed out in parts: nobody who asks needs them all at once.

    Every part holds pairs of mentors with a place alone, some of those asked for, and is empty exactly when there are
    none. So whoever goes on asking, with the parts joined to what the answer was found on, comes to an end,
    at the latest with all pairs.
    """

    def best(self) -> Problem:
        """The pairs of each mentee with the highest scores; a source may add those of mentors who are left with few."""

    def missed(self, prices: Certificate) -> Problem:
        """Of the pairs worth more than the prices of the two the pairs of each mentee that exceed them most.

        Where there is one, a source may add pairs that are nearly worth as much.
        """

    def uncovered(self, cover: Cover, above: int) -> Problem:
        """Of the pairs above this score with nobody in the cover the pairs of each mentee with the highest scores."""

    def rather(self, own: Ints, held: Ints) -> Problem:
        """Of the pairs of which both would rather have each other the pairs of each mentee with the highest scores.

        `own` (mentees,) is what each mentee has, `held` (mentors,) what a mentor has least, as for `both_rather`.
        """

    def at_least(self, score: int) -> "Source":
        """The same with pairs of this score and above alone."""

    def settled(self, prices: Certificate) -> Certificate:
        """The same prices, but for those of mentors without a place: whatever it takes, as nobody pays for them."""


class Listed:
    """A source that holds the list of all pairs."""

    def __init__(self, problem: Problem) -> None:
        self.all = problem
        has_place = problem.capacity[problem.mentor] > 0
        everybody = bool(has_place.all())
        self.open = problem if everybody else problem.only(has_place)
        self.full = problem.only(np.zeros(0, np.int64) if everybody else ~has_place)

    def best(self) -> Problem:
        keep = best_of_each(self.open, self.open.score, SHORTLIST)
        return self.open.only(_with_few_asked(self.open, keep))

    def missed(self, prices: Certificate) -> Problem:
        blocks = [slice(start, start + BLOCK) for start in range(0, len(self.open), BLOCK)]
        missed = [np.flatnonzero(gain(self.open.only(block), prices) > 0) + block.start for block in blocks]
        pairs = self.open.only(np.concatenate([np.zeros(0, np.int64), *missed]))
        return pairs.only(best_of_each(pairs, gain(pairs, prices), SHORTLIST))

    def uncovered(self, cover: Cover, above: int) -> Problem:
        pairs = self.open
        left = pairs.only((pairs.score > above) & ~cover.mentee[pairs.mentee] & ~cover.mentor[pairs.mentor])
        return left.only(best_of_each(left, left.score, SHORTLIST))

    def rather(self, own: Ints, held: Ints) -> Problem:
        left = self.open.only(both_rather(self.open, own, held))
        return left.only(best_of_each(left, left.score, SHORTLIST))

    def at_least(self, score: int) -> "Listed":
        return Listed(self.all.only(self.all.score >= score))

    def settled(self, prices: Certificate) -> Certificate:
        mentor = prices.mentor.copy()
        np.maximum.at(mentor, self.full.mentor, gain(self.full, prices))
        return replace(prices, mentor=mentor)


def best_of_each(pairs: Problem, worth: Ints, most: int) -> Bools:
    """Which are the pairs of each mentee that are worth most, so many of each.

    Among equals each mentee begins with another mentor, so that not everybody is given the same few.
    """
    count = np.bincount(pairs.mentee, minlength=pairs.mentees)
    keep = np.ones(len(pairs), dtype=np.bool_)
    if count.max(initial=0) <= most:
        return keep
    for block, width in _blocks(count):
        mentee = pairs.mentee[block]
        lack = MAX_SCORE - np.minimum(worth[block], MAX_SCORE)
        rank = lack * pairs.mentors + (pairs.mentor[block] - mentee) % pairs.mentors
        first, last = int(mentee[0]), int(mentee[-1]) + 1
        table = np.full((last - first, max(width, most)), np.iinfo(np.int64).max)
        table[np.arange(table.shape[1]) < count[first:last, None]] = rank
        worst = np.partition(table, most - 1, axis=1)[:, most - 1]
        keep[block] = rank <= worst[mentee - first]
    return keep


def _with_few_asked(pairs: Problem, keep: Bools) -> Bools:
    """The same pairs and, of each mentor with fewer than PER_PLACE for each place, so many more of the best."""
    wanted = PER_PLACE * np.minimum(pairs.capacity, pairs.mentees)
    lacking = np.maximum(wanted - np.bincount(pairs.mentor[keep], minlength=pairs.mentors), 0)
    left = np.flatnonzero((lacking > 0)[pairs.mentor] & ~keep)
    mentor = pairs.mentor[left]
    turn = (pairs.mentee[left] - mentor) % max(pairs.mentees, 1)
    rank = (MAX_SCORE - pairs.score[left]) * pairs.mentees + turn
    order = np.argsort(mentor * ((MAX_SCORE + 1) * pairs.mentees) + rank)
    count = np.bincount(mentor, minlength=pairs.mentors)
    place = np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
    more = keep.copy()
    more[left[order[place < lacking[mentor[order]]]]] = True
    return more


def _blocks(count: Ints) -> Iterator[tuple[slice, int]]:
    """Pairs of some mentees after the other: the slice of them, and how many the mentee with the most of them has."""
    width = int(count.max())
    ends = np.append(0, np.cumsum(count))
    step = max(1, BLOCK // width)
    for start in range(0, len(count), step):
        stop = min(start + step, len(count))
        if ends[stop] > ends[start]:
            yield slice(int(ends[start]), int(ends[stop])), width
