"""What is filled in about how pairs are found, and what is made of it."""

import pytest

from matching.bounds import Bounds, HrField, Tie
from matching.forms import TermsForm
from matching.models import policy_of
from matching.scoring import Part, Style
from matching.terms import USUAL
from tests.factories import CohortFactory, ProgrammeFactory
from tests.matching.terms import padded, usual_terms

pytestmark = pytest.mark.django_db
NOT_A_WEIGHT = "please write a whole number from 0 to 100; 0 means that it makes no difference."


@pytest.fixture
def policy():
    return policy_of(ProgrammeFactory())


def filled(policy, **data):
    form = TermsForm(usual_terms(**data), policy=policy)
    form.is_valid()
    return form


def weights_in(form):
    return [getattr(form.cleaned_data["terms"].weights, part) for part in Part]


def test_page_sent_as_it_came_says_what_stands(policy):
    assert filled(policy).cleaned_data["terms"] == policy.terms == USUAL[Style.CLASSIC]


def test_everything_that_is_filled_in_counts(policy):
    wished = {"grade_gap": -1, "least_ahead": -3, "most_ahead": 4, "most_hours": 0}

    form = filled(policy, **wished, needs_language="yes", departments="same", sites="different", grades="different")

    terms = form.cleaned_data["terms"]
    assert terms.weights.grade_gap == -1
    assert terms.bounds == Bounds(-3, 4, 0, True, Tie.SAME, Tie.DIFFERENT, grades=Tie.DIFFERENT)


@pytest.mark.parametrize("field", HrField)
@pytest.mark.parametrize("tie", Tie)
def test_each_field_of_hr_is_tied_by_its_own_question(policy, field, tie):
    assert filled(policy, **{str(field): tie}).cleaned_data["terms"].bounds.ties == (
        {} if tie == Tie.FREE else {field: tie}
    )


@pytest.mark.parametrize(
    ("number", "slider", "meant"),
    [
        (42, 42, 42),  # as it came
        (60, 42, 60),  # typed
        (42, 60, 60),  # moved, without scripts
        (60, 60, 60),  # either, with scripts
        (60, 10, 60),  # both, without scripts
        ("", 30, 30),
        (0, 42, 0),
    ],
)
def test_of_number_and_slider_the_one_that_moved_is_meant(policy, number, slider, meant):
    others = {**dict.fromkeys(map(str, Part), 0), "level": 100 - meant}

    form = filled(policy, **{**others, "skills": number}, skills_slider=slider)

    assert weights_in(form) == padded([meant, 100 - meant])
    assert {str(form["skills"].value()), str(form["skills_slider"].value())} == {str(meant)}
    assert form.data["shown"] == ",".join(map(str, padded([meant, 100 - meant])))


def test_number_that_was_taken_away_is_asked_for_and_nothing_else_is_meant(policy):
    form = filled(policy, level="", level_slider=10)

    assert form.errors == {"level": [f"Level: {NOT_A_WEIGHT}"]}


def test_slider_moved_back_after_a_preview_counts_from_what_the_preview_showed(policy):
    first = filled(policy, skills=90, skills_slider=90)
    again = {**{name: first.data[name] for name in first.data}, "skills_slider": "42"}

    form = TermsForm(again, policy=policy)

    assert form.is_valid()
    assert form["skills"].value() == "42"


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"skills": 101, "skills_slider": 42}, ["skills"]),
        ({"skills": -1, "skills_slider": 42}, ["skills"]),
        ({"most_hours": 13}, ["most_hours"]),
        ({"grade_gap": 101}, ["grade_gap"]),
        ({"least_ahead": "two"}, ["least_ahead"]),
        ({"least_ahead": 1, "most_ahead": 0}, ["most_ahead"]),
        ({"needs_language": ""}, ["needs_language"]),
        ({"sites": "near", "departments": ""}, ["departments", "sites"]),
        ({"job_titles": "near", "organisations": ""}, ["job_titles", "organisations"]),
    ],
)
def test_what_cannot_be_is_named_at_its_field(policy, wrong, fields):
    form = filled(policy, **wrong)

    assert sorted(form.errors) == sorted(fields)
    assert "terms" not in form.cleaned_data


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"skills": 101, "skills_slider": 42}, f"Skills: {NOT_A_WEIGHT}"),
        ({"skills": "many", "skills_slider": 42}, f"Skills: {NOT_A_WEIGHT}"),
        ({"level": "", "level_slider": 10}, f"Level: {NOT_A_WEIGHT}"),
        ({"department": -1, "department_slider": 9}, f"Department: {NOT_A_WEIGHT}"),
        ({"least_ahead": "two"}, "At least: please write a whole number from -100 to 100, or leave it empty."),
        ({"most_ahead": 101}, "At most: please write a whole number from -100 to 100, or leave it empty."),
        ({"grade_gap": ""}, "Best: please write a whole number from -100 to 100; 0 means the same level."),
        ({"grade_gap": "x"}, "Best: please write a whole number from -100 to 100; 0 means the same level."),
        ({"most_hours": 13}, "Hours: please write a whole number from 0 to 12, or leave it empty."),
    ],
)
def test_what_a_number_cannot_be_is_said_with_the_name_of_its_field(policy, wrong, sentence):
    form = filled(policy, **wrong)

    assert [error for errors in form.errors.values() for error in errors] == [sentence]


def test_slider_that_cannot_be_is_named_like_its_number(policy):
    assert filled(policy, skills_slider="far").errors == {"skills_slider": [f"Skills: {NOT_A_WEIGHT}"]}


def test_sliders_say_what_weights_come_to_once_they_were_sent(policy):
    sent = filled(policy, **dict(zip(map(str, Part), padded([50] * 6), strict=True)), shown="")

    assert [row["comes_to"] for row in TermsForm(policy=policy).sliders()] == [None] * len(Part)
    assert [row["comes_to"] for row in sent.sliders()] == padded([17, 17, 17, 17, 16, 16])


def test_each_slider_has_the_name_of_its_number(policy):
    for row in TermsForm(policy=policy).sliders():
        assert f'aria-label="{row["number"].label}"' in str(row["slider"])
        assert 'type="range"' in str(row["slider"])


@pytest.mark.parametrize(("number", "is_asked"), [(0, False), (1, False), (2, True)])
def test_cohort_is_asked_for_where_there_are_several(policy, number, is_asked):
    cohorts = [CohortFactory() for _ in range(number)]

    assert ("cohort" in TermsForm(policy=policy, cohorts=cohorts).fields) is is_asked
