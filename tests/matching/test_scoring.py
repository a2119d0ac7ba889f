from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.bounds import minutes_apart
from matching.meeting import Ways
from matching.scoring import (
    Component,
    MenteeSide,
    MentorSide,
    Part,
    Rule,
    Style,
    Weights,
    forbidden,
    level_points,
    score_pair,
    skill_points,
)
from matching.worth import weights_of_known
from tests.matching.sides import MENTEES, MENTORS, SKILLS, WEIGHTS

# Ada leads Ben and Bea; Ben leads Cem; Cem leads Dee.
LINES = {"ada": None, "ben": "ada", "bea": "ada", "cem": "ben", "dee": "cem"}


def points(mentee, mentor, weights=None):
    return {part.name: part.points for part in score_pair(mentee, mentor, weights or Weights()).components}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MENTEES, MENTORS, WEIGHTS)
def test_components_stay_within_their_maximum_and_add_up(mentee, mentor, weights):
    score = score_pair(mentee, mentor, weights)

    assert [component.name for component in score.components] == list(Part)
    assert all(type(part.points) is int and 0 <= part.points <= part.maximum for part in score.components)
    assert sum(part.maximum for part in score.components) == 1_000_000
    assert score.total == sum(part.points for part in score.components)


def test_score_pair_of_an_ideal_pair_is_a_million():
    mentee = MenteeSide("cem", ("law", "data"), "IT", "Leeds", 3, frozenset({"en", "de"}), 0, {"law": 2, "data": 3})
    mentor = MentorSide(
        "ada", frozenset({"data", "law"}), "Legal", "Leeds", 5, frozenset({"de"}), 0, {"law": 3, "data": 3}
    )

    score = score_pair(mentee, mentor, Weights())

    assert score.total == 1_000_000
    assert score.components[0] == Component(Part.SKILLS, 420_000, 420_000)


def test_score_pair_of_an_opposite_pair_is_zero():
    mentee = MenteeSide("cem", ("law",), "IT", "Leeds", 3, frozenset({"en"}), 0, {"law": 1})
    mentor = MentorSide("ada", frozenset({"data"}), "IT", "Perth", 12, frozenset({"fr"}), 480, {"data": 3})

    assert score_pair(mentee, mentor, Weights()).total == 0


def test_skills_count_by_rank():
    mentee = MenteeSide("cem", ("law", "data", "sales"))

    assert points(mentee, MentorSide("ada", frozenset({"law"})))[Part.SKILLS] == 210_000
    assert points(mentee, MentorSide("ada", frozenset({"data"})))[Part.SKILLS] == 140_000
    assert points(mentee, MentorSide("ada", frozenset({"law", "sales"})))[Part.SKILLS] == 280_000


@given(st.lists(SKILLS, min_size=1, max_size=8), st.integers(0, 1_000_000))
def test_skill_points_sum_to_the_maximum(wanted, maximum):
    shares = skill_points(wanted, maximum)

    assert sum(shares.values()) == maximum
    assert list(shares) == list(dict.fromkeys(wanted))


def test_skill_points_of_nothing_are_none():
    assert skill_points((), 600_000) == {}


@pytest.mark.parametrize(("grade", "expected"), [(5, 180_000), (6, 135_000), (3, 90_000), (1, 0), (12, 0)])
def test_seniority_fades_with_the_distance_from_the_gap(grade, expected):
    assert points(MenteeSide("cem", grade=3), MentorSide("ada", grade=grade))[Part.SENIORITY] == expected


def test_grade_gap_below_zero_favours_junior_mentors():
    weights = Weights(grade_gap=-3)

    assert points(MenteeSide("ada", grade=8), MentorSide("dee", grade=5), weights)[Part.SENIORITY] == 180_000
    assert points(MenteeSide("dee", grade=5), MentorSide("ada", grade=8), weights)[Part.SENIORITY] == 0


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        (Part.DEPARTMENT, "department", "IT"),
        (Part.PLACE, "site", "Leeds"),
        (Part.SENIORITY, "grade", 4),
        (Part.LANGUAGE, "languages", frozenset({"en"})),
    ],
)
def test_what_is_not_known_on_a_side_earns_half(part, field, value):
    maximum = Weights().maximum(part)

    assert points(MenteeSide("cem"), MentorSide("ada"))[part] == maximum // 2
    assert points(MenteeSide("cem", **{field: value}), MentorSide("ada"))[part] == maximum // 2
    assert points(MenteeSide("cem"), MentorSide("ada", **{field: value}))[part] == maximum // 2


