"""The hard rules that a programme sets for itself, one at a time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.bounds import Bounds, HrField, Tie
from matching.scoring import USUAL_BOUNDS, MenteeSide, MentorSide, Part, Rule, Style, forbidden
from matching.worth import shared_out
from tests.matching.sides import BOUNDS, MENTEES, MENTORS


@pytest.mark.parametrize(
    ("bounds", "mentee", "mentor", "is_barred"),
    [
        (Bounds(), 9, 1, False),
        (Bounds(least_ahead=1), 4, 4, True),
        (Bounds(least_ahead=1), 4, 5, False),
        (Bounds(most_ahead=3), 4, 7, False),
        (Bounds(most_ahead=3), 4, 8, True),
        (Bounds(least_ahead=-2, most_ahead=-1), 4, 2, False),
        (Bounds(least_ahead=-2, most_ahead=-1), 4, 4, True),
        (Bounds(least_ahead=1, most_ahead=1), None, 5, False),
        (Bounds(least_ahead=1, most_ahead=1), 5, None, False),
    ],
)
def test_grades_are_barred_outside_of_least_and_most(bounds, mentee, mentor, is_barred):
    assert bounds.bar_grades(mentee, mentor) is is_barred


@pytest.mark.parametrize(
    ("most", "one", "other", "is_barred"),
    [
        (None, 0, 720, False),
        (3, 0, 180, False),
        (3, 0, 181, True),
        (0, 60, 60, False),
        (0, 60, 75, True),
        (0, 780, -660, False),
        (3, None, 600, False),
        (3, 600, None, False),
    ],
)
def test_clocks_are_barred_beyond_so_many_hours(most, one, other, is_barred):
    assert Bounds(most_hours=most).bar_clocks(one, other) is is_barred


@pytest.mark.parametrize(
    ("needs", "some", "others", "is_barred"),
    [
        (False, {"de"}, {"fr"}, False),
        (True, {"de"}, {"fr"}, True),
        (True, {"de", "en"}, {"en"}, False),
        (True, set(), {"en"}, False),
        (True, {"en"}, set(), False),
    ],
)
def test_languages_are_barred_where_none_is_in_common_and_one_is_needed(needs, some, others, is_barred):
    assert Bounds(needs_language=needs).bar_languages(some, others) is is_barred


@pytest.mark.parametrize(
    ("tie", "one", "other", "is_barred"),
    [
        (Tie.FREE, "A", "A", False),
        (Tie.FREE, "A", "B", False),
        (Tie.SAME, "A", "A", False),
        (Tie.SAME, "A", "B", True),
        (Tie.SAME, "A", None, False),
        (Tie.DIFFERENT, "A", "A", True),
        (Tie.DIFFERENT, "A", "B", False),
        (Tie.DIFFERENT, None, None, False),
    ],
)
def test_departments_and_sites_are_barred_by_their_tie(tie, one, other, is_barred):
    assert Bounds(departments=tie).bar_departments(one, other) is is_barred
    assert Bounds(sites=tie).bar_sites(one, other) is is_barred
    for field in HrField:
        some, others = ({field: value} if value else {} for value in (one, other))
        assert Bounds(**{str(field): tie}).bar_hr_fields(some, others) is is_barred


def test_each_tie_is_of_its_own_field():
    some, others = dict.fromkeys(HrField, "A"), dict.fromkeys(HrField, "A") | {HrField.GRADES: "B"}

    barred = [field for field in HrField if Bounds(**{str(field): Tie.SAME}).bar_hr_fields(some, others)]

    assert barred == [HrField.GRADES]
    assert Bounds().ties == {}
    assert Bounds(grades=Tie.SAME, years_joined=Tie.FREE).ties == {HrField.GRADES: Tie.SAME}


@pytest.mark.parametrize("wrong", [{"least_ahead": 2, "most_ahead": 1}, {"most_hours": -1}, {"most_hours": 13}])
def test_bounds_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(ValueError, match=r"levels|hours"):
        Bounds(**wrong)


@given(MENTEES, MENTORS, st.sampled_from(Style))
def test_usual_bounds_are_those_of_no_bounds_given(mentee, mentor, style):
    usual = forbidden(mentee, mentor, {}, style=style, bounds=USUAL_BOUNDS[style])

    assert forbidden(mentee, mentor, {}, style=style) == usual


@given(MENTEES, MENTORS, BOUNDS)
def test_somebody_of_whom_nothing_is_known_is_never_barred(mentee, mentor, bounds):
    bounds = replace(bounds, least_training=None)  # a training has to be noted
    assert forbidden(MenteeSide("x"), MentorSide("y", mentor.offered), {}, bounds=bounds) is None
    assert forbidden(MenteeSide("x", mentee.wanted), MentorSide("y"), {}, bounds=bounds) is None


@pytest.mark.parametrize(
    ("bounds", "rule"),
    [
        (Bounds(least_ahead=2), Rule.GRADE_GAP),
        (Bounds(most_hours=4), Rule.HOURS),
        (Bounds(needs_language=True), Rule.LANGUAGE),
        (Bounds(departments=Tie.SAME), Rule.DEPARTMENT),
        (Bounds(sites=Tie.SAME), Rule.SITE),
        (Bounds(job_titles=Tie.SAME), Rule.HR_FIELD),
        (Bounds(), None),
    ],
)
def test_forbidden_names_the_bound_before_a_private_wish(bounds, rule):
    mentee = MenteeSide("x", (), "IT", "Leeds", 3, frozenset({"en"}), 0, hr={HrField.JOB_TITLES: "chef"})
    mentor = MentorSide("y", frozenset(), "Law", "Perth", 4, frozenset({"fr"}), 480, hr={HrField.JOB_TITLES: "buyer"})
    couple = {frozenset({"x", "y"})}

    assert forbidden(mentee, mentor, {}, bounds=bounds) is rule
    assert forbidden(mentee, mentor, {}, excluded=couple, bounds=bounds) is (rule or Rule.EXCLUDED)


@given(st.dictionaries(st.sampled_from(Part), st.integers(0, 100)).filter(lambda wished: any(wished.values())))
def test_weights_shared_out_sum_to_100_and_stay_where_they_did(wished):
    shares = shared_out(wished)

    total = sum(wished.values())
    assert list(shares) == list(Part)
    assert sum(shares.values()) == 100
    assert all(abs(shares[part] - wished.get(part, 0) * 100 / total) < 1 for part in Part)
    assert shared_out(shares) == shares


def test_nothing_cannot_be_shared_out():
    with pytest.raises(ValueError, match="at least one part"):
        shared_out(dict.fromkeys(Part, 0))
