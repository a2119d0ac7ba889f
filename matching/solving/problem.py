"""The candidate pairs, checked and in one order, whichever way they were given."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from matching.solving.outcome import Bools, Ints
from matching.solving.whole_numbers import MAX_SCORE, check_range, check_unique, whole_numbers

MOST_MENTEES = 2**40
EXACT_FLOAT = 2**53


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

    def only(self, keep: Bools | Ints | slice) -> "Problem":
        """The same people with fewer pairs; weights stay as they are."""
        return replace(self, mentee=self.mentee[keep], mentor=self.mentor[keep], score=self.score[keep])

    def joined(self, others: "Problem") -> "Problem":
        """The same people with these pairs and others, none of which is among these."""
        mentee = np.concatenate([self.mentee, others.mentee])
        mentor = np.concatenate([self.mentor, others.mentor])
        score = np.concatenate([self.score, others.score])
        order = np.argsort(mentee * self.mentors + mentor)
        return replace(self, mentee=mentee[order], mentor=mentor[order], score=score[order])

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
    base = _base(count, places)
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


def _base(mentees: int, capacity: Ints) -> int:
    """The worth of placing one more person: above any total score."""
    base = min(mentees, sum(capacity.tolist())) * MAX_SCORE + 1
    # The solver adds and subtracts a few weights and halves in floating point; eight weights must stay exact.
    if 8 * (base + MAX_SCORE) >= EXACT_FLOAT:
        raise ValueError("There are too many people for one exact run: split the cohort and match each part.")
    return base