def test_no_wishes_earn_half_and_no_offers_earn_nothing():
    assert points(MenteeSide("cem"), MentorSide("ada", frozenset({"law"})))[Part.SKILLS] == 210_000
    assert points(MenteeSide("cem", ("law",)), MentorSide("ada"))[Part.SKILLS] == 0


@pytest.mark.parametrize("weights", [{"skills": 43}, {"skills": 0}, {"skills": 70, "seniority": -10}, {"skills": 42.0}])
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


def test_level_counts_where_the_skill_is_offered_and_by_rank():
    mentee = MenteeSide("cem", ("law", "data", "sales"), levels={"law": 3, "data": 1, "sales": 2})

    assert points(mentee, MentorSide("ada", frozenset({"law"}), levels={"law": 3}))[Part.LEVEL] == 50_000
    assert points(mentee, MentorSide("ada", frozenset({"law"}), levels={"law": 2}))[Part.LEVEL] == 25_000
    assert points(mentee, MentorSide("ada", frozenset({"law"}), levels={"law": 1}))[Part.LEVEL] == 0
    assert points(mentee, MentorSide("ada", frozenset({"law"})))[Part.LEVEL] == 25_000
    assert points(mentee, MentorSide("ada", frozenset({"coaching"}), levels={"law": 3}))[Part.LEVEL] == 0
    assert points(MenteeSide("cem"), MentorSide("ada", frozenset({"law"})))[Part.LEVEL] == 50_000


@pytest.mark.parametrize(
    ("sought", "offered", "expected"), [(1, 3, 9), (2, 2, 9), (3, 2, 4), (3, 1, 0), (None, 3, 4), (2, None, 4)]
)
def test_level_points_are_all_half_or_none(sought, offered, expected):
    assert level_points(9, sought, offered) == expected


def test_languages_count_when_one_is_common():
    mentee = MenteeSide("cem", languages=frozenset({"en", "fr"}))

    assert points(mentee, MentorSide("ada", languages=frozenset({"fr", "de"})))[Part.LANGUAGE] == 120_000
    assert points(mentee, MentorSide("ada", languages=frozenset({"de"})))[Part.LANGUAGE] == 0


@pytest.mark.parametrize(
    ("site", "offset", "expected"),
    [
        ("Leeds", None, 90_000),
        ("Lyon", 0, 45_000),
        ("Lyon", 60, 39_375),
        ("Lyon", -240, 22_500),
        ("Perth", 480, 0),
        ("Lyon", None, 22_500),
    ],
)
def test_place_fades_with_the_working_hours_two_sites_share(site, offset, expected):
    mentee = MenteeSide("cem", site="Leeds", offset=0)

    assert points(mentee, MentorSide("ada", site=site, offset=offset))[Part.PLACE] == expected


@pytest.mark.parametrize(("one", "other", "apart"), [(0, 60, 60), (780, -660, 0), (-600, 840, 0), (-480, 480, 480)])
def test_minutes_apart_go_by_the_clock_and_not_the_date(one, other, apart):
    assert minutes_apart(one, other) == minutes_apart(other, one) == apart


# --- weights ---


def known(**facts):
    mentee = {"wanted": ("law",), **facts}
    mentor = {"offered": frozenset({"law"}), **facts}
    return weights_of_known(Weights(), [MenteeSide("cem", **mentee), MenteeSide("dee")], [MentorSide("ada", **mentor)])


