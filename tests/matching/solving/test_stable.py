import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import NotProven, assign, blocking_pairs, compare, verify
from matching.solving import problem
from matching.solving import stable as module
from tests.matching.solving.instances import blocked, every_assignment, instance, partners, small

SEEDS = range(200)


def deferred(mentee, mentor, score, capacity, mentees):
    """Deferred acceptance, mentees asking: each the best left, until every mentor keeps the best of those who asked."""
    wishes = [[] for _ in range(mentees)]
    for row, column, points in zip(mentee.tolist(), mentor.tolist(), score.tolist(), strict=True):
        wishes[row].append((-points, column))
    held = [[] for _ in capacity]
    asking = list(range(mentees))
    for wish in wishes:
        wish.sort(reverse=True)
    while asking:
        row = asking.pop()
        if not wishes[row]:
            continue
        points, column = wishes[row].pop()
        held[column] = sorted([*held[column], (points, row)])
        asking += [other for _points, other in held[column][capacity[column] :]]
        held[column] = held[column][: capacity[column]]
    mentor_of = [-1] * mentees
    for column, those in enumerate(held):
        for _points, row in those:
            mentor_of[row] = column
    return mentor_of


def stable(mentee, mentor, score, capacity, mentees=None):
    result = assign(mentee, mentor, score, capacity, mentees=mentees, objective="stable")
    verify(mentee, mentor, score, capacity, result, mentees=mentees)
    return result


@pytest.mark.parametrize("block", [1, 7, module.BLOCK])
@pytest.mark.parametrize("seed", SEEDS[::10])
def test_stable_is_what_deferred_acceptance_ends_with(monkeypatch, seed, block):
    monkeypatch.setattr(module, "BLOCK", block)
    monkeypatch.setattr(module, "FIRST_BLOCK", min(block, module.FIRST_BLOCK))

    for each in range(seed, seed + 10):
        pairs = instance(each)
        assert stable(*pairs).mentor_of.tolist() == deferred(*pairs), each


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_where_scores_differ_no_other_assignment_is_stable(seed):
    """So all that are stable place equally many, as they do wherever nobody is indifferent."""
    for each in range(seed, seed + 10):
        mentee, mentor, score, capacity, mentees = small(each)
        score = np.random.default_rng(each).permutation(len(score))
        every = every_assignment(mentee, mentor, score, capacity, mentees)

        found = [one for one in every if not blocked(mentee, mentor, score, capacity, one)]

        mentor_of = stable(mentee, mentor, score, capacity, mentees).mentor_of
        assert [partners(one, mentees).tolist() for one in found] == [mentor_of.tolist()]


@pytest.mark.parametrize("block", [1, 5, problem.BLOCK])
@pytest.mark.parametrize("seed", range(0, 60, 10))
def test_blocking_pairs_are_counted_as_one_by_one(monkeypatch, seed, block):
    monkeypatch.setattr(problem, "BLOCK", block)

    for each in range(seed, seed + 10):
        mentee, mentor, score, capacity, mentees = small(each)
        for one in list(every_assignment(mentee, mentor, score, capacity, mentees))[::17]:
            count = blocking_pairs(mentee, mentor, score, capacity, partners(one, mentees), mentees=mentees)
            assert count == len(blocked(mentee, mentor, score, capacity, one))


@pytest.mark.parametrize(
    ("score", "capacity", "mentor_of", "count"),
    [
        ([5, 5], [1], [0, -1], 0),  # mentee 1 is no better
        ([5, 6], [1], [0, -1], 1),  # mentor 0 would rather have mentee 1
        ([5, 6], [2], [-1, 0], 1),  # a place is free
        ([0, 0], [2], [-1, -1], 2),  # anybody rather than nobody
        ([5, 6], [0], [-1, -1], 0),  # there is no place to give
    ],
)
def test_who_blocks(score, capacity, mentor_of, count):
    assert blocking_pairs([0, 1], [0, 0], score, capacity, mentor_of) == count


def test_both_of_a_pair_have_to_prefer_it():
    pairs = ([0, 0, 1, 1], [0, 1, 0, 1], [9, 7, 8, 1], [1, 1])

    assert blocking_pairs(*pairs, [0, 1]) == 0
    assert blocking_pairs(*pairs, [1, 0]) == 1


@pytest.mark.parametrize(
    ("mentor_of", "sentence"),
    [
        ([0, 0], "Mentor 0 has 2 mentees for 1 places."),
        ([1, -1], "Mentee 0 with mentor 1 is not among the candidate pairs."),
        ([2, -1], "Mentee 0 has mentor 2, who does not exist."),
        ([0], "mentor_of must be 2 whole numbers of 64 bits."),
    ],
)
def test_blocking_pairs_of_what_is_no_assignment_are_not_counted(mentor_of, sentence):
    with pytest.raises(NotProven, match=f"^{sentence}$"):
        blocking_pairs([0, 1], [0, 0], [5, 6], [1, 1], mentor_of)


def test_blocking_pairs_takes_whole_numbers():
    with pytest.raises(ValueError, match="mentor_of holds float64 values: give whole numbers"):
        blocking_pairs([0, 1], [0, 0], [5, 6], [1], [0.0, -1.0])


def test_stable_may_place_fewer_people():
    pairs = ([0, 0, 1], [0, 1, 0], [9, 5, 5], [1, 1])

    assert stable(*pairs).mentor_of.tolist() == [0, -1]
    assert assign(*pairs).cardinality == 2


def test_stable_prefers_lower_numbers_among_equals():
    assert stable([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [3] * 6, [1, 1]).mentor_of.tolist() == [0, 1, -1]


@pytest.mark.parametrize(("capacity", "mentees"), [([], 0), ([], 3), ([2, 0], 0), ([2, 0], 3)])
def test_stable_without_pairs_places_nobody(capacity, mentees):
    result = stable([], [], [], capacity, mentees)

    assert (result.mentor_of.tolist(), result.cardinality, result.minimum, result.total) == ([-1] * mentees, 0, None, 0)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_compare_says_what_each_objective_reaches(seed):
    mentee, mentor, score, capacity, mentees = instance(seed)

    costs = compare(mentee, mentor, score, capacity, mentees=mentees)

    for objective, cost in costs.items():
        result = assign(mentee, mentor, score, capacity, mentees=mentees, objective=objective)
        count = blocking_pairs(mentee, mentor, score, capacity, result.mentor_of, mentees=mentees)
        assert (cost.cardinality, cost.minimum, cost.total) == (result.cardinality, result.minimum, result.total)
        assert cost.blocking == count
    assert list(costs) == ["total", "fair", "stable"]
    assert costs["stable"].blocking == 0
    assert costs["stable"].cardinality <= costs["total"].cardinality <= 2 * costs["stable"].cardinality


def test_compare_shows_what_each_costs():
    costs = compare([0, 0, 1, 1], [0, 1, 0, 1], [90, 40, 55, 10], [1, 1])

    assert [(each.cardinality, each.minimum, each.total, each.blocking) for each in costs.values()] == [
        (2, 10, 100, 0),
        (2, 40, 95, 1),
        (2, 10, 100, 0),
    ]
