from dataclasses import replace

import numpy as np
import pytest

from matching.assignment import MAX_SCORE, Certificate, Cover, assign, verify
from matching.solving import sources
from matching.solving.problem import read
from matching.solving.sources import Listed
from tests.matching.solving.instances import instance, optimum

SEEDS = range(60)


@pytest.fixture(autouse=True, params=[1, 50, sources.BLOCK])
def _blocks(request, monkeypatch):
    """Pairs are looked at some at a time, which makes no difference to what is found."""
    monkeypatch.setattr(sources, "BLOCK", request.param)
    monkeypatch.setattr(sources, "SHORTLIST", 3)
    monkeypatch.setattr(sources, "PER_PLACE", 2)


def problem_of(seed):
    return read(*instance(seed)[:4], instance(seed)[4])


def pairs_of(problem):
    return set(zip(problem.mentee.tolist(), problem.mentor.tolist(), problem.score.tolist(), strict=True))


def best_by_hand(problem, pairs, worth):
    """At most three of each mentee, those worth most; among equals whoever's turn it is first."""
    kept = set()
    for mentee in range(problem.mentees):
        own = [pair for pair in pairs if pair[0] == mentee]
        own.sort(key=lambda pair: (-min(worth[pair], MAX_SCORE), (pair[1] - pair[0]) % problem.mentors))
        kept |= set(own[:3])
    return kept


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_best_pairs_are_those_of_each_mentee_and_of_mentors_left_with_few(seed):
    for each in range(seed, seed + 10):
        problem = problem_of(each)
        pairs = {pair for pair in pairs_of(problem) if problem.capacity[pair[1]]}
        kept = best_by_hand(problem, pairs, {pair: pair[2] for pair in pairs})

        found = pairs_of(Listed(problem).best())

        assert kept <= found
        for mentor in range(problem.mentors):
            wanted = 2 * min(int(problem.capacity[mentor]), problem.mentees)
            own = [pair for pair in pairs if pair[1] == mentor]
            added = sorted(pair[2] for pair in found - kept if pair[1] == mentor)
            left = sorted(pair[2] for pair in own if pair not in kept)
            assert added == left[len(left) - len(added) :]
            assert len(added) == min(len(left), max(0, wanted - (len(own) - len(left))))


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_missed_pairs_are_those_that_exceed_the_prices_most(seed):
    for each in range(seed, seed + 10):
        problem, rng = problem_of(each), np.random.default_rng(each)
        mentee = rng.integers(0, 2, problem.mentees) * problem.base
        prices = Certificate(mentee=mentee, mentor=rng.integers(0, 9, problem.mentors) * (MAX_SCORE // 9))
        gain = {
            pair: pair[2] + problem.base - prices.mentee[pair[0]] - prices.mentor[pair[1]]
            for pair in pairs_of(problem)
            if problem.capacity[pair[1]]
        }
        exceeding = {pair for pair, more in gain.items() if more > 0}

        assert pairs_of(Listed(problem).missed(prices)) == best_by_hand(problem, exceeding, gain)


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_uncovered_pairs_are_the_best_above_a_score_with_nobody_in_the_cover(seed):
    for each in range(seed, seed + 10):
        problem, rng = problem_of(each), np.random.default_rng(each)
        cover = Cover(mentee=rng.random(problem.mentees) < 0.3, mentor=rng.random(problem.mentors) < 0.3)
        left = {
            (mentee, mentor, score)
            for mentee, mentor, score in pairs_of(problem)
            if score > 1 and not cover.mentee[mentee] and not cover.mentor[mentor] and problem.capacity[mentor]
        }

        found = pairs_of(Listed(problem).uncovered(cover, 1))

        assert found == best_by_hand(problem, left, {pair: pair[2] for pair in left})


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_mentors_without_a_place_cost_just_what_it_takes(seed):
    for each in range(seed, seed + 10):
        problem = problem_of(each)
        prices = Certificate(mentee=np.ones(problem.mentees, int), mentor=np.zeros(problem.mentors, int))

        settled = Listed(problem).settled(prices)

        for mentor in range(problem.mentors):
            weights = [problem.base + score for _mentee, other, score in pairs_of(problem) if other == mentor]
            asked = max(weights, default=1) - 1
            assert settled.mentor[mentor] == (0 if problem.capacity[mentor] else asked)


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_parts_above_a_score_are_those_of_a_problem_without_the_rest(seed):
    for each in range(seed, seed + 10):
        problem = problem_of(each)
        without = Listed(problem.only(problem.score >= 2))

        assert pairs_of(Listed(problem).at_least(2).best()) == pairs_of(without.best())


def test_mentors_whom_everybody_puts_last_are_found():
    """All prefer the same few, and all of the others are needed."""
    mentee, mentor = np.nonzero(np.ones((12, 12)))
    score = 100 * (12 - mentor) + (mentee * mentor) % 7
    result = assign(mentee, mentor, score, np.ones(12, int))

    verify(mentee, mentor, score, np.ones(12, int), result)
    assert (result.cardinality, result.total) == optimum(mentee, mentor, score, np.ones(12, int), 12)


def test_joined_pairs_stand_in_order():
    problem = problem_of(3)
    odd = problem.mentor % 2 == 1

    joined = problem.only(odd).joined(problem.only(~odd))

    assert joined.mentee.tolist() == problem.mentee.tolist()
    assert joined.mentor.tolist() == problem.mentor.tolist()
    assert joined.score.tolist() == problem.score.tolist()
    assert replace(problem, score=joined.score).weight.tolist() == (problem.score + problem.base).tolist()
