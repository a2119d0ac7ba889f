"""How the ways in which two people like to meet go together, on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.meeting import FREELY, ORDERS, Together, Ways, is_comparable, together, ways_points
from participants.models import Profile
from tests.matching.sides import WAYS

APART, NEAR, ALIKE = Together


@pytest.mark.parametrize(
    ("question", "one", "other", "expected"),
    [
        ("meets", "remote", "remote", ALIKE),
        ("meets", "remote", "in_person", APART),
        ("meets", "either", "in_person", ALIKE),
        ("meets", "either", "", None),
        ("part_of_day", "morning", "morning", ALIKE),
        ("part_of_day", "morning", "midday", NEAR),
        ("part_of_day", "evening", "afternoon", NEAR),
        ("part_of_day", "morning", "afternoon", APART),
        ("part_of_day", "any", "evening", ALIKE),
        ("part_of_day", "", "", None),
        ("how_often", "fortnightly", "three_weekly", NEAR),
        ("how_often", "weekly", "three_weekly", APART),
        ("how_often", "monthly", "monthly", ALIKE),
    ],
)
def test_two_answers_are_alike_or_near_or_apart_whoever_gave_which(question, one, other, expected):
    some, others = Ways(**{question: one}), Ways(**{question: other})

    assert together(question, some, others) is expected
    assert together(question, others, some) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Ways("remote", "morning", "weekly"), Ways("remote", "morning", "weekly"), 90_000),
        (Ways("remote", "morning", "weekly"), Ways("in_person", "evening", "monthly"), 0),
        (Ways("remote", "morning", "weekly"), Ways("either", "midday", "monthly"), 45_000),
        (Ways("remote"), Ways("remote"), 60_000),
        (Ways("remote"), Ways("in_person"), 30_000),
        (Ways(), Ways("remote", "morning", "weekly"), 45_000),
        (Ways(), Ways(), 45_000),
    ],
)
def test_each_question_has_a_third_of_the_points(one, other, expected):
    assert ways_points(one, other, 90_000) == expected


@given(WAYS, WAYS, st.integers(0, 100).map(lambda weight: weight * 10_000))
def test_points_are_whole_and_at_most_the_maximum_and_the_same_both_ways(one, other, maximum):
    points = ways_points(one, other, maximum)

    assert type(points) is int
    assert 0 <= points <= maximum
    assert points == ways_points(other, one, maximum)


@given(st.integers(0, 1_000_000))
def test_thirds_sum_to_the_maximum(maximum):
    alike = Ways("either", "any", "weekly")

    assert ways_points(alike, alike, maximum) == maximum


@pytest.mark.parametrize(
    ("some", "others", "expected"),
    [
        ([], [], False),
        ([Ways("remote")], [], False),
        ([Ways("remote")], [Ways()], False),
        ([Ways("remote")], [Ways("", "any")], False),
        ([Ways("remote"), Ways()], [Ways(), Ways("either")], True),
        ([Ways("", "any", "weekly")], [Ways("remote", "", "monthly")], True),
    ],
)
def test_ways_can_be_compared_where_both_sides_answered_the_same_question(some, others, expected):
    assert is_comparable(iter(some), iter(others)) is expected


def test_every_answer_of_a_profile_has_its_place():
    """Whoever offers another answer says here where it stands."""
    assert set(Profile.Meets.values) == {"remote", "in_person", "either"}
    for question, choices in (("part_of_day", Profile.PartOfDay), ("how_often", Profile.HowOften)):
        assert set(choices.values) - FREELY == set(ORDERS[question])
    assert tuple(Profile.HowOften.values) == ORDERS["how_often"]
