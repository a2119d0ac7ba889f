import pytest
from hypothesis import given, settings

from matching.explain import UNKNOWN, Code, Fit, Reason, explain_pair, explain_unplaced, fit
from matching.scoring import MenteeSide, MentorSide, Part, Style, Weights, candidate_pairs, score_pair
from tests.matching.test_scoring import MENTEES, MENTORS, WEIGHTS


def told(mentee, mentor, weights=None):
    return explain_pair(score_pair(mentee, mentor, weights or Weights()), mentee, mentor)


def unplaced(mentees, mentors, excluded=frozenset(), lines=None):
    candidates = candidate_pairs(
        mentees, mentors, weights=Weights(), lines=lines or {}, excluded=excluded, style=Style.CLASSIC
    )
    return [reason.code for reason in explain_unplaced(candidates, 0)]


@pytest.mark.parametrize(
    ("total", "expected"),
    [(0, Fit.POSSIBLE), (449_999, Fit.POSSIBLE), (450_000, Fit.GOOD), (699_999, Fit.GOOD), (700_000, Fit.STRONG)],
)
def test_fit_has_three_bands(total, expected):
    assert fit(total) is expected


def test_explain_pair_tells_skills_first_then_what_brought_most():
    mentee = MenteeSide("cem", ("law", "data"), "IT", "Leeds", 3)
    mentor = MentorSide("ada", frozenset({"data"}), "Legal", "Leeds", 9)

    assert told(mentee, mentor) == (
        Reason(Code.OFFERS_SOME, {"skill": "data"}),
        Reason(Code.OTHER_DEPARTMENT),
        Reason(Code.SAME_SITE),
    )


def test_explain_pair_tells_the_known_before_the_unknown():
    mentee, mentor = MenteeSide("cem", (), "IT", None, 3), MentorSide("ada", frozenset(), "IT", None, 1)

    assert [reason.code for reason in told(mentee, mentor)] == [
        Code.WISHES_UNKNOWN,
        Code.SAME_DEPARTMENT,
        Code.LESS_SENIOR,
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
    ("field", "mentee", "mentor", "expected"),
    [
        ("department", "IT", "IT", Code.SAME_DEPARTMENT),
        ("department", "IT", "Legal", Code.OTHER_DEPARTMENT),
        ("department", None, "Legal", Code.DEPARTMENT_UNKNOWN),
        ("site", "Leeds", "Leeds", Code.SAME_SITE),
        ("site", "Leeds", "Perth", Code.OTHER_SITE),
        ("site", "Leeds", None, Code.SITE_UNKNOWN),
        ("grade", 3, 3, Code.SAME_LEVEL),
        ("grade", 3, 4, Code.MORE_SENIOR),
        ("grade", 4, 3, Code.LESS_SENIOR),
        ("grade", None, 3, Code.GRADE_UNKNOWN),
    ],
)
def test_explain_pair_says_what_two_people_share(field, mentee, mentor, expected):
    weights = Weights(**{**dict.fromkeys(("skills", "department", "site", "grade"), 0), field: 100})

    assert told(MenteeSide("cem", **{field: mentee}), MentorSide("ada", **{field: mentor}), weights) == (
        Reason(expected),
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(MENTEES, MENTORS, WEIGHTS)
def test_explain_pair_gives_at_most_three_reasons_each_with_a_say(mentee, mentor, weights):
    reasons = told(mentee, mentor, weights)

    assert len(reasons) == min(3, sum(weights.maximum(part) > 0 for part in Part))
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
    mentees, mentors = [MenteeSide("cem")], [MentorSide("ada"), MentorSide("bea")]
    both = {frozenset({"cem", "ada"}), frozenset({"cem", "bea"})}

    by_wish = unplaced(mentees, mentors, excluded=both)
    by_line = unplaced(mentees, mentors, lines={"cem": "ada", "ada": "bea"})

    assert by_wish == by_line == [Code.ALL_RULED_OUT]