def test_weights_of_parts_nobody_knows_go_to_the_others_in_proportion():
    assert known() == Weights(skills=100, level=0, seniority=0, place=0, language=0, department=0)
    assert known(site="Leeds", department="IT") == Weights(
        skills=70, level=0, seniority=0, place=15, language=0, department=15
    )


def test_weights_stay_where_something_is_known_of_every_part():
    facts = {"site": "Leeds", "department": "IT", "grade": 3, "languages": frozenset({"en"}), "levels": {"law": 2}}

    assert known(**facts) == Weights()


def test_weights_stay_where_nothing_is_known_at_all():
    assert weights_of_known(Weights(), [MenteeSide("cem")], [MentorSide("ada")]) == Weights()
    assert weights_of_known(Weights(), [], []) == Weights()


def test_level_of_a_skill_that_is_neither_wanted_nor_offered_is_no_knowledge():
    assert known(levels={"data": 3}).level == 0


def test_ways_count_as_they_go_together_and_unknown_ones_half():
    weights = Weights(skills=33, ways=9)
    mentee = MenteeSide("cem", ways=Ways("remote", "morning", "weekly"))

    assert points(mentee, MentorSide("ada", ways=mentee.ways), weights)[Part.WAYS] == 90_000
    assert points(mentee, MentorSide("ada", ways=Ways("either", "midday", "monthly")), weights)[Part.WAYS] == 45_000
    assert points(mentee, MentorSide("ada"), weights)[Part.WAYS] == 45_000
    assert points(mentee, MentorSide("ada", ways=mentee.ways))[Part.WAYS] == 0


def test_weight_of_ways_goes_to_the_others_where_no_two_answered_the_same_question():
    weights = Weights(skills=33, ways=9)
    mentees, mentors = [MenteeSide("cem", ("law",), ways=Ways("remote"))], [MentorSide("ada", frozenset({"law"}))]

    assert weights_of_known(weights, mentees, mentors).ways == 0
    assert weights_of_known(weights, mentees, [replace(mentors[0], ways=Ways("either"))]) == Weights(
        **dict.fromkeys(["level", "seniority", "place", "language", "department"], 0), skills=79, ways=21
    )


@pytest.mark.parametrize(
    ("wanted", "now", "before", "expected"),
    [
        (("Head of IT", "Chef"), "head of  IT", {"CHEF"}, 90_000),
        (("Head of IT", "Chef"), "Head of IT", set(), 60_000),
        (("Head of IT", "Chef"), "", {"Chef", "Buyer"}, 30_000),
        (("Head of IT", "head of it"), "Head of IT", set(), 90_000),
        (("Head of IT", "Chef"), "Buyer", set(), 0),
        (("Head of IT", "Chef"), "", set(), 45_000),
        ((), "Buyer", {"Chef"}, 45_000),
    ],
)
def test_career_counts_roles_by_rank_that_the_mentor_has_or_had(wanted, now, before, expected):
    mentee = MenteeSide("cem", roles_wanted=wanted)
    mentor = MentorSide("ada", works_as=now, worked_as=frozenset(before))

    assert points(mentee, mentor, Weights(skills=33, career=9))[Part.CAREER] == expected
    assert points(mentee, mentor)[Part.CAREER] == 0


def test_weight_of_careers_goes_to_the_others_where_nobody_wants_a_role_or_none_is_known():
    weights = Weights(skills=33, career=9)
    mentees, mentors = [MenteeSide("cem", ("law",))], [MentorSide("ada", frozenset({"law"}), works_as="Chef")]
    wishing = [replace(mentees[0], roles_wanted=("Buyer",))]

    assert weights_of_known(weights, mentees, mentors).career == 0
    assert weights_of_known(weights, wishing, [replace(mentors[0], works_as=" ")]).career == 0
    assert weights_of_known(weights, wishing, mentors).career == 21


