"""Small problems, and what insisting on pairs costs in them, by a dense solver that shares nothing with ours."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.assignment import MAX_SCORE, assign
from matching.why_not import NOBODY, Loss, WhyNot


class Made(NamedTuple):
    """Candidate pairs and places as `assign` takes them, and the pairs with their scores once more."""

    mentee: np.ndarray
    mentor: np.ndarray
    score: np.ndarray
    capacity: np.ndarray
    mentees: int

    @property
    def scores(self):
        return {(row, column): score for row, column, score in zip(*(part.tolist() for part in self[:3]), strict=True)}


def made(seed, *, most=16, mentees=None, mentors=None):
    """Many ties, scarce places, mentors without places, mentees without pairs, nobody."""
    chance = np.random.default_rng(seed)
    rows, columns = mentees or int(chance.integers(1, most)), mentors or int(chance.integers(1, most))
    mentee, mentor = np.nonzero(chance.random((rows, columns)) < chance.choice([0.15, 0.4, 0.7, 1.0]))
    score = chance.integers(0, chance.choice([1, 3, 50, MAX_SCORE + 1]), len(mentee))
    return Made(mentee, mentor, score, chance.integers(0, chance.choice([2, 4]), columns), rows)


def solved(problem):
    """The best assignment, and what answers about it."""
    best = assign(*problem[:4], mentees=problem.mentees)
    return best, WhyNot(*problem[:4], best)


def reached(problem, forced=()):
    """(people, total) of the best assignment that has these pairs in it; None where a mentor has too few places."""
    dense, worth = np.zeros((problem.mentees, len(problem.capacity))), MAX_SCORE * (problem.mentees + 1)
    dense[problem.mentee, problem.mentor] = worth + problem.score
    capacity = problem.capacity.copy()
    for _row, column in forced:
        if column != NOBODY:
            capacity[column] -= 1
    if (capacity < 0).any():
        return None
    seats = np.repeat(np.delete(dense, [row for row, _column in forced], axis=0), capacity, axis=1)
    weights = seats[linear_sum_assignment(seats, maximize=True)]
    own = [pair for pair in forced if pair[1] != NOBODY]
    people, total = int((weights > 0).sum()), int(weights.sum())
    return people + len(own), total - people * worth + sum(problem.scores[pair] for pair in own)


def lost(problem, *forced):
    """The loss by the dense solver; None where it is impossible."""
    best, rest = reached(problem), reached(problem, forced)
    return None if rest is None else Loss(best[0] - rest[0], best[1] - rest[1])


def lost_by_moving(problem, best, moves):
    """The loss once these have moved, having checked that each is where it says and that places suffice."""
    mentor_of = best.mentor_of.tolist()
    for move in moves:
        assert mentor_of[move.mentee] == move.before
        mentor_of[move.mentee] = move.after
    pairs = [(row, column) for row, column in enumerate(mentor_of) if column != NOBODY]
    taken = np.bincount([column for _row, column in pairs], minlength=len(problem.capacity))
    assert (taken <= problem.capacity).all()
    return Loss(best.cardinality - len(pairs), best.total - sum(problem.scores[pair] for pair in pairs))
