import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import MAX_SCORE, assign, verify
from matching.solving import sources
from tests.matching.solving.instances import every_assignment, instance, optimum, small

SMALL = range(500)
SEEDS = range(240)


def fairest(mentee, mentor, score, capacity, mentees):
    """(people placed, lowest score, total) of the best of all assignments."""
    every = every_assignment(mentee, mentor, score, capacity, mentees)
    made = ([points for _column, points in assignment.values()] for assignment in every)
    placed, lowest, total = max((len(scores), min(scores, default=-1), sum(scores)) for scores in made)
    return placed, lowest if placed else None, total


def fairest_by_steps(mentee, mentor, score, capacity, mentees):
    """The same by a dense solver, from the lowest score up, for as long as it places as many."""
    placed, total = optimum(mentee, mentor, score, capacity, mentees)
    lowest = None
    for least in np.unique(score) if placed else ():
        keep = score >= least
        here = optimum(mentee[keep], mentor[keep], score[keep], capacity, mentees)
        if here[0] < placed:
            break
        lowest, total = int(least), here[1]
    return placed, lowest, total


def reached(result):
    return result.cardinality, result.minimum, result.total


def fair(mentee, mentor, score, capacity, mentees=None):
    result = assign(mentee, mentor, score, capacity, mentees=mentees, objective="fair")
    verify(mentee, mentor, score, capacity, result, mentees=mentees)
    return result


def test_small_instances_hold_everything_that_is_hard():
    found = [(small(seed), assign(*small(seed)[:4], mentees=small(seed)[4])) for seed in SMALL]

    assert sum(best.cardinality == 0 for _pairs, best in found) > 10
    assert sum(best.cardinality < mentees for (*_rest, mentees), best in found) > 200
    assert sum(0 in capacity for (*_rest, capacity, _mentees), _best in found) > 100
    assert sum(best.minimum is not None and best.minimum < fairest(*pairs)[1] for pairs, best in found) > 20


@pytest.mark.parametrize("seed", SMALL[::10])
def test_fair_is_the_best_of_all_assignments(seed):
    for each in range(seed, seed + 10):
        pairs = small(each)
        assert reached(fair(*pairs)) == fairest(*pairs), each


@pytest.mark.parametrize("shortlist", [1, 3, sources.SHORTLIST])
@pytest.mark.parametrize("seed", SEEDS[::8])
def test_fair_reaches_what_a_dense_solver_does(monkeypatch, seed, shortlist):
    """Also where the solver is given few pairs at first, and prices and covers have to find the others."""
    monkeypatch.setattr(sources, "SHORTLIST", shortlist)

    for each in range(seed, seed + 8):
        pairs = instance(each)
        assert reached(fair(*pairs)) == fairest_by_steps(*pairs), each


@pytest.mark.parametrize("places", [1, 2])
def test_fair_of_more_pairs_than_the_shortlist_reaches_the_same(places):
    rng = np.random.default_rng(places)
    mentee, mentor = np.nonzero(rng.random((90, 70)) < 0.8)
    near = np.abs(rng.random(90)[mentee] - rng.random(70)[mentor])  # people on a line: one moves, and all move on
    score, capacity = (MAX_SCORE * (1 - near)).astype(int) // 20_000, rng.integers(0, places + 2, 70)

    assert reached(fair(mentee, mentor, score, capacity)) == fairest_by_steps(mentee, mentor, score, capacity, 90)


def test_fair_prefers_more_people_over_a_higher_minimum():
    result = fair([0, 0, 1], [0, 1, 0], [MAX_SCORE, 0, 0], [1, 1])

    assert (result.mentor_of.tolist(), reached(result)) == ([1, 0], (2, 0, 0))


def test_fair_prefers_a_higher_minimum_over_a_higher_total():
    result = fair([0, 0, 1, 1], [0, 1, 0, 1], [90, 40, 40, 10], [1, 1])

    assert (result.mentor_of.tolist(), reached(result)) == ([1, 0], (2, 40, 80))


def test_fair_reaches_the_highest_total_with_that_minimum():
    result = fair([0, 0, 1, 1, 2], [0, 1, 0, 1, 2], [50, 70, 90, 20, 5], [1, 1, 1])

    assert (result.mentor_of.tolist(), reached(result)) == ([1, 0, 2], (3, 5, 165))


@pytest.mark.parametrize(("capacity", "mentees"), [([], 0), ([], 3), ([2, 0], 0), ([2, 0], 3)])
def test_fair_without_pairs_places_nobody(capacity, mentees):
    result = fair([], [], [], capacity, mentees)

    assert (result.mentor_of.tolist(), reached(result)) == ([-1] * mentees, (0, None, 0))
    assert result.certificate.above is None


def test_fair_without_a_place_places_nobody():
    assert reached(fair([0, 1], [0, 0], [7, 7], [0])) == (0, None, 0)


def test_nothing_lies_above_a_minimum_that_is_the_highest_score():
    result = fair([0, 1], [0, 1], [7, 7], [1, 1])

    assert reached(result) == (2, 7, 14)
    assert not result.certificate.above.mentee.any()
    assert not result.certificate.above.mentor.any()


def test_certificate_says_why_nobody_can_do_better():
    """Three want the one place of mentor 0; mentee 2 alone could have mentor 1, for less."""
    result = fair([0, 1, 2, 2], [0, 0, 0, 1], [60, 50, 80, 30], [1, 1])

    certificate = result.certificate
    assert reached(result) == (2, 30, 90)
    assert certificate.everything.mentee.sum() + certificate.everything.mentor.sum() == 2
    assert (certificate.above.mentee.tolist(), certificate.above.mentor.tolist()) == ([False] * 3, [True, False])


def same(one, other):
    arrays = [
        (each.mentor_of, each.certificate.mentee, each.certificate.mentor)
        + (() if cover is None else (cover.mentee, cover.mentor))
        for each in (one, other)
        for cover in (each.certificate.above,)
    ]
    return reached(one) == reached(other) and all(map(np.array_equal, *arrays))


@pytest.mark.parametrize("objective", ["total", "fair", "stable"])
@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), random=st.randoms(use_true_random=False), kind=st.sampled_from("iIqQ"))
def test_neither_order_nor_kind_of_the_numbers_makes_a_difference(objective, seed, random, kind):
    mentee, mentor, score, capacity, mentees = instance(seed)
    order = list(range(len(mentee)))
    random.shuffle(order)
    other = (mentee[order].astype(kind), mentor[order].tolist(), score[order].astype(kind), capacity.astype(kind))

    first = assign(mentee, mentor, score, capacity, mentees=mentees, objective=objective)
    second = assign(*other, mentees=np.int32(mentees), objective=objective)

    assert same(first, second)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_fair_places_as_many_as_the_total_and_never_worse_off_at_the_end(seed):
    mentee, mentor, score, capacity, mentees = instance(seed)

    best = assign(mentee, mentor, score, capacity, mentees=mentees)
    result = fair(mentee, mentor, score, capacity, mentees)

    assert result.cardinality == best.cardinality
    assert result.total <= best.total
    assert (result.minimum or 0) >= (best.minimum or 0)
    assert (result.total == best.total) or result.minimum > best.minimum
