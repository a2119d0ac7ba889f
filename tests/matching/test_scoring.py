import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import assign
from matching.scoring import (
    Component,
    MenteeSide,
    MentorSide,
    Part,
    Rule,
    Style,
    Weights,
    candidate_pairs,
    forbidden,
    score_pair,
    skill_points,
)

SKILLS = st.sampled_from(["budget", "coaching", "data", "law", "sales"])
PLACE = st.none() | st.sampled_from("AB")
GRADE = st.none() | st.integers(1, 12)
MENTEES = st.builds(MenteeSide, st.integers(0, 9), st.lists(SKILLS, max_size=5).map(tuple), PLACE, PLACE, GRADE)
MENTORS = st.builds(MentorSide, st.integers(0, 9), st.frozensets(SKILLS), PLACE, PLACE, GRADE)
CUTS = st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted)
WEIGHTS = CUTS.map(lambda cut: Weights(cut[0], cut[1] - cut[0], cut[2] - cut[1], 100 - cut[2]))

# Ada leads Ben and Bea; Ben leads Cem; Cem leads Dee.
LINES = {"ada": None, "ben": "ada", "bea": "ada", "cem": "ben", "dee": "cem"}


def points(mentee, mentor, weights=None):
    return {part.name: part.points for part in score_pair(mentee, mentor, weights or Weights()).components}


def pairs_of(mentees, mentors, lines=None, excluded=frozenset(), style=Style.CLASSIC):
    return candidate_pairs(mentees, mentors, weights=Weights(), lines=lines or {}, excluded=excluded, style=style)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MENTEES, MENTORS, WEIGHTS)
def test_components_stay_within_their_maximum_and_add_up(mentee, mentor, weights):
    score = score_pair(mentee, mentor, weights)

    assert [component.name for component in score.components] == list(Part)
    assert all(type(part.points) is int and 0 <= part.points <= part.maximum for part in score.components)
    assert sum(part.maximum for part in score.components) == 1_000_000
    assert score.total == sum(part.points for part in score.components)


def test_score_pair_of_an_ideal_pair_is_a_million():
    mentee = MenteeSide("cem", ("law", "data"), "IT", "Leeds", 3)
    mentor = MentorSide("ada", frozenset({"data", "law", "sales"}), "Legal", "Leeds", 5)

    score = score_pair(mentee, mentor, Weights())

    assert score.total == 1_000_000
    assert score.components[0] == Component(Part.SKILLS, 600_000, 600_000)


def test_score_pair_of_an_opposite_pair_is_zero():
    mentee = MenteeSide("cem", ("law",), "IT", "Leeds", 3)
    mentor = MentorSide("ada", frozenset({"data"}), "IT", "Perth", 12)

    assert score_pair(mentee, mentor, Weights()).total == 0


def test_skills_count_by_rank():
    mentee = MenteeSide("cem", ("law", "data", "sales"))

    assert points(mentee, MentorSide("ada", frozenset({"law"})))[Part.SKILLS] == 300_000
    assert points(mentee, MentorSide("ada", frozenset({"data"})))[Part.SKILLS] == 200_000
    assert points(mentee, MentorSide("ada", frozenset({"law", "sales"})))[Part.SKILLS] == 400_000


@given(st.lists(SKILLS, min_size=1, max_size=8), st.integers(0, 1_000_000))
def test_skill_points_sum_to_the_maximum(wanted, maximum):
    shares = skill_points(wanted, maximum)

    assert sum(shares.values()) == maximum
    assert list(shares) == list(dict.fromkeys(wanted))


def test_skill_points_of_nothing_are_none():
    assert skill_points((), 600_000) == {}


@pytest.mark.parametrize(("grade", "expected"), [(5, 150_000), (6, 112_500), (3, 75_000), (1, 0), (12, 0)])
def test_grade_fades_with_the_distance_from_the_gap(grade, expected):
    assert points(MenteeSide("cem", grade=3), MentorSide("ada", grade=grade))[Part.GRADE] == expected


def test_grade_gap_below_zero_favours_junior_mentors():
    weights = Weights(grade_gap=-3)

    assert points(MenteeSide("ada", grade=8), MentorSide("dee", grade=5), weights)[Part.GRADE] == 150_000
    assert points(MenteeSide("dee", grade=5), MentorSide("ada", grade=8), weights)[Part.GRADE] == 0


@pytest.mark.parametrize(
    ("part", "field"), [(Part.DEPARTMENT, "department"), (Part.SITE, "site"), (Part.GRADE, "grade")]
)
@pytest.mark.parametrize("value", [None, 4])
def test_what_is_not_known_on_a_side_earns_half(part, field, value):
    maximum = Weights().maximum(part)

    assert points(MenteeSide("cem", **{field: value}), MentorSide("ada"))[part] == maximum // 2
    assert points(MenteeSide("cem"), MentorSide("ada", **{field: value}))[part] == maximum // 2


def test_no_wishes_earn_half_and_no_offers_earn_nothing():
    assert points(MenteeSide("cem"), MentorSide("ada", frozenset({"law"})))[Part.SKILLS] == 300_000
    assert points(MenteeSide("cem", ("law",)), MentorSide("ada"))[Part.SKILLS] == 0


@pytest.mark.parametrize("weights", [{"skills": 61}, {"skills": 0}, {"skills": 85, "grade": -10}, {"skills": 60.0}])
def test_weights_must_be_whole_and_sum_to_a_hundred(weights):
    with pytest.raises(ValueError, match=r"sum to 100|whole number"):
        Weights(**weights)


