"""What whom people named brings to a score: half of it for the wish of each of the two."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.bounds import Bounds
from matching.candidates import Comparison
from matching.everybody import Everybody
from matching.forbidding import RULED_OUT
from matching.ranked import named_points
from matching.scoring import MenteeSide, MentorSide, Part, Style, Weights, score_pair
from matching.worth import weights_of_known, without_choices
from tests.matching.sides import KEYS, MENTEES, MENTORS, WEIGHTS

# 120,000 points for choices: 60,000 a side.
TWELVE = Weights(skills=30, choices=12)


def points(mentee, mentor):
    named = {part.name: part.points for part in score_pair(mentee, mentor, TWELVE).components}
    return named[Part.CHOICES]


@pytest.mark.parametrize(
    ("mentee_named", "mentor_named", "expected"),
    [
        ((), (), 60_000),
        (("ada",), (), 90_000),
        (("bo", "ada"), (), 70_000),
        (("bo", "cy", "ada"), (), 50_000),
        (("bo",), (), 30_000),
        ((), ("ben",), 90_000),
        ((), ("dee", "ben"), 70_000),
        (("ada",), ("ben",), 120_000),
        (("ada",), ("dee",), 60_000),
        (("bo",), ("dee",), 0),
        (("bo", "cy", "ada"), ("dee", "ben"), 60_000),
    ],
)
def test_each_half_goes_by_the_place_on_the_list(mentee_named, mentor_named, expected):
    assert points(MenteeSide("ben", named=mentee_named), MentorSide("ada", named=mentor_named)) == expected


@given(st.integers(0, 100), st.lists(KEYS, max_size=3, unique=True), KEYS)
def test_a_wish_is_worth_whole_points_up_to_its_half_and_more_the_dearer(weight, named, other):
    half = Weights(skills=100 - weight, level=0, seniority=0, place=0, language=0, department=0, choices=weight)
    maximum = half.maximum(Part.CHOICES) // 2

    worth = [named_points(maximum, named, key) for key in named]

    assert worth == sorted(worth, reverse=True)
    assert all(type(each) is int and 0 <= each <= maximum for each in (*worth, named_points(maximum, named, other)))
    assert not named or worth[0] == maximum


def test_choices_have_no_say_where_nobody_named_anybody():
    mentees, mentors = [MenteeSide("ben", ("law",))], [MentorSide("ada", frozenset({"law"}))]
    naming = [MentorSide("ada", frozenset({"law"}), named=("ben",))]

    assert weights_of_known(TWELVE, mentees, mentors).choices == 0
    assert weights_of_known(TWELVE, mentees, naming).choices == 29


@given(WEIGHTS)
def test_weights_without_choices_are_those_of_the_rest_in_proportion(weights):
    others = sum(getattr(weights, part) for part in Part) - weights.choices
    if not others:
        with pytest.raises(ValueError, match="Nothing is worth anything"):
            without_choices(weights)
        return
    found = without_choices(weights)

    assert (found.choices, found.grade_gap) == (0, weights.grade_gap)
    for part in set(Part) - {Part.CHOICES}:
        assert abs(getattr(found, part) - getattr(weights, part) * 100 / others) < 1
    assert weights.choices or found == weights


@pytest.mark.long
@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(MENTEES, max_size=8, unique_by=lambda side: side.key),
    st.lists(MENTORS, max_size=8, unique_by=lambda side: side.key),
    WEIGHTS,
    st.randoms(use_true_random=False),
)
def test_everybody_scored_anew_says_what_the_readable_function_says(mentees, mentors, weights, chance):
    """Whole tables, tables of some, and single pairs."""
    free = {"lines": {}, "excluded": frozenset(), "style": Style.REVERSE, "bounds": Bounds()}
    comparison = Comparison(mentees, mentors, weights=weights, **free)
    everybody = Everybody(comparison, [1] * len(mentors))
    some = tuple(np.array([chance.random() < 0.5 for _ in side], dtype=np.bool_) for side in (mentees, mentors))
    own = np.array([chance.randrange(-1, len(mentors)) for _ in mentees], dtype=np.int64)

    def expected(row, column):
        mentee, mentor = mentees[row], mentors[column]
        return RULED_OUT if mentee.key == mentor.key else score_pair(mentee, mentor, weights).total

    for tables in (everybody.blocks(), everybody.tables(*some)):
        for table in tables:
            told = [[expected(row, column) for column in table.mentor] for row in table.mentee]
            assert table.score.tolist() == told
    assert everybody.own(own).tolist() == [
        -1 if column < 0 else expected(row, column) for row, column in enumerate(own.tolist())
    ]
