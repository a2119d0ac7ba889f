"""How far goals were reached, as one number (Kiresuk and Sherman 1968), and what may be said of many."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feedback.attainment import HIGHEST, LEVELS, LOWEST, Movement, attainment, goal_figures, movement

LEVEL = st.integers(LOWEST, HIGHEST)
OWN = st.lists(LEVEL, min_size=1, max_size=8)
WEIGHTED = st.lists(st.tuples(LEVEL, st.floats(0.01, 100)), min_size=1, max_size=8)
PEOPLE = st.lists(st.lists(LEVEL, max_size=4), max_size=20)
thorough = settings(max_examples=200, deadline=None, derandomize=True)


def test_attainment_of_the_worked_example():
    assert round(attainment([1, 0, 1]), 2) == 59.13


@pytest.mark.parametrize(("level", "expected"), [(-2, 30), (-1, 40), (0, 50), (1, 60), (2, 70)])
def test_attainment_of_a_single_goal_moves_by_ten_a_level(level, expected):
    assert attainment([level]) == pytest.approx(expected)


def test_attainment_counts_a_heavier_goal_for_more():
    # 50 + 10 * (3 - 1) / sqrt(0.7 * (9 + 1) + 0.3 * 16)
    assert attainment([1, -1], [3, 1]) == pytest.approx(50 + 20 / math.sqrt(11.8))


@thorough
@given(OWN)
def test_attainment_as_expected_is_fifty(levels):
    assert attainment([0] * len(levels)) == 50


@thorough
@given(WEIGHTED)
def test_attainment_turned_round_lies_as_far_on_the_other_side(goals):
    levels, weights = zip(*goals, strict=True)

    assert attainment([-level for level in levels], weights) == pytest.approx(100 - attainment(levels, weights))


@thorough
@given(WEIGHTED, st.integers(0, 7))
def test_attainment_rises_with_each_goal_that_rises(goals, which):
    levels, weights = map(list, zip(*goals, strict=True))
    position = which % len(levels)
    assume(levels[position] < HIGHEST)
    higher = [level + (number == position) for number, level in enumerate(levels)]

    assert attainment(higher, weights) > attainment(levels, weights)


@thorough
@given(WEIGHTED, st.floats(1e-200, 1e200))
def test_attainment_depends_on_the_proportions_of_weights_alone(goals, factor):
    levels, weights = zip(*goals, strict=True)

    assert attainment(levels, [weight * factor for weight in weights]) == pytest.approx(attainment(levels, weights))


@thorough
@given(WEIGHTED, st.randoms(use_true_random=False))
def test_attainment_does_not_depend_on_the_order_of_goals(goals, rng):
    mixed = rng.sample(goals, len(goals))

    first, second = (attainment(*zip(*each, strict=True)) for each in (goals, mixed))

    assert first == pytest.approx(second)


@thorough
@given(WEIGHTED)
def test_attainment_stays_within_what_all_highest_and_all_lowest_could_reach(goals):
    levels, weights = zip(*goals, strict=True)
    furthest = 20 / math.sqrt(0.3)

    assert 50 - furthest < attainment(levels, weights) < 50 + furthest


@pytest.mark.parametrize(
    ("levels", "weights", "sentence"),
    [
        ([], None, "no attainment of no goals"),
        ([3], None, "from -2 to 2"),
        ([-3], None, "from -2 to 2"),
        ([0.5], None, "from -2 to 2"),
        ([0, 1], [1], "Each goal needs one weight"),
        ([0], [0], "above zero"),
        ([0], [-1], "above zero"),
        ([0], [float("nan")], "above zero"),
        ([0], [float("inf")], "above zero"),
    ],
)
def test_attainment_refuses_what_is_not_on_the_scale(levels, weights, sentence):
    with pytest.raises(ValueError, match=sentence):
        attainment(levels, weights)


# Of many people


def test_figures_count_people_goals_and_levels():
    figures = goal_figures([[1, 0, 1], [-2], [0], [2], [-1, 0], [1], []], mentees=9, minimum=5)

    assert figures == {
        "mentees": 9,
        "minimum": 5,
        "people": 6,
        "goals": 9,
        "levels": [1, 1, 3, 3, 1],
        "attainment": pytest.approx(59.13 + 30 + 50 + 70 + 43.80 + 60, abs=0.01),
    }
    assert movement(figures) == Movement(people=6, goals=9, levels=[1, 1, 3, 3, 1], mean=52)


@thorough
@given(PEOPLE, st.sampled_from([5, 8]))
def test_no_figure_is_of_fewer_people_than_the_minimum(people, minimum):
    figures = goal_figures(people, mentees=20, minimum=minimum)

    counted = [levels for levels in people if levels]
    said = movement(figures)
    if len(counted) < minimum:
        assert (said, figures["levels"], figures["people"], figures["attainment"]) == (None, None, None, None)
    elif said is not None:
        assert said.people == len(counted)
        assert sum(said.levels) == said.goals == sum(map(len, counted))
        assert 3 * max(map(len, counted)) <= said.goals


def test_one_person_with_most_of_the_goals_hides_all_of_them():
    few = [[0]] * 7

    assert movement(goal_figures([*few, [2] * 4], mentees=8, minimum=5)) is None
    assert movement(goal_figures([*few, [2] * 3], mentees=8, minimum=5)) is not None


def test_figures_refuse_a_minimum_that_protects_nobody():
    with pytest.raises(ValueError, match="protects nobody"):
        goal_figures([[0]] * 9, mentees=9, minimum=4)


def test_levels_are_five():
    assert list(LEVELS) == [-2, -1, 0, 1, 2]
