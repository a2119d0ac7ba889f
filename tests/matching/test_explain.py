from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.candidates import candidate_pairs
from matching.explain import UNKNOWN, Code, Fit, Reason, explain_pair, explain_unplaced, fit
from matching.meeting import Ways
from matching.scoring import MenteeSide, MentorSide, Part, Style, Weights, score_pair
from tests.matching.sides import COUPLES, MENTEES, MENTORS, WEIGHTS


def told(mentee, mentor, weights=None):
    return explain_pair(score_pair(mentee, mentor, weights or Weights()), mentee, mentor)


def compared(mentees, mentors, lines=None, **rules):
    rules = {"weights": Weights(), "excluded": frozenset(), "style": Style.CLASSIC, **rules}
    return candidate_pairs(mentees, mentors, lines=lines or {}, **rules)


def unplaced(mentees, mentors, lines=None, **rules):
    return [reason.code for reason in explain_unplaced(compared(mentees, mentors, lines, **rules).hindrance(0))]


def only(part):
    """Weights by which one part alone has a say."""
    return Weights(**{str(each): 100 * (each == part) for each in Part})


@pytest.mark.parametrize(
    ("total", "expected"),
    [(0, Fit.POSSIBLE), (449_999, Fit.POSSIBLE), (450_000, Fit.GOOD), (699_999, Fit.GOOD), (700_000, Fit.STRONG)],
)
def test_fit_has_three_bands(total, expected):
    assert fit(total) is expected


def test_explain_pair_tells_skills_first_then_what_brought_most():
    mentee = MenteeSide("cem", ("law", "data"), "IT", "Leeds", 3)
    mentor = MentorSide("ada", frozenset({"data"}), "Legal", "Leeds", 9)

    weights = Weights(skills=60, level=0, seniority=15, place=10, language=0, department=15)

    assert told(mentee, mentor, weights) == (
        Reason(Code.OFFERS_SOME, {"skill": "data"}),
        Reason(Code.OTHER_DEPARTMENT),
        Reason(Code.SAME_SITE),
    )


def test_explain_pair_tells_the_known_before_the_unknown():
    mentee, mentor = MenteeSide("cem", (), "IT", None, 3), MentorSide("ada", frozenset(), "IT", None, 1)

    assert [reason.code for reason in told(mentee, mentor)] == [
        Code.WISHES_UNKNOWN,
        Code.LESS_SENIOR,
        Code.SAME_DEPARTMENT,
    ]


@pytest.mark.parametrize(
    ("wanted", "offered", "expected"),
    [
        ((), {"law"}, Reason(Code.WISHES_UNKNOWN)),
        (("law",), set(), Reason(Code.OFFERS_NONE)),
        (("law",), {"law"}, Reason(Code.OFFERS_FIRST, {"skill": "law"})),
        (("law", "data"), {"law", "sales"}, Reason(Code.OFFERS_FIRST, {"skill": "law"})),
        (("law", "data"), {"data"}, Reason(Code.OFFERS_SOME, {"skill": "data"})),
        (("law", "data"), {"data", "law"}, Reason(Code.OFFERS_ALL)),
    ],
)
def test_explain_pair_says_what_the_mentor_offers(wanted, offered, expected):
    assert told(MenteeSide("cem", wanted), MentorSide("ada", frozenset(offered)))[0] == expected


@pytest.mark.parametrize(
    ("part", "field", "mentee", "mentor", "expected"),
    [
        (Part.DEPARTMENT, "department", "IT", "IT", Code.SAME_DEPARTMENT),
        (Part.DEPARTMENT, "department", "IT", "Legal", Code.OTHER_DEPARTMENT),
        (Part.DEPARTMENT, "department", None, "Legal", Code.DEPARTMENT_UNKNOWN),
        (Part.PLACE, "site", "Leeds", "Leeds", Code.SAME_SITE),
        (Part.PLACE, "site", "Leeds", "Perth", Code.OTHER_SITE),
        (Part.PLACE, "site", "Leeds", None, Code.SITE_UNKNOWN),
        (Part.SENIORITY, "grade", 3, 3, Code.SAME_LEVEL),
        (Part.SENIORITY, "grade", 3, 4, Code.MORE_SENIOR),
        (Part.SENIORITY, "grade", 4, 3, Code.LESS_SENIOR),
        (Part.SENIORITY, "grade", None, 3, Code.GRADE_UNKNOWN),
        (Part.LANGUAGE, "languages", frozenset({"en"}), frozenset({"de", "en"}), Code.COMMON_LANGUAGE),
        (Part.LANGUAGE, "languages", frozenset({"en"}), frozenset({"de"}), Code.NO_COMMON_LANGUAGE),
        (Part.LANGUAGE, "languages", frozenset({"en"}), frozenset(), Code.LANGUAGE_UNKNOWN),
    ],
)
def test_explain_pair_says_what_two_people_share(part, field, mentee, mentor, expected):
    found = told(MenteeSide("cem", **{field: mentee}), MentorSide("ada", **{field: mentor}), only(part))

    assert found == (Reason(expected),)