@pytest.mark.parametrize(
    ("mentee", "mentor", "rule"),
    [
        ("ada", "ada", Rule.ONESELF),
        ("cem", "ben", Rule.REPORTING_LINE),
        ("cem", "ada", Rule.REPORTING_LINE),
        ("ada", "cem", Rule.REPORTING_LINE),
        ("dee", "ada", None),
        ("ada", "dee", None),
        ("ben", "bea", Rule.SAME_MANAGER),
        ("cem", "bea", None),
        ("guest", "other guest", None),
    ],
)
def test_forbidden_names_the_rule(mentee, mentor, rule):
    assert forbidden(MenteeSide(mentee), MentorSide(mentor), LINES) is rule


def test_forbidden_allows_the_same_manager_in_reverse_programmes():
    assert forbidden(MenteeSide("ben"), MentorSide("bea"), LINES, style=Style.REVERSE) is None
    assert forbidden(MenteeSide("cem"), MentorSide("ben"), LINES, style=Style.REVERSE) is Rule.REPORTING_LINE


@pytest.mark.parametrize(("mentee", "mentor"), [("cem", "bea"), ("bea", "cem")])
def test_forbidden_holds_an_exclusion_both_ways(mentee, mentor):
    excluded = {frozenset({"cem", "bea"})}

    assert forbidden(MenteeSide(mentee), MentorSide(mentor), LINES, excluded=excluded) is Rule.EXCLUDED


def test_forbidden_counts_an_open_rule_before_an_exclusion():
    excluded = {frozenset({"cem", "ben"})}

    assert forbidden(MenteeSide("cem"), MentorSide("ben"), LINES, excluded=excluded) is Rule.REPORTING_LINE


def test_forbidden_survives_a_circle_of_managers():
    lines = {"ada": "ben", "ben": "ada", "cem": "cem"}

    assert forbidden(MenteeSide("ada"), MentorSide("ben"), lines) is Rule.REPORTING_LINE
    assert forbidden(MenteeSide("cem"), MentorSide("ada"), lines) is None


def test_candidate_pairs_lists_what_is_allowed_and_counts_the_rest():
    mentees = [MenteeSide("cem", ("law",)), MenteeSide("ben")]
    mentors = [MentorSide("ada", frozenset({"law"})), MentorSide("bea"), MentorSide("dee", frozenset({"law"}))]

    found = pairs_of(mentees, mentors, LINES, {frozenset({"ben", "dee"})})

    assert list(zip(found.mentee, found.mentor, found.score, strict=True)) == [(0, 1, 200_000)]
    assert found.ruled_out.tolist() == [[0, 2, 0, 0], [0, 2, 1, 0]]
    assert found.mentors == 3


def test_candidate_pairs_count_an_exclusion_where_nothing_else_applies():
    found = pairs_of([MenteeSide("cem")], [MentorSide("bea")], LINES, {frozenset({"cem", "bea"})})

    assert found.ruled_out.tolist() == [[0, 0, 0, 1]]


def test_candidate_pairs_call_a_wish_unmet_only_when_no_mentor_offers_it():
    mentees = [MenteeSide("cem", ("law",)), MenteeSide("dee", ("data",)), MenteeSide("eve")]

    found = pairs_of(mentees, [MentorSide("ada", frozenset({"law"}))], {}, {frozenset({"ada", "cem"})})

    assert found.unmet.tolist() == [False, True, False]


@pytest.mark.parametrize(("mentees", "mentors"), [(0, 0), (2, 0), (0, 2)])
def test_candidate_pairs_of_nobody_are_empty(mentees, mentors):
    found = pairs_of([MenteeSide(n) for n in range(mentees)], [MentorSide(-n - 1) for n in range(mentors)])

    assert found.mentee.dtype == found.mentor.dtype == found.score.dtype == np.int64
    assert (len(found.score), found.ruled_out.shape, found.unmet.shape) == (0, (mentees, len(Rule)), (mentees,))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(MENTEES, max_size=6, unique_by=lambda side: side.key),
    st.lists(MENTORS, max_size=6, unique_by=lambda side: side.key),
    st.dictionaries(st.integers(0, 9), st.none() | st.integers(0, 9)),
)
def test_candidate_pairs_feed_an_assignment_that_keeps_the_rules(mentees, mentors, lines):
    found = pairs_of(mentees, mentors, lines)

    result = assign(found.mentee, found.mentor, found.score, [1] * len(mentors), mentees=len(mentees))

    chosen = [(mentees[row], mentors[column]) for row, column in enumerate(result.mentor_of) if column >= 0]
    assert all(forbidden(mentee, mentor, lines) is None for mentee, mentor in chosen)
    assert result.total == sum(score_pair(mentee, mentor, Weights()).total for mentee, mentor in chosen)
    assert len(found.score) + found.ruled_out.sum() == len(mentees) * len(mentors)


@pytest.mark.parametrize("who", ["mentees", "mentors"])
def test_candidate_pairs_refuse_a_person_listed_twice(who):
    sides = {"mentees": [MenteeSide("cem")], "mentors": [MentorSide("ada")]}
    sides[who] *= 2

    with pytest.raises(ValueError, match=f"Somebody stands twice among the {who}"):
        pairs_of(**sides)


def test_candidate_pairs_refuse_an_unknown_style():
    with pytest.raises(ValueError, match="clasic"):
        pairs_of([], [], style="clasic")
