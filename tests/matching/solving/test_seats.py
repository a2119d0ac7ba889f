"""A head start for the solver, good or bad, changes nothing of what its answer weighs."""

import numpy as np
import pytest

from matching.assignment import MAX_SCORE
from matching.solving.outcome import Certificate
from matching.solving.prices import prices_of
from matching.solving.problem import read
from matching.solving.seats import seat_by_paths
from tests.matching.solving.instances import instance

SEEDS = range(60)


def weighs(problem, mentor_of):
    """People placed and the sum of their scores; nobody is placed where there is no pair or no place."""
    own = problem.own(mentor_of)[mentor_of >= 0]
    taken = np.bincount(mentor_of[mentor_of >= 0], minlength=problem.mentors)
    assert (own >= 0).all()
    assert (taken <= problem.capacity).all()
    return len(own), int(own.sum())


def starts_for(problem, seed):
    """Prices that support an answer, and such as no answer has: too high here and there, or everywhere, or none."""
    rng, best = np.random.default_rng(seed), prices_of(problem, seat_by_paths(problem))
    high = rng.integers(0, MAX_SCORE, problem.mentees), rng.integers(0, MAX_SCORE, problem.mentors)
    far = 2 * problem.heaviest
    return [
        best,
        Certificate(best.mentee + high[0], best.mentor + high[1]),
        Certificate(*high),
        Certificate(np.full(problem.mentees, far), np.full(problem.mentors, far)),
        Certificate(*(np.zeros(size, dtype=np.int64) for size in (problem.mentees, problem.mentors))),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_start_the_answer_weighs_the_same(seed):
    problem = read(*instance(seed))
    best = weighs(problem, seat_by_paths(problem))

    assert [weighs(problem, seat_by_paths(problem, start)) for start in starts_for(problem, seed)] == [best] * 5


@pytest.mark.parametrize("seed", SEEDS)
def test_no_prices_support_an_assignment_that_is_not_the_best(seed):
    """Somebody who moves away, or leaves a place that others want, or two who change."""
    problem = read(*instance(seed))
    mentor_of = seat_by_paths(problem)
    best, rng, tried = weighs(problem, mentor_of), np.random.default_rng(seed), 0
    for _ in range(20):
        worse = mentor_of.copy()
        some = np.flatnonzero(worse >= 0)
        if not len(some):
            return
        one, other = rng.choice(some, 2)
        worse[one], worse[other] = rng.choice([-1, worse[other]]), worse[one]
        if (problem.own(worse)[worse >= 0] < 0).any() or (
            np.bincount(worse[worse >= 0], minlength=problem.mentors) > problem.capacity
        ).any():
            continue

        assert (prices_of(problem, worse) is None) == (weighs(problem, worse) != best)
        tried += 1

    assert tried


def test_prices_that_need_more_sweeps_than_are_allowed_are_not_told():
    """Each mentee would take the mentor of the one before, and somebody is left over who would take the last one's."""
    length = 6
    mentee = [*range(length), *range(1, length), length]
    mentor = [*range(length), *range(length - 1), length - 1]
    problem = read(mentee, mentor, [10] * (2 * length), [1] * length, length + 1)
    mentor_of = np.array([*range(length), -1])

    assert prices_of(problem, mentor_of, 2) is None
    assert prices_of(problem, mentor_of).mentor.tolist() == [problem.base + 10] * length
