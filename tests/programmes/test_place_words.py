from datetime import date, timedelta

import pytest

from mentoring.lib import clock
from programmes import place_words
from programmes.models import Cohort, Enrolment, Role
from programmes.stage_words import Pill
from tests.factories import CohortFactory, EnrolmentFactory

Stage, Status = Cohort.Stage, Enrolment.Status


@pytest.mark.parametrize(
    ("role", "status", "words", "pill"),
    [
        (Role.MENTOR, Status.REGISTERED, "You asked to be a mentor", Pill("Waiting for an answer", "info")),
        (Role.MENTEE, Status.REGISTERED, "You asked for a mentor", Pill("Waiting for an answer", "info")),
        (Role.MENTEE, Status.WAITING, "You asked for a mentor", Pill("On the waiting list", "info")),
        (Role.MENTOR, Status.APPROVED, "You have a place as a mentor", Pill("Place confirmed", "ok")),
        (Role.MENTEE, Status.APPROVED, "You have a place as a mentee", Pill("Place confirmed", "ok")),
        (Role.MENTEE, Status.DECLINED, "You asked for a mentor", Pill("Not this time", "")),
        (Role.MENTOR, Status.WITHDRAWN, "You stepped back", Pill("Stepped back", "")),
    ],
)
def test_place_in_words(role, status, words, pill):
    place = place_words.place_in_words(Enrolment(cohort=Cohort(), role=role, status=status))

    assert (place.words, place.pill) == (words, pill)


@pytest.mark.parametrize("stage", Cohort.OVER)
@pytest.mark.parametrize(
    ("role", "status", "words"),
    [
        (Role.MENTOR, Status.APPROVED, "You had a place as a mentor"),
        (Role.MENTEE, Status.APPROVED, "You had a place as a mentee"),
        (Role.MENTEE, Status.WAITING, "You asked for a mentor"),
    ],
)
def test_place_in_a_cohort_that_is_over_is_said_to_be_past(stage, role, status, words):
    place = place_words.place_in_words(Enrolment(cohort=Cohort(stage=stage), role=role, status=status))

    assert (place.words, place.pill) == (words, Pill("Finished", ""))


@pytest.mark.parametrize(("status", "may"), [(Status.WITHDRAWN, True), (Status.DECLINED, False)])
def test_asking_again_is_for_those_who_stepped_back(cohort, person, status, may):
    assert place_words.may_ask_again(EnrolmentFactory(cohort=cohort, person=person, status=status)) is may


def test_place_that_was_taken_back_is_no_stepping_back(cohort, person):
    place = EnrolmentFactory(
        cohort=cohort, person=person, status=Status.WITHDRAWN, answer_words="By mistake.", was_taken_back=True
    )

    assert place_words.place_in_words(place).words == "Your place was taken back"


def steps(cohort, status):
    return place_words.what_happens_next(Enrolment(cohort=cohort, role=Role.MENTEE, status=status))


def test_what_happens_next_names_the_days(programme):
    cohort = CohortFactory(
        programme=programme,
        registration_ends_on=date(2026, 3, 14),
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 9, 30),
        mid_survey_on=date(2026, 7, 1),
    )

    assert steps(cohort, Status.REGISTERED) == [
        "The programme team reads your request. You get a mail as soon as your place is confirmed.",
        "After Sat 14 Mar 2026 the programme team looks for pairs that fit.",
        "You read who is suggested and why, and say yes or no. Nothing starts unless both of you say yes.",
        "You meet, agree how you will work together, and go on from Wed 1 Apr 2026 to Wed 30 Sep 2026.",
    ]
    assert steps(cohort, Status.APPROVED) == steps(cohort, Status.REGISTERED)[1:]
    assert steps(cohort, Status.WAITING) == [
        "There is no free place yet. As soon as there is one for you, we write to you.",
        *steps(cohort, Status.REGISTERED)[2:],
    ]


def test_what_happens_next_once_the_cohort_runs(programme):
    cohort = CohortFactory(programme=programme, stage=Stage.RUNNING)

    search, suggestion, _meeting = steps(cohort, Status.APPROVED)

    assert search == "We look for the person who fits best and write to you."
    assert suggestion.startswith("You read who is suggested and why")


def test_what_happens_next_names_no_start_that_has_been(programme):
    today = clock.today()
    begun = CohortFactory(
        programme=programme,
        stage=Stage.RUNNING,
        registration_ends_on=today - timedelta(days=9),
        starts_on=today,
        ends_on=date(2030, 1, 31),
    )

    assert steps(begun, Status.APPROVED)[-1] == (
        "You meet, agree how you will work together, and go on until Thu 31 Jan 2030."
    )


def test_what_happens_next_near_the_end_promises_no_pair(programme):
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSING)
    words = "The round is coming to its end, and no new pairs begin in it."

    assert steps(cohort, Status.APPROVED) == steps(cohort, Status.REGISTERED) == [words]
    assert place_words.place_in_words(EnrolmentFactory(cohort=cohort)).next == words
    assert steps(cohort, Status.DECLINED) == []


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN])
def test_what_happens_next_without_a_place_is_nothing(cohort, status):
    assert steps(cohort, status) == []
