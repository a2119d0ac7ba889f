"""Pairs that nobody would leave for each other."""

import numpy as np

from matching.solving.blocking import lowest_held
from matching.solving.outcome import Ints
from matching.solving.problem import MAX_SCORE, Problem
from matching.solving.sources import Source

# Pairs looked at in one go: few at first, as most people find their place among the best; never more than fits memory.
FIRST_BLOCK, BLOCK = 2**10, 2**19


def stable(problem: Problem) -> Ints:
    """The mentor of each mentee (mentees,), -1 for none, such that no two would both rather have each other.

    Among equal scores a mentee prefers the mentor, and a mentor the mentee, with the lower number, so that there is
    one such assignment. As both sides go by the same score, deferred acceptance (Gale and Shapley 1962) comes down to
    making pairs from the highest score down, among equals by mentee, then mentor: neither of the two can do better
    with anybody who is still to be had.
    """
    mentor_of = np.full(problem.mentees, -1, dtype=np.int64)
    room = np.minimum(problem.capacity, problem.mentees)
    order = _from_the_highest(problem)
    start, size = 0, FIRST_BLOCK
    while start < len(order) and (mentor_of < 0).any() and room.any():
        block = order[start : start + size]
        mentee, mentor = problem.mentee[block], problem.mentor[block]
        open_ = (mentor_of[mentee] < 0) & (room[mentor] > 0)
        for row, column in zip(mentee[open_].tolist(), mentor[open_].tolist(), strict=True):
            if mentor_of[row] < 0 and room[column]:
                mentor_of[row] = column
                room[column] -= 1
        start, size = start + size, min(2 * size, BLOCK)
    return mentor_of


def stable_among(source: Source, pairs: Problem) -> Ints:
    """The same for all pairs of a source, beginning with some of them: whoever would rather have each other joins them.

    Among equal scores somebody else may be preferred than in a list of all pairs.
    """
    while True:
        mentor_of = stable(pairs)
        own = pairs.own(mentor_of)
        more = source.rather(own, lowest_held(pairs.capacity, mentor_of, own))
        if not len(more):
            return mentor_of
        pairs = pairs.joined(more)


def _from_the_highest(problem: Problem) -> Ints:
    """The numbers of the pairs by score, among equals as they stand: sorted as one number each, which is fastest."""
    bits = len(problem).bit_length()
    number = ((MAX_SCORE - problem.score) << bits) + np.arange(len(problem))
    number.sort()
    return number & (2**bits - 1)