@pytest.mark.parametrize(
    ("offset", "expected"), [(120, Code.CLOSE_HOURS), (-180, Code.OTHER_SITE), (None, Code.OTHER_SITE)]
)
def test_explain_pair_says_whether_two_sites_work_at_the_same_hours(offset, expected):
    mentee, mentor = MenteeSide("cem", site="Leeds", offset=0), MentorSide("ada", site="Perth", offset=offset)

    assert told(mentee, mentor, only(Part.PLACE)) == (Reason(expected),)


@pytest.mark.parametrize(
    ("sought", "offered", "expected"),
    [
        ({"data": 2}, {"data": 3}, Reason(Code.LEVEL_REACHED, {"skill": "data"})),
        ({"data": 3}, {"data": 2}, Reason(Code.LEVEL_BELOW, {"skill": "data"})),
        ({"data": 1, "law": 3}, {"data": 1, "law": 1}, Reason(Code.LEVEL_BELOW, {"skill": "law"})),
        ({"law": 3}, {"data": 2}, Reason(Code.LEVEL_UNKNOWN)),
        ({}, {}, Reason(Code.LEVEL_UNKNOWN)),
    ],
)
def test_explain_pair_says_how_well_a_skill_is_known(sought, offered, expected):
    mentee = MenteeSide("cem", ("law", "data"), levels=sought)
    mentor = MentorSide("ada", frozenset({"law", "data"}), levels=offered)

    assert told(mentee, mentor, only(Part.LEVEL)) == (expected,)


@pytest.mark.parametrize(
    ("mentee", "mentor", "expected"),
    [
        (Ways("remote"), Ways("remote"), Code.MEET_REMOTE),
        (Ways("in_person", "morning"), Ways("in_person", "evening"), Code.MEET_IN_PERSON),
        (Ways("either"), Ways("either"), Code.MEET_FREELY),
        (Ways("either"), Ways("remote"), Code.MEET_FREELY),
        (Ways("remote"), Ways("in_person"), Code.MEET_APART),
        (Ways("remote", "morning"), Ways("in_person", "any"), Code.DAY_ALIKE),
        (Ways("", "morning"), Ways("", "midday"), Code.DAY_NEAR),
        (Ways("", "morning"), Ways("remote", "evening"), Code.DAY_APART),
        (Ways("remote", "midday", "weekly"), Ways("in_person", "evening", "weekly"), Code.MEET_APART),
        (Ways("", "midday", "weekly"), Ways("", "evening", "weekly"), Code.OFTEN_ALIKE),
        (Ways("", "", "weekly"), Ways("", "", "fortnightly"), Code.OFTEN_NEAR),
        (Ways("", "", "weekly"), Ways("", "", "monthly"), Code.OFTEN_APART),
        (Ways("remote"), Ways("", "morning"), Code.WAYS_UNKNOWN),
    ],
)
def test_explain_pair_says_where_ways_of_meeting_go_together_or_else_what_parts_them(mentee, mentor, expected):
    found = told(MenteeSide("cem", ways=mentee), MentorSide("ada", ways=mentor), only(Part.WAYS))

    assert found == (Reason(expected),)


@pytest.mark.parametrize(
    ("wanted", "now", "before", "expected"),
    [
        (("Head of IT", "Chef"), "head of  IT", {"Chef"}, Reason(Code.ROLE_NOW, {"role": "Head of IT"})),
        (("Head of IT", "Chef"), "Buyer", {"chef"}, Reason(Code.ROLE_BEFORE, {"role": "Chef"})),
        (("Chef",), "Chef", {"chef"}, Reason(Code.ROLE_NOW, {"role": "Chef"})),
        (("Chef",), "Buyer", set(), Reason(Code.ROLE_OTHER)),
        (("Chef",), "", {"Buyer"}, Reason(Code.ROLE_OTHER)),
        (("Chef",), "", set(), Reason(Code.ROLE_UNKNOWN)),
        ((), "Buyer", {"Chef"}, Reason(Code.ROLE_UNKNOWN)),
    ],
)
def test_explain_pair_says_whether_the_mentor_has_or_had_a_role_that_is_wanted(wanted, now, before, expected):
    mentee = MenteeSide("cem", roles_wanted=wanted)
    mentor = MentorSide("ada", works_as=now, worked_as=frozenset(before))

    assert told(mentee, mentor, only(Part.CAREER)) == (expected,)


