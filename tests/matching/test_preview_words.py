"""What a preview of settings says of many, of few and of nobody."""

from dataclasses import replace

import pytest

from matching.bounds import Bounds, Tie
from matching.preview import NAMES, SAMPLE, figures_of, preview_of, sample_of
from matching.scoring import Style
from matching.services.inputs import read_inputs
from matching.services.standing import read_standing
from matching.terms import USUAL
from tests.factories import DepartmentFactory, SiteFactory
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db
CLASSIC = USUAL[Style.CLASSIC]


def terms_with(**bounds):
    return replace(CLASSIC, bounds=Bounds(**{"least_ahead": 0, **bounds}))


def again(cohort):
    """The cohort as a new request reads it."""
    return type(cohort).objects.select_related("programme").get(pk=cohort.pk)


def far_apart(cohort):
    """A mentor and a mentee who differ in everything that a bound may ask for."""
    mentor = mentor_of(
        cohort,
        person__department=DepartmentFactory(name="D1"),
        person__site=SiteFactory(name="Tokyo", time_zone="Asia/Tokyo"),
        person__languages=["ja"],
        person__job_title="Nurse",
    )
    mentee = mentee_of(
        cohort,
        person__department=DepartmentFactory(name="D2"),
        person__site=SiteFactory(name="Paris", time_zone="Europe/Paris"),
        person__languages=["fr"],
    )
    return mentor, mentee


APART = [
    {"most_hours": 6},
    {"needs_language": True},
    {"departments": Tie.SAME},
    {"sites": Tie.SAME},
    {"job_titles": Tie.SAME},
]


# --- what it decides ---


def test_sample_of_many_has_their_share_of_mentors(monkeypatch):
    cohort, _by = open_cohort()
    for _ in range(6):
        mentee_of(cohort, "Speaking")
    for _ in range(4):
        mentor_of(cohort)
    monkeypatch.setattr("matching.preview.SAMPLE", 3)

    sample = sample_of(cohort, read_standing(cohort))
    inputs = read_inputs(cohort, only=sample.only)

    assert (sample.mentees, sample.mentors, len(set(sample.only))) == (6, 4, 5)
    assert (len(inputs.mentees), len(inputs.mentors), len(inputs.capacity)) == (3, 2, 2)
    assert all(side.wanted for side in inputs.mentee_sides)
    about = preview_of(cohort, CLASSIC).about
    assert about.endswith("3 mentees of 6, and in the same proportion 2 mentors of 4.")
    assert SAMPLE == 300


def test_figures_name_those_with_nobody_a_few_of_many():
    cohort, _by = open_cohort()
    mentor_of(cohort)
    for number in range(NAMES + 3):
        mentee_of(cohort, person__user__name=f"Mentee {number:02}")

    figures = figures_of(read_inputs(cohort))

    assert (figures.placed, figures.mentees, figures.strong + figures.good + figures.possible) == (1, NAMES + 3, 1)
    assert figures.alone.startswith("12 would have nobody: Mentee 0")
    assert figures.alone.endswith(" and 2 more.")
    assert sum(float(bar.width) for bar in figures.bars) == pytest.approx(100 / (NAMES + 3), abs=0.01)


def test_preview_of_mentees_without_any_mentor_has_its_own_sentence():
    cohort, _by = open_cohort()
    mentee_of(cohort)

    assert "no mentor has a place yet" in preview_of(cohort, CLASSIC)
