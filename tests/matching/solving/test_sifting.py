"""What the solver is not shown is never lost: the answer is that of all pairs, whichever are left out at first."""

import numpy as np
import pytest

from matching.assignment import MAX_SCORE, assign, blocking_pairs, verify
from matching.solving import prices, sifting, sources
from matching.solving.outcome import Certificate
from matching.solving.problem import read
from matching.solving.sifting import gain, near, rough_prices, sifted
from tests.matching.solving.instances import instance, optimum

SEEDS = range(80)


@pytest.fixture
def _every_list_is_long(monkeypatch):
    monkeypatch.setattr(sifting, "LONG", 0)


def crowded(seed, mentees=60, mentors=40):
    """Everybody fits everybody and prefers the same few, with places for all."""
    rng = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(np.ones((mentees, mentors)))
    liked = rng.integers(0, MAX_SCORE // 2, mentors)
    score = liked[mentor] + rng.integers(0, MAX_SCORE // 2, len(mentee))
    return mentee, mentor, score, rng.integers(1, 4, mentors), mentees


def problem_of(arguments):
    return read(*arguments)


def pairs_of(problem):
    return set(zip(problem.mentee.tolist(), problem.mentor.tolist(), problem.score.tolist(), strict=True))


@pytest.mark.usefixtures("_every_list_is_long")
@pytest.mark.parametrize("close", [1, 1000, sifting.NEAR])
@pytest.mark.parametrize("seed", SEEDS[::10])
def test_best_of_what_is_shown_is_the_best_of_all(seed, close, monkeypatch):
    monkeypatch.setattr(sifting, "NEAR", close)
    monkeypatch.setattr(sources, "SHORTLIST", 3)
    for each in range(seed, seed + 10):
        for arguments in (instance(each), crowded(each)):
            *pairs, capacity, mentees = arguments

            found = assign(*pairs, capacity, mentees=mentees)

            assert (found.cardinality, found.total) == optimum(*arguments)


@pytest.mark.usefixtures("_every_list_is_long")
@pytest.mark.parametrize("seed", SEEDS[::10])
def test_fairest_choice_of_what_is_shown_is_that_of_a_list_shown_whole(seed, monkeypatch):
    for each in range(seed, seed + 10):
        *pairs, capacity, mentees = crowded(each)
        shown = assign(*pairs, capacity, mentees=mentees, objective="fair")
        with monkeypatch.context() as whole:
            whole.setattr(sifting, "LONG", 10**9)
            all_shown = assign(*pairs, capacity, mentees=mentees, objective="fair")

        assert (shown.minimum, shown.total) == (all_shown.minimum, all_shown.total)
        verify(*pairs, capacity, shown, mentees=mentees)


@pytest.mark.usefixtures("_every_list_is_long")
def test_solver_sees_few_of_a_long_list_and_finds_the_best_of_it(monkeypatch):
    arguments, seen = crowded(3, mentees=400, mentors=300), []

    def seat(pairs, near_prices):
        seen.append(len(pairs))
        return solve(pairs, near_prices)

    solve = prices.seat
    monkeypatch.setattr(prices, "seat", seat)
    *pairs, capacity, mentees = arguments

    found = assign(*pairs, capacity, mentees=mentees)

    assert (found.cardinality, found.total) == optimum(*arguments)
    assert max(seen) < len(pairs[0]) / 20


@pytest.mark.usefixtures("_every_list_is_long")
@pytest.mark.parametrize("seed", SEEDS[::10])
def test_as_many_can_be_placed_with_what_is_shown(seed):
    for each in range(seed, seed + 10):
        for arguments in (instance(each), crowded(each, mentees=25, mentors=12)):
            problem = problem_of(arguments)
            rough = rough_prices(problem)
            shown = sifted(problem, rough) if rough else problem

            assert pairs_of(shown) <= pairs_of(problem)
            placed, _total = optimum(shown.mentee, shown.mentor, shown.score, shown.capacity, shown.mentees)
            assert placed == optimum(*arguments)[0]


def test_short_list_is_shown_whole():
    problem = problem_of(crowded(1))
    free = Certificate(mentee=np.full(problem.mentees, 2 * problem.heaviest), mentor=np.zeros(problem.mentors, int))

    assert rough_prices(problem) is None
    assert near(problem, free) is problem


@pytest.mark.usefixtures("_every_list_is_long")
@pytest.mark.parametrize("seed", SEEDS[::10])
def test_rough_prices_are_nearly_right_where_places_are_scarce_and_somebody_has_no_pair(seed):
    """No place is left over, whoever has none pays nothing, and the bound is within a hundredth of the best."""
    for each in range(seed, seed + 10):
        mentee, mentor, score, capacity, mentees = crowded(each)
        arguments = mentee, mentor, score, np.minimum(capacity, 1), mentees + 1
        problem = problem_of(arguments)
        rough = rough_prices(problem)
        placed, total = optimum(*arguments)
        bound = int(rough.mentee.sum()) + int((rough.mentor * problem.capacity).sum())

        assert (gain(problem, rough) <= 0).all()
        assert rough.mentee[-1] == 0
        best = placed * problem.base + total
        assert best <= bound <= best + total / 100


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_gain_is_what_a_pair_is_worth_beyond_both_prices(seed):
    problem, rng = problem_of(crowded(seed, mentees=9, mentors=7)), np.random.default_rng(seed)
    paid = Certificate(mentee=rng.integers(0, problem.base, 9), mentor=rng.integers(0, MAX_SCORE, 7))

    found = gain(problem, paid).tolist()

    for pair, more in zip(zip(problem.mentee, problem.mentor, problem.score, strict=True), found, strict=True):
        mentee, mentor, score = (int(number) for number in pair)
        assert more == problem.base + score - int(paid.mentee[mentee]) - int(paid.mentor[mentor])


@pytest.mark.usefixtures("_every_list_is_long")
@pytest.mark.parametrize("seed", SEEDS[::10])
def test_rough_prices_rule_out_no_pair_by_themselves_and_are_nearly_the_least_there_are(seed):
    """They are a bound from above: no assignment is worth more, and this one is within a hundredth of the best."""
    for each in range(seed, seed + 10):
        arguments = crowded(each)
        problem = problem_of(arguments)
        rough = rough_prices(problem)
        placed, total = optimum(*arguments)
        bound = int(rough.mentee.sum()) + int((rough.mentor * problem.capacity).sum())

        assert (gain(problem, rough) <= 0).all()
        assert (rough.mentor >= 0).all()
        best = placed * problem.base + total
        assert best <= bound <= best + total / 100


@pytest.mark.usefixtures("_every_list_is_long")
def test_prices_of_scarce_places_are_forgotten_once_a_longer_list_has_room():
    """Of the few pairs at first half of the mentors have none, so that places are scarce; of all pairs they are not."""
    mentee, mentor, score, capacity, mentees = crowded(4, mentees=60, mentors=60)
    capacity = np.ones(60, dtype=int)
    whole = read(mentee, mentor, score, capacity, mentees)
    few = whole.only(whole.mentor < 30)

    begun = rough_prices(whole, rough_prices(few))

    assert rough_prices(few).mentor.max() > whole.base // 2
    assert 0 <= begun.mentor.min() <= begun.mentor.max() < 3 * MAX_SCORE


@pytest.mark.usefixtures("_every_list_is_long")
@pytest.mark.parametrize("seed", SEEDS[::20])
def test_order_of_the_pairs_makes_no_difference(seed):
    mentee, mentor, score, capacity, mentees = crowded(seed)
    order = np.random.default_rng(seed).permutation(len(mentee))

    found = assign(mentee, mentor, score, capacity, mentees=mentees)
    mixed = assign(mentee[order], mentor[order], score[order], capacity, mentees=mentees)

    assert found.mentor_of.tolist() == mixed.mentor_of.tolist()
    counted = [blocking_pairs(mentee, mentor, score, capacity, each.mentor_of) for each in (found, mixed)]
    assert counted[0] == counted[1]
