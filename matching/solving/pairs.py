"""What a proof needs to know of all pairs: it looks at some of them after the other, as lists or as tables."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.solving.outcome import Bools, Ints

Values = NDArray[Any]
# Two whole numbers below this add up to one that float32 holds exactly.
SMALL = 2**23


class Block(Protocol):
    """Some pairs. Arrays of a block fit each other: a list (pairs,), or a table (mentees, mentors) of its people."""

    @property
    def score(self) -> Values:
        """The whole points of each pair; below zero where there is no such pair."""

    def of_mentee(self, values: Values) -> Values:
        """Of values (mentees,) those of the pairs' mentees, to be held against the scores."""

    def of_mentor(self, values: Values) -> Values:
        """The same of values (mentors,)."""

    def first(self, among: Bools) -> tuple[int, int] | None:
        """The mentee and the mentor of the first pair marked in an array of this block; None where none is."""


class Pairs(Protocol):
    """All candidate pairs between mentees and mentors, however they are kept."""

    @property
    def capacity(self) -> Ints:
        """Places per mentor."""

    @property
    def mentees(self) -> int:
        """How many mentees there are."""

    @property
    def base(self) -> int:
        """What placing one more person is worth: more than any total score."""

    @property
    def heaviest(self) -> int:
        """No pair weighs more: `base` and its score."""

    def own(self, mentor_of: Ints) -> Ints:
        """The score (mentees,) of each mentee's pair with the mentor given, -1 for nobody and where it is no pair."""

    def blocks(self) -> Iterator[Block]:
        """Every pair once."""


def ready_to_add(one: Ints, other: Ints) -> tuple[Values, Values]:
    """Two lists of which any two numbers add up to what they add up to in these, in half the time where they are small.

    Whole numbers whose sums stay below 2**24 are exact as float32, as scores are. What a scarce place costs is far more
    than that, and what it leaves to mentees far below nothing, so both are moved by as much.
    """
    least = int(other.min()) if len(other) else 0
    moved = one + least, other - least
    if all(np.abs(each).max(initial=0) < SMALL for each in moved):
        return moved[0].astype(np.float32), moved[1].astype(np.float32)
    return one, other
