"""A survey that closes while an answer is on its way: whoever sent it reads so, and gets it back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from feedback import services
from feedback.models import Draft, Invitation, Response, SurveyRun
from feedback.services import close_run
from matching.services import end_mentorship
from mentoring.lib import clock
from programmes.models import Cohort
from programmes.services import lock_cohort
from tests import factories
from tests.feedback.conftest import MONDAY
from tests.feedback.moments import EARLY_END, START, begin, make_round
from tests.feedback.population import make_people
from tests.feedback.survey_pages import token_of
from tests.matching.at_once import commit_when_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
TIME = ("2. My work leaves me enough time for mentoring.", "Disagree")
TIME_FIRST = ("1. My work leaves me enough time for mentoring.", "Disagree")
PARTING = ("1. It ended in a way that is all right with me.", "Disagree")


def send_while(closing, client, url, answers):
    """What comes back for answers that are sent once `closing` has written, and that wait for it to be kept."""
    has_written = Event()

    def close():
        with clock.standing_at(MONDAY), transaction.atomic():
            closing()
            has_written.set()
            commit_when_somebody_waits()

    def send():
        has_written.wait(timeout=30)
        with clock.standing_at(MONDAY):
            return client.post(url, answers)

    def on_a_connection_of_its_own(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        _closed, answer = pool.map(on_a_connection_of_its_own, [close, send])
    return answer


def given_back(response):
    return response.status_code, [(each.label, each.text) for each in response.context["typed"]]


def heading(response):
    return response.content.decode().partition("<h1>")[2].partition("</h1>")[0]


@pytest.fixture
def cohort(monday):
    return make_round()


def parted(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.RUNNING)
    cohort.refresh_from_db()
    mentor, mentee = factories.MentorFactory(cohort=cohort), factories.EnrolmentFactory(cohort=cohort)
    end_mentorship(mentorship=factories.make_mentorship(mentor, mentee), by=mentor.person.user)
    return mentee


OF_THE_MOMENT = [
    (START, "feedback:survey-start", factories.EnrolmentFactory, {"time": "2"}, TIME_FIRST),
    (EARLY_END, "feedback:survey-early-end", parted, {"parting": "2"}, PARTING),
]


@pytest.mark.parametrize("last", [False, True])
def test_mid_survey_that_closes_under_an_answer_gives_it_back(running_cohort, last):
    make_people(running_cohort, ["Sales", "Sales"])
    services.tend_surveys()
    run = SurveyRun.objects.get()
    url = reverse("feedback:survey-answer", args=[token_of(run.invitations.select_related("run").first())])
    answers = {"time": "2", "leave": "sure"} if last else {"time": "2"}

    response = send_while(lambda: close_run(run=run), Client(), url, answers)

    assert given_back(response) == (410, [TIME])
    assert heading(response) == "This survey has closed"
    assert (Draft.objects.count(), Response.objects.count()) == (0, 0)
    assert not Invitation.objects.exclude(answered_on=None)


@pytest.mark.parametrize(("kind", "page", "make", "answers", "words"), OF_THE_MOMENT)
def test_survey_of_a_moment_that_closes_under_its_first_answer_gives_it_back(
    cohort, sign_in, kind, page, make, answers, words
):
    run = begin(make(cohort=cohort), kind).run
    place = make(cohort=cohort)
    client = sign_in(place.person)

    response = send_while(lambda: close_run(run=run), client, reverse(page, args=[cohort.pk]), answers)

    assert given_back(response) == (410, [words])
    assert heading(response) == "This survey has closed"
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(("kind", "page", "make", "answers", "words"), OF_THE_MOMENT)
def test_survey_of_a_moment_that_has_closed_invites_nobody_who_came_while_it_did(
    cohort, sign_in, kind, page, make, answers, words
):
    run = begin(make(cohort=cohort), kind).run
    place = make(cohort=cohort)

    send_while(lambda: close_run(run=run), sign_in(place.person), reverse(page, args=[cohort.pk]), answers)

    assert Invitation.objects.filter(run=run).count() == 1
    assert not Invitation.objects.filter(person=place.person)


@pytest.mark.parametrize(("kind", "page", "make", "answers", "words"), OF_THE_MOMENT)
def test_survey_of_a_moment_whose_round_closes_under_its_first_answer_gives_it_back(
    cohort, sign_in, kind, page, make, answers, words
):
    place = make(cohort=cohort)
    client = sign_in(place.person)

    def close_round():
        lock_cohort(cohort)
        Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.CLOSED)

    response = send_while(close_round, client, reverse(page, args=[cohort.pk]), answers)

    assert given_back(response) == (410, [words])
    assert (SurveyRun.objects.count(), Invitation.objects.count()) == (0, 0)
