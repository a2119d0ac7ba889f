"""What the page of a cohort says in which stage: of dates that have passed, of people, and of what its buttons do."""

import re

import pytest

from programmes.models import Cohort, Enrolment
from tests.factories import AlwaysOnFactory, EnrolmentFactory, MentorFactory, in_days
from tests.programmes.admin.pages import address

Stage = Cohort.Stage
DATES = {"registration_ends_on": -60, "starts_on": -50, "mid_survey_on": -5, "ends_on": 100}


def page_in(office, cohort, stage, **dates) -> str:
    days = {name: in_days(number) for name, number in {**DATES, **dates}.items()}
    Cohort.objects.filter(pk=cohort.pk).update(stage=stage, **days)
    return office.get(address(Cohort, "change", cohort.pk)).content.decode()


def labels_of(page: str) -> list[str]:
    return [label for label in re.findall(r"<label[^>]*>([^<]+):</label>", page)[-4:]]


@pytest.mark.parametrize(
    ("stage", "labels"),
    [
        (Stage.RUNNING, ["Registration ended on", "Started on", "Ends on", "Day of the mid survey"]),
        (Stage.CLOSED, ["Registration ended on", "Started on", "Planned until", "Day of the mid survey"]),
    ],
)
def test_dates_that_have_passed_are_told_as_past(office, cohort, stage, labels):
    page = page_in(office, cohort, stage)

    assert labels_of(page) == labels
    assert "is mailed to everybody" not in page


def test_dates_that_are_still_to_come_are_told_as_such(office, cohort):
    page = page_in(office, cohort, Stage.RUNNING, starts_on=3, mid_survey_on=50)

    assert labels_of(page) == ["Registration ended on", "Starts on", "Ends on", "Mid survey on"]
    assert "On this day the mid survey is mailed to everybody in a pair." in page


def test_mid_survey_of_a_round_that_ends_before_its_day_goes_out_no_more(office, cohort):
    assert "None goes out any more" in page_in(office, cohort, Stage.CLOSING, mid_survey_on=50)


@pytest.mark.parametrize(
    ("stage", "people", "words"),
    [
        (Stage.REGISTRATION, False, "Nobody has asked for a place yet."),
        (Stage.REGISTRATION, True, "1 mentor and 1 mentee ask for or have a place."),
        (Stage.CLOSED, False, "Nobody asked for a place."),
        (Stage.CLOSED, True, "1 mentor and 1 mentee asked for or had a place."),
    ],
)
def test_card_says_in_the_right_tense_who_takes_part(office, cohort, stage, people, words):
    if people:
        MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort, status=Enrolment.Status.APPROVED)

    assert f"<p>{words}</p>" in page_in(office, cohort, stage)


def test_button_after_registration_says_what_it_does_and_what_is_always_on_ends_none(office, cohort, programme):
    always_on = AlwaysOnFactory(programme=programme, stage=Stage.REGISTRATION)
    for each in (cohort, always_on):
        MentorFactory(cohort=each), EnrolmentFactory(cohort=each)

    pages = [office.get(address(Cohort, "match", each.pk)).content.decode() for each in (cohort, always_on)]

    found = [re.findall(r'<button class="button default">([^<]+)</button>', page) for page in pages]
    assert found == [["End registration"], ["Begin to find pairs"]]
