"""Whole points that add up: of each mentee a few numbers, each times what a mentor has of the same thing.

Nearly all numbers of a mentee are nothing. Those are not kept and not multiplied: of hundreds of skills, places and
languages a dozen concern one person, and a pair takes a dozen multiplications. All numbers and all partial sums are
whole and below 2**24, which float32 holds exactly in whatever order they are added, so neither the table that a pair
stands in nor the machine makes a difference.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array, hstack

from matching.distinct import Ints
from matching.forbidding import Points


class Sums(NamedTuple):
    """What mentees have (mentees, things), sparse, and mentors (things, mentors); the product is what pairs get."""

    mentees: csr_array
    mentors: Points

    def among(self, mentors: Ints) -> "Sums":
        """The same with these mentors alone, side by side."""
        return Sums(self.mentees, np.take(self.mentors, mentors, axis=1))

    def of_all(self, mentees: Ints) -> Points:
        """The points (mentees, mentors) of these mentees with everybody."""
        points: Points = self.mentees[mentees] @ self.mentors
        return points

    def of_pairs(self, mentee: Ints, mentor: Ints) -> Points:
        """The points (pairs,) of each of these pairs."""
        few = self.mentees[mentee]
        pair = np.repeat(np.arange(len(mentee)), np.diff(few.indptr))
        points = np.bincount(pair, few.data * self.mentors[few.indices, mentor[pair]], len(mentee))
        return points.astype(np.float32)


def sums(sides: Sequence[tuple[Points | csr_array, Points]]) -> Sums:
    """One for all of these: of mentees (mentees, things) and of mentors (things, mentors), things after things."""
    of_mentees = hstack([csr_array(each) for each, _other in sides], format="csr", dtype=np.float32)
    return Sums(of_mentees, np.concatenate([other for _each, other in sides]))


def one_each(value: Ints, values: int) -> csr_array:
    """1 where a person (row) has the value (column), of which there are so many; each person has one."""
    ones = np.ones(len(value), dtype=np.float32)
    return csr_array((ones, value, np.arange(len(value) + 1)), shape=(len(value), values))
