"""The candidate pairs, checked and in one order, whichever way they were given."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from matching.solving.outcome import Bools, Ints
from matching.solving.pairs import Values
from matching.solving.whole_numbers import MAX_SCORE, check_range, check_unique, whole_numbers

MOST_MENTEES = 2**40
EXACT_FLOAT = 2**53
# Pairs looked at in one go, so that memory does not grow with their number.
BLOCK = 2**19


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Pairs sorted by mentee, then mentor, each once, with scores 0 to MAX_SCORE; places per mentor; how many mentees.

    `base` is what placing one more person is worth: more than any total score.
    """

    mentee: Ints
    mentor: Ints
    score: Ints
    capacity: Ints
    mentees: int
    base: int

    def __len__(self) -> int:
        return len(self.score)

    @property
    def mentors(self) -> int:
        return len(self.capacity)

    @property
    def weight(self) -> Ints:
        return self.score + self.base

    @property
    def heaviest(self) -> int:
        return self.base + int(self.score.max()) if len(self) else 0

    def blocks(self) -> Iterator["Problem"]:
        """The pairs in their order, some at a time."""
        for start in range(0, len(self), BLOCK):
            yield self.only(slice(start, start + BLOCK))

    def of_mentee(self, values: Values) -> Values:
        return values[self.mentee]

    def of_mentor(self, values: Values) -> Values:
        return values[self.mentor]

    def first(self, among: Bools) -> tuple[int, int] | None:
        number = int(np.argmax(among)) if len(among) else 0
        return (int(self.mentee[number]), int(self.mentor[number])) if among.any() else None

    def only(self, keep: Bools | Ints | slice) -> "Problem":
        """The same people with fewer pairs; weights stay as they are."""
        return replace(self, mentee=self.mentee[keep], mentor=self.mentor[keep], score=self.score[keep])

    def joined(self, others: "Problem") -> "Problem":
        """The same people with these pairs and others, each once."""
        mentee = np.concatenate([self.mentee, others.mentee])
        mentor = np.concatenate([self.mentor, others.mentor])
        score = np.concatenate([self.score, others.score])
        _number, first = np.unique(mentee * self.mentors + mentor, return_index=True)
        return replace(self, mentee=mentee[first], mentor=mentor[first], score=score[first])

    def chosen(self, mentor_of: Ints) -> Bools:
        """Which of the pairs an assignment makes."""
        return mentor_of[self.mentee] == self.mentor

    def own(self, mentor_of: Ints) -> Ints:
        """The score (mentees,) of each mentee's own pair, -1 for nobody."""
        chosen = self.chosen(mentor_of)
        own = np.full(self.mentees, -1, dtype=np.int64)
        own[self.mentee[chosen]] = self.score[chosen]
        return own


def read(mentee: ArrayLike, mentor: ArrayLike, score: ArrayLike, capacity: ArrayLike, mentees: int | None) -> Problem:
    """The problem that these arrays state, as `assignment.assign` takes them; ValueError where they state none."""
    rows, columns = whole_numbers("mentee", mentee), whole_numbers("mentor", mentor)
    points, places = whole_numbers("score", score), whole_numbers("capacity", capacity)
    if not len(rows) == len(columns) == len(points):
        raise ValueError("mentee, mentor and score differ in length: give one entry of each per candidate pair.")
    count = _count(rows, mentees)
    check_range("mentee", rows, count - 1, "number mentees from 0, or pass how many there are as mentees")
    check_range("mentor", columns, len(places) - 1, "number mentors from 0 and give each a capacity")
    check_range("score", points, MAX_SCORE, "scale scores to whole numbers from 0 to 1,000,000")
    if (places < 0).any():
        raise ValueError("capacity holds a negative number: give 0 to a mentor without a free place.")
    base = base_of(count, places)
    number = rows * len(places) + columns
    if not (number[1:] > number[:-1]).all():  # whoever scored in order spares the sorting
        order = np.argsort(number, kind="stable")
        rows, columns, points = rows[order], columns[order], points[order]
        check_unique(("mentee", "mentor"), rows, columns)
    return Problem(rows, columns, points, places, count, base)


def _count(mentee: Ints, mentees: int | None) -> int:
    if mentees is None:
        return int(mentee.max(initial=-1)) + 1
    if not isinstance(mentees, (int, np.integer)) or isinstance(mentees, bool):
        raise ValueError(f"mentees is {mentees!r}: pass how many mentees there are, a whole number.")
    if not 0 <= mentees <= MOST_MENTEES:
        raise ValueError(f"mentees is {mentees}: pass how many mentees there are, 0 to {MOST_MENTEES}.")
    return int(mentees)


def base_of(mentees: int, capacity: Ints) -> int:
    """The worth of placing one more person: above any total score."""
    base = min(mentees, sum(capacity.tolist())) * MAX_SCORE + 1
    # The solver adds and subtracts a few weights and halves in floating point; eight weights must stay exact.
    if 8 * (base + MAX_SCORE) >= EXACT_FLOAT:
        raise ValueError("There are too many people for one exact run: split the cohort and match each part.")
    return base