@pytest.mark.parametrize(
    ("mentee", "mentor", "expected"),
    [
        ({"chess", "baking"}, {"chess"}, Reason(Code.INTEREST_SHARED, {"interest": "chess"})),
        ({"chess", "baking"}, {"chess", "baking"}, Reason(Code.INTERESTS_SHARED, {"interest": "baking"})),
        ({"chess"}, {"baking"}, Reason(Code.INTERESTS_OTHER)),
        ({"chess"}, set(), Reason(Code.INTERESTS_UNKNOWN)),
        (set(), {"chess"}, Reason(Code.INTERESTS_UNKNOWN)),
    ],
)
def test_explain_pair_says_which_interest_two_people_share(mentee, mentor, expected):
    one, other = MenteeSide("cem", interests=frozenset(mentee)), MentorSide("ada", interests=frozenset(mentor))

    assert told(one, other, only(Part.INTERESTS)) == (expected,)


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        ({"lead", "field"}, {"lead", "heard"}, Reason(Code.AIM_MET, {"aim": "lead"})),
        ({"lead"}, {"lead", "heard"}, Reason(Code.AIM_MET, {"aim": "lead"})),
        ({"lead", "field"}, {"lead", "field", "heard"}, Reason(Code.AIMS_MET)),
        ({"lead"}, {"field"}, Reason(Code.AIMS_OTHER)),
        ({"lead"}, set(), Reason(Code.AIMS_UNKNOWN)),
        (set(), {"lead"}, Reason(Code.AIMS_UNKNOWN)),
    ],
)
def test_explain_pair_says_what_the_mentor_can_help_with_of_what_the_mentee_is_aiming_for(wanted, known, expected):
    mentee, mentor = MenteeSide("cem", aims=frozenset(wanted)), MentorSide("ada", aims=frozenset(known))

    assert told(mentee, mentor, only(Part.AIMS)) == (expected,)


def test_explain_pair_says_nothing_of_levels_where_no_wish_is_met():
    mentee, mentor = MenteeSide("cem", ("law",), levels={"law": 2}), MentorSide("ada", frozenset({"data"}))

    assert told(mentee, mentor, only(Part.LEVEL)) == ()
    assert Code.LEVEL_UNKNOWN not in {reason.code for reason in told(mentee, mentor)}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(MENTEES, MENTORS, WEIGHTS)
def test_explain_pair_gives_at_most_three_reasons_each_with_a_say(mentee, mentor, weights):
    reasons = told(mentee, mentor, weights)

    parts = {part for part in Part if weights.maximum(part) and part != Part.CHOICES}
    if mentor.offered.isdisjoint(mentee.wanted):
        parts -= {Part.LEVEL}
    assert len(reasons) == min(3, len(parts))
    assert len({reason.code for reason in reasons}) == len(reasons)
    unknown = [reason.code in UNKNOWN for reason in reasons[bool(weights.skills) :]]
    assert unknown == sorted(unknown)


def test_explain_unplaced_without_mentors():
    assert unplaced([MenteeSide("cem", ("law",))], []) == [Code.NO_MENTORS]


def test_explain_unplaced_when_places_are_taken():
    assert unplaced([MenteeSide("cem", ("law",))], [MentorSide("ada", frozenset({"law"}))]) == [Code.PLACES_TAKEN]


def test_explain_unplaced_adds_that_nobody_offers_the_wishes():
    codes = unplaced([MenteeSide("cem", ("law",))], [MentorSide("ada", frozenset({"data"}))])

    assert codes == [Code.PLACES_TAKEN, Code.NOT_OFFERED]


def test_explain_unplaced_says_the_same_for_every_kind_of_rule():
    mentees, mentors = [MenteeSide("cem", grade=5)], [MentorSide("ada", grade=3), MentorSide("bea", grade=4)]
    ungraded = [replace(mentor, grade=None) for mentor in mentors]
    both = frozenset({frozenset({"cem", "ada"}), frozenset({"cem", "bea"})})

    by_wish = unplaced(mentees, ungraded, excluded=both)
    by_line = unplaced(mentees, ungraded, {"cem": "ada", "ada": "bea"})
    by_manager = unplaced(mentees, ungraded, dict.fromkeys(("cem", "ada", "bea"), "zoe"))
    by_couple = unplaced(mentees, ungraded, already=both)
    by_grade = unplaced(mentees, mentors)

    assert by_wish == by_line == by_manager == by_couple == by_grade == [Code.ALL_RULED_OUT]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(MENTEES, min_size=1, max_size=6, unique_by=lambda side: side.key),
    st.lists(MENTORS, max_size=6, unique_by=lambda side: side.key),
    COUPLES,
)
def test_explain_unplaced_tells_a_private_wish_from_no_open_rule(mentees, mentors, couples):
    """Whoever reads why somebody has nobody reads the same, had the same pairs been ruled out for all to see."""
    private, open_ = compared(mentees, mentors, excluded=couples), compared(mentees, mentors, already=couples)

    for row in range(len(mentees)):
        assert explain_unplaced(private.hindrance(row)) == explain_unplaced(open_.hindrance(row))
