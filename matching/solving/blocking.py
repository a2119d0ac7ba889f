"""Who would rather have each other than what an assignment gives them."""

import numpy as np

from matching.solving.outcome import Bools, Ints
from matching.solving.problem import Problem
from matching.solving.whole_numbers import MAX_SCORE

# Pairs looked at in one go, so that memory does not grow with their number.
BLOCK = 2**19


def blocking(problem: Problem, mentor_of: Ints) -> int:
    """How many pairs would both rather have each other than what they have in this assignment.

    A mentee would rather have a mentor with a higher score than the own mentor, and anybody rather than nobody. A
    mentor would rather have a mentee with a higher score than the lowest of those had, and anybody for a free place.
    Of equal scores neither is preferred.
    """
    own = problem.own(mentor_of)
    held = _lowest_held(problem, mentor_of, own)
    count = 0
    for start in range(0, len(problem), BLOCK):
        block = slice(start, start + BLOCK)
        score = problem.score[block]
        both: Bools = (score > own[problem.mentee[block]]) & (score > held[problem.mentor[block]])
        count += int(np.count_nonzero(both))
    return count


def _lowest_held(problem: Problem, mentor_of: Ints, own: Ints) -> Ints:
    """The score (mentors,) that a mentee must exceed: -1 where a place is free, the highest where there is none."""
    lowest = np.full(problem.mentors, MAX_SCORE, dtype=np.int64)
    placed = np.flatnonzero(mentor_of >= 0)
    np.minimum.at(lowest, mentor_of[placed], own[placed])
    taken = np.bincount(mentor_of[placed], minlength=problem.mentors)
    lowest[taken < problem.capacity] = -1
    return lowest
