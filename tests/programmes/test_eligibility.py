"""Who may join: the rules as pure sentences, and the same answer from the database."""

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

roles = st.sampled_from(["mentor", "mentee"])
values = st.integers(1, 4)
months = st.none() | st.integers(1, 40)
rules = st.builds(
    lambda kind, role, value, least, most: (
        Rule(kind, role, at_least=least or (most and min(least or most, most)), at_most=most)
        if kind == Kind.MONTHS
        else Rule(kind, role, value=value, name=f"Name {value}")
    ),
    st.sampled_from(Kind),
    st.sampled_from([EVERYBODY, "mentor", "mentee"]),
    values,
    months,
    months,
)
facts = st.builds(Facts, st.none() | values, st.none() | values, st.none() | st.integers(0, 45))
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
    theirs = Rule(rule.kind, other, rule.value, rule.name, rule.at_least, rule.at_most)

    assert judge([*given_rules, theirs], facts, role) == judge(given_rules, facts, role)


@given(st.lists(rules, max_size=6), rules, facts, roles)
def test_one_place_more_lets_nobody_out_and_one_range_more_lets_nobody_in(given_rules, rule, facts, role):
    before, after = judge(given_rules, facts, role).ok, judge([*given_rules, rule], facts, role).ok
    asked_before = any(each.kind == rule.kind and each.role in (EVERYBODY, role) for each in given_rules)

    if rule.kind == Kind.MONTHS or not asked_before:
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
