"""Who would rather have each other than what an assignment gives them."""

import numpy as np

from matching.solving.outcome import Ints
from matching.solving.pairs import Block, Pairs, Values
from matching.solving.whole_numbers import MAX_SCORE


def blocking(pairs: Pairs, mentor_of: Ints) -> int:
    """How many pairs would both rather have each other than what they have in this assignment.

    A mentee would rather have a mentor with a higher score than the own mentor, and anybody rather than nobody. A
    mentor would rather have a mentee with a higher score than the lowest of those had, and anybody for a free place.
    Of equal scores neither is preferred.
    """
    own = pairs.own(mentor_of)
    held = lowest_held(pairs.capacity, mentor_of, own)
    return sum(int(np.count_nonzero(both_rather(block, own, held))) for block in pairs.blocks())


def both_rather(block: Block, own: Ints, held: Ints) -> Values:
    """Which pairs of a block score more than what the mentee has and than what the mentor has least of."""
    rather: Values = (block.score > block.of_mentee(own)) & (block.score > block.of_mentor(held))
    return rather


def lowest_held(capacity: Ints, mentor_of: Ints, own: Ints) -> Ints:
    """The score (mentors,) that a mentee must exceed: -1 where a place is free, the highest where there is none."""
    lowest = np.full(len(capacity), MAX_SCORE, dtype=np.int64)
    placed = np.flatnonzero(mentor_of >= 0)
    np.minimum.at(lowest, mentor_of[placed], own[placed])
    taken = np.bincount(mentor_of[placed], minlength=len(capacity))
    lowest[taken < capacity] = -1
    return lowest
