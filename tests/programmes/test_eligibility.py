"""Who may join: the rules as pure sentences, and the same answer from the database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.eligibility import EVERYBODY, Facts, Kind, Rule, Verdict, in_words, judge, months_before, months_between

ENGINEERING = Rule(Kind.DEPARTMENT, value=1, name="Engineering")
SALES = Rule(Kind.DEPARTMENT, value=2, name="Sales")
LEEDS = Rule(Kind.SITE, value=1, name="Leeds")
MENTORS_A_YEAR = Rule(Kind.MONTHS, "mentor", at_least=12)
NEW_MENTEES = Rule(Kind.MONTHS, "mentee", at_most=6)
B1_TO_B3 = Rule(Kind.GRADE, name="B1", at_least=3, to_name="B3", at_most=5)
MENTORS_FROM_B3 = Rule(Kind.GRADE, "mentor", name="B3", at_least=5)
MENTEES_UP_TO_B1 = Rule(Kind.GRADE, "mentee", to_name="B1", at_most=3)

roles = st.sampled_from(["mentor", "mentee"])
values = st.integers(1, 4)
months = st.none() | st.integers(1, 40)
RANGES = (Kind.GRADE, Kind.MONTHS)


def named(level):
    return "" if level is None else f"Grade {level}"


def rule_of(kind, role, value, least, most):
    least = least or (most and min(least or most, most))
    if kind == Kind.GRADE:
        return Rule(kind, role, name=named(least), at_least=least, to_name=named(most), at_most=most)
    if kind == Kind.MONTHS:
        return Rule(kind, role, at_least=least, at_most=most)
    return Rule(kind, role, value=value, name=f"Name {value}")


rules = st.builds(
    rule_of, st.sampled_from(Kind), st.sampled_from([EVERYBODY, "mentor", "mentee"]), values, months, months
)
facts = st.builds(
    lambda department, site, joined, level: Facts(department, site, joined, named(level), level),
    st.none() | values,
    st.none() | values,
    st.none() | st.integers(0, 45),
    st.none() | st.integers(0, 45),
)
dates = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_without_rules_everybody_may_join():
    assert judge([], Facts(), "mentor") == Verdict(True)


@pytest.mark.parametrize(
    ("rules", "facts", "role", "verdict"),
    [
        ([ENGINEERING, SALES], Facts(department=2), "mentee", (True, "For people in Engineering or Sales.")),
        ([ENGINEERING, SALES], Facts(department=3), "mentee", (False, "For people in Engineering or Sales.")),
        ([ENGINEERING], Facts(), "mentee", (False, "For people in Engineering.")),
        ([LEEDS], Facts(site=1), "mentor", (True, "For people who work in Leeds.")),
        (
            [MENTORS_A_YEAR],
            Facts(months=3),
            "mentor",
            (False, "You joined 3 months ago. Mentors have been here for a year or longer."),
        ),
        ([MENTORS_A_YEAR], Facts(months=12), "mentor", (True, "Mentors have been here for a year or longer.")),
        (
            [NEW_MENTEES],
            Facts(months=24),
            "mentee",
            (False, "You joined 2 years ago. Mentees have been here for 6 months at most."),
        ),
        (
            [MENTORS_A_YEAR],
            Facts(months=0),
            "mentor",
            (False, "You joined less than a month ago. Mentors have been here for a year or longer."),
        ),
        (
            [MENTORS_A_YEAR],
            Facts(),
            "mentor",
            (False, "We do not know when you joined. Mentors have been here for a year or longer."),
        ),
        (
            [Rule(Kind.MONTHS, at_least=1, at_most=18)],
            Facts(months=1),
            "mentee",
            (True, "For people who have been here for a month or longer, and 18 months at most."),
        ),
        ([B1_TO_B3], Facts(grade="B1", level=3), "mentee", (True, "For grades B1 to B3.")),
        ([B1_TO_B3], Facts(grade="B3", level=5), "mentor", (True, "For grades B1 to B3.")),
        ([B1_TO_B3], Facts(grade="C1", level=6), "mentee", (False, "Your grade is C1. For grades B1 to B3.")),
        ([B1_TO_B3], Facts(), "mentee", (False, "We do not know your grade. For grades B1 to B3.")),
        (
            [B1_TO_B3],
            Facts(grade="Z9"),
            "mentee",
            (False, "It is not said yet where your grade stands: Z9. For grades B1 to B3."),
        ),
        ([MENTORS_FROM_B3], Facts(grade="D2", level=9), "mentor", (True, "Mentors have grade B3 or higher.")),
        (
            [MENTORS_FROM_B3],
            Facts(grade="B2", level=4),
            "mentor",
            (False, "Your grade is B2. Mentors have grade B3 or higher."),
        ),
        ([MENTEES_UP_TO_B1], Facts(grade="A1", level=1), "mentee", (True, "Mentees have grade B1 or lower.")),
        (
            [Rule(Kind.GRADE, "mentor", name="B3", at_least=5, to_name="B3", at_most=5)],
            Facts(grade="B3", level=5),
            "mentor",
            (True, "Mentors have grade B3."),
        ),
    ],
)
def test_verdict_says_why_or_why_not(rules, facts, role, verdict):
    ok, sentence = verdict

    assert judge(rules, facts, role) == Verdict(ok, (sentence,))


def test_whoever_may_not_join_reads_what_is_missing_alone():
    verdict = judge([ENGINEERING, LEEDS, MENTORS_A_YEAR], Facts(department=1, site=2, months=3), "mentor")

    assert verdict == Verdict(
        False,
        (
            "For people who work in Leeds.",
            "You joined 3 months ago. Mentors have been here for a year or longer.",
        ),
    )


@pytest.mark.parametrize("lost", [{"at_least": None}, {"at_most": None}])
def test_rule_of_a_grade_that_lost_its_level_lets_nobody_in(lost):
    unsettled = replace(B1_TO_B3, **lost)

    assert judge([unsettled], Facts(grade="B2", level=4), "mentee") == Verdict(
        False, ("It is not said yet where these grades stand. For grades B1 to B3.",)
    )


def test_grades_are_read_before_the_time_since_joining():
    assert in_words([MENTORS_A_YEAR, MENTORS_FROM_B3, B1_TO_B3, LEEDS], "mentor") == [
        "For people who work in Leeds.",
        "Mentors have grade B3 or higher.",
        "For grades B1 to B3.",
        "Mentors have been here for a year or longer.",
    ]


def test_rule_for_one_role_is_spoken_to_that_role():
    only_mentors = Rule(Kind.DEPARTMENT, "mentor", value=2, name="Sales")

    assert in_words([ENGINEERING, only_mentors], "mentor") == ["For mentors in Engineering or Sales."]
    assert in_words([ENGINEERING, only_mentors], "mentee") == ["For people in Engineering."]


@given(st.lists(rules, max_size=6), facts, roles)
def test_no_without_a_sentence_and_no_sentence_that_no_rule_asked_for(given_rules, facts, role):
    verdict = judge(given_rules, facts, role)
    ours = [rule for rule in given_rules if rule.role in (EVERYBODY, role)]

    assert bool(verdict.sentences) == bool(ours)
    assert verdict.ok or verdict.sentences


@given(st.lists(rules, max_size=6), rules, facts, roles)
def test_rule_of_the_other_role_changes_nothing(given_rules, rule, facts, role):
    other = {"mentor": "mentee", "mentee": "mentor"}[role]
    theirs = replace(rule, role=other)

    assert judge([*given_rules, theirs], facts, role) == judge(given_rules, facts, role)


@given(st.lists(rules, max_size=6), rules, facts, roles)
def test_one_place_more_lets_nobody_out_and_one_range_more_lets_nobody_in(given_rules, rule, facts, role):
    before, after = judge(given_rules, facts, role).ok, judge([*given_rules, rule], facts, role).ok
    asked_before = any(each.kind == rule.kind and each.role in (EVERYBODY, role) for each in given_rules)

    if rule.kind in RANGES or not asked_before:
        assert before or not after
    else:
        assert after or not before


@given(st.lists(rules, max_size=6), facts, roles, st.randoms())
def test_order_of_the_rules_is_of_no_account(given_rules, facts, role, random):
    mixed = random.sample(given_rules, len(given_rules))

    assert judge(mixed, facts, role).ok == judge(given_rules, facts, role).ok


@given(dates, st.integers(0, 900))
def test_day_before_which_one_joined_is_the_last_that_counts(on, number):
    day = months_before(on, number)

    assert months_between(day, on) >= number
    assert number == 0 or months_between(day + timedelta(days=1), on) < number


def test_months_end_where_the_shorter_one_does():
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert months_between(date(2026, 1, 31), date(2026, 3, 1)) == 1
    assert months_between(date(2027, 1, 1), date(2026, 3, 1)) == 0