def test_interests_count_one_half_and_two_in_full():
    weights = Weights(skills=33, interests=9)
    mentee = MenteeSide("cem", ("law",), interests=frozenset({"chess", "baking"}))

    assert points(mentee, MentorSide("ada", interests=mentee.interests), weights)[Part.INTERESTS] == 90_000
    assert points(mentee, MentorSide("ada", interests=frozenset({"chess"})), weights)[Part.INTERESTS] == 45_000
    assert points(mentee, MentorSide("ada", interests=frozenset({"hiking"})), weights)[Part.INTERESTS] == 0
    assert points(mentee, MentorSide("ada"), weights)[Part.INTERESTS] == 45_000
    assert weights_of_known(weights, [mentee], [MentorSide("ada", frozenset({"law"}))]).interests == 0


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        ({"lead"}, {"lead", "field", "speak"}, 90_000),
        ({"lead", "heard"}, {"lead", "field", "speak"}, 45_000),
        ({"lead", "heard"}, {"lead", "heard"}, 90_000),
        ({"lead"}, {"field"}, 0),
        ({"lead"}, set(), 45_000),
        (set(), {"lead"}, 45_000),
    ],
)
def test_aims_count_by_the_share_that_the_mentor_can_help_with(wanted, known, expected):
    mentee, mentor = MenteeSide("cem", aims=frozenset(wanted)), MentorSide("ada", aims=frozenset(known))

    assert points(mentee, mentor, Weights(skills=33, aims=9))[Part.AIMS] == expected
    assert points(mentee, mentor)[Part.AIMS] == 0


def test_what_only_one_side_says_has_no_weight():
    mentees, mentors = [MenteeSide("cem", ("law",), grade=3)], [MentorSide("ada", frozenset({"law"}))]

    assert weights_of_known(Weights(), mentees, mentors).seniority == 0


@settings(max_examples=80, deadline=None, derandomize=True)
@given(WEIGHTS, st.lists(MENTEES, max_size=4), st.lists(MENTORS, max_size=4))
def test_weights_of_known_are_weights_and_as_near_as_whole_numbers_get(weights, mentees, mentors):
    found = weights_of_known(weights, mentees, mentors)

    parts = [part for part in Part if getattr(found, part)]
    kept = sum(getattr(weights, part) for part in parts)
    assert found.grade_gap == weights.grade_gap
    assert all(getattr(weights, part) for part in parts)
    assert all(abs(getattr(found, part) - getattr(weights, part) * 100 / kept) < 1 for part in parts)
    assert weights_of_known(found, mentees, mentors) == found


# --- rules by grade and by couples ---


@pytest.mark.parametrize(
    ("style", "mentee", "mentor", "rule"),
    [
        (Style.CLASSIC, 4, 3, Rule.GRADE_GAP),
        (Style.CLASSIC, 4, 4, None),
        (Style.CLASSIC, 4, 12, None),
        (Style.CLASSIC, 4, None, None),
        (Style.CLASSIC, None, 3, None),
        (Style.REVERSE, 4, 5, Rule.GRADE_GAP),
        (Style.REVERSE, 4, 4, None),
        (Style.REVERSE, 4, 1, None),
        (Style.REVERSE, None, 1, None),
    ],
)
def test_forbidden_holds_the_way_round_of_grades(style, mentee, mentor, rule):
    assert forbidden(MenteeSide("x", grade=mentee), MentorSide("y", grade=mentor), {}, style=style) is rule


@pytest.mark.parametrize(("mentee", "mentor"), [("cem", "bea"), ("bea", "cem")])
def test_forbidden_never_turns_a_pair_round(mentee, mentor):
    already = {frozenset({"cem", "bea"})}

    assert forbidden(MenteeSide(mentee), MentorSide(mentor), LINES, already=already) is Rule.ALREADY


def test_forbidden_counts_every_open_rule_before_a_private_wish():
    couple = {frozenset({"x", "y"})}
    lower, higher = MentorSide("y", grade=1), MenteeSide("x", grade=2)

    assert forbidden(higher, lower, {}, excluded=couple) is Rule.GRADE_GAP
    assert forbidden(MenteeSide("x"), MentorSide("y"), {}, already=couple, excluded=couple) is Rule.ALREADY
    assert list(Rule)[-1] is Rule.EXCLUDED
