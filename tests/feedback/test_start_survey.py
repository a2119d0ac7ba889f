"""The survey before the start: were this wrong, people would miss it, be pressed by it or lose their answers."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from feedback import services
from feedback.models import Draft, Invitation, Response, SurveyRun
from feedback.services import close_due_runs, close_run, record_answers
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Enrolment
from tests import factories
from tests.factories import at
from tests.feedback.conftest import MONDAY
from tests.feedback.moments import START, begin, make_round, offered, refusal
from tests.feedback.steps import surveys_to_answer, surveys_to_change

pytestmark = pytest.mark.django_db
CORE = ("time", "learning", "direction", "network", "voice", "help")


@pytest.fixture
def cohort(monday):
    return make_round()


@pytest.fixture
def place(cohort):
    return factories.EnrolmentFactory(cohort=cohort, status=Enrolment.Status.REGISTERED)


@pytest.fixture
def url(cohort):
    return reverse("feedback:survey-start", args=[cohort.pk])


@pytest.fixture
def running(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.RUNNING)
    cohort.refresh_from_db()
    return cohort


def test_page_that_thanks_for_registering_leads_to_the_start_survey(place, url, sign_in):
    page = sign_in(place.person).get(reverse("programmes:place-done", args=[place.cohort_id])).content.decode()

    assert f'href="{url}"' in page
    assert "Six short statements about your work today, if you like." in page


def test_reading_the_start_survey_asks_nobody_and_its_first_button_does(place, url, sign_in):
    client = sign_in(place.person)
    page = client.get(url).content.decode()
    before = (SurveyRun.objects.count(), Invitation.objects.count())

    saved = client.post(url, {"time": "2"})
    last = client.post(saved.url, {"voice": "5"})

    assert "6 statements, about 2 minutes. Open until Mon 29 Jun 2026, 09:00 BST." in page
    assert "HR sees totals of everybody together, and only where at least 5 people have answered." in page
    assert before == (0, 0)
    invitation = Invitation.objects.get()
    assert (invitation.run.kind, invitation.person, invitation.cell) == (START, place.person, 0)
    assert services.answers_so_far(invitation) == {"time": 2, "voice": 5}
    assert "Your answers are in." in client.get(last.url).content.decode()


def test_start_survey_sends_no_mail_and_presses_nobody(place):
    begin(place)
    services.tend_surveys()

    with clock.standing_at(MONDAY + timedelta(days=10)):
        services.tend_surveys()

    assert OutgoingMessage.objects.count() == 0
    assert surveys_to_answer(place.person) == []


def test_whoever_began_the_start_survey_is_led_back_to_their_answers(place, url, sign_in):
    record_answers(invitation=begin(place), answers={"time": 2})

    page = sign_in(place.person).get(url, follow=True).content.decode()

    assert page.count(" checked") == 1
    assert not offered(place)
    assert f'href="{url}"' not in sign_in(place.person).get(place.get_absolute_url()).content.decode()


def test_beginning_twice_is_one_survey_and_one_invitation(place):
    assert begin(place) == begin(place)
    assert list(AuditEvent.objects.filter(verb="survey.opened").values_list("actor_id", flat=True)) == [None]


def test_start_survey_is_for_those_who_take_part(place, url, sign_in):
    stranger = factories.ProfileFactory(organisation=place.person.organisation)
    Enrolment.objects.filter(pk=place.pk).update(status=Enrolment.Status.WITHDRAWN)

    assert sign_in(stranger).get(url).status_code == 404
    assert "This is asked of those who take part." in refusal(place)


def test_start_survey_stays_open_two_weeks_into_the_round_and_then_says_so(place, running, url, sign_in):
    begin(place)
    other = factories.EnrolmentFactory(cohort=running)

    with clock.standing_at(at("2026-06-29 07:59")):
        is_open = offered(other)
    with clock.standing_at(at("2026-06-29 08:00")):
        closed = close_due_runs()
        answer = sign_in(other.person).get(url)

        late = sign_in(other.person).post(url, {"time": "2", "voice": "5"})
    assert (is_open, closed, answer.status_code) == (True, 1, 410)
    assert "The time before the start is over" in answer.content.decode()
    assert ("typed" in answer.context, [each.text for each in late.context["typed"]]) == (False, ["Disagree"])


def test_start_survey_stays_open_where_the_round_starts_later_than_planned(place):
    run = begin(place).run
    Cohort.objects.update(starts_on=at("2026-07-01 00:00").date())

    with clock.standing_at(run.closes_at):
        assert close_due_runs() == 0
    assert SurveyRun.objects.get().closes_at == at("2026-07-15 08:00")


def test_start_survey_counts_everybody_who_was_led_to_it_and_cuts_nobody_off(cohort):
    for department in ("Sales", "Legal"):
        for number in range(9):
            place = factories.EnrolmentFactory(cohort=cohort, person__department__name=department)
            if number < 8:
                record_answers(invitation=begin(place), answers=dict.fromkeys(CORE, 4))

    figures = close_run(run=SurveyRun.objects.get()).figures

    assert (figures["invited"], figures["answered"]) == (18, 16)
    assert [(leaf["label"], leaf["n"]) for leaf in figures["leaves"]] == [({}, 16)]
    assert (Draft.objects.count(), set(Response.objects.values_list("cell", flat=True))) == (0, {0})


def test_whoever_was_asked_elsewhere_lately_is_left_in_peace(place, url, sign_in):
    run = factories.make_survey_run(factories.CohortFactory())
    Invitation.objects.create(run=run, person=place.person, cell=0, asked_on=MONDAY.date() - timedelta(days=20))

    sentence = refusal(place)
    Invitation.objects.update(asked_on=MONDAY.date() - timedelta(days=21))

    assert sentence == "You were asked for your view less than three weeks ago. We leave you in peace for now."
    assert offered(place)


def test_what_is_always_on_asks_newcomers_by_half_years_and_nobody_twice(monday):
    cohort = factories.AlwaysOnFactory(starts_on=MONDAY.date(), stage=Cohort.Stage.RUNNING)
    early, late = factories.EnrolmentFactory(cohort=cohort), factories.EnrolmentFactory(cohort=cohort)
    first = begin(early).run

    with clock.standing_at(first.closes_at):
        closed = close_due_runs()
        again, newcomer = offered(early), begin(late).run

    assert first.closes_at == at("2026-11-30 09:00")
    assert (closed, again, newcomer == first) == (1, False, False)


def test_answers_before_the_start_stay_within_reach_until_they_can_no_longer_be_changed(place, running, sign_in):
    """Also of whoever stopped half-way and is in a pair by now, and so comes by the page of the place no more."""
    begun, other = begin(place), factories.EnrolmentFactory(cohort=running)
    record_answers(invitation=begin(other), answers={"time": 2})
    client = sign_in(other.person)

    home = client.get("/").content.decode()
    page = client.get(other.get_absolute_url()).content.decode()
    (step,) = surveys_to_change(other.person)
    with clock.standing_at(begun.run.closes_at):
        after = surveys_to_change(other.person), client.get("/").content.decode()

    words = "you can say more, or change what you said, until Mon 29 Jun 2026, 09:00 BST."
    assert (words in home, words in page) == (True, True)
    assert "You can still change what you chose." in client.get(step.url).content.decode()
    (half_way,) = surveys_to_change(place.person)
    assert (half_way.title, "you began, and can go on until" in half_way.text) == ("Before you start", True)
    assert after[0] == []
    assert "What you can still answer or change" not in after[1]


def test_survey_before_the_start_of_a_short_round_says_the_day_on_which_the_round_ends(place, url, sign_in):
    Cohort.objects.update(ends_on=at("2026-06-19 00:00").date())
    client = sign_in(place.person)

    page = client.get(url).content.decode()
    thanks = client.post(client.post(url, {"time": "2"}).url, {"voice": "5"}, follow=True).content.decode()

    assert "Open until Fri 19 Jun 2026." in page
    assert "Until Fri 19 Jun 2026 you can come back to this page and change your answers." in thanks


def test_list_of_what_can_be_changed_costs_the_same_for_one_survey_and_for_two(place, django_assert_num_queries):
    first = record_answers(invitation=begin(place), answers={})
    with django_assert_num_queries(2):
        (declined,) = surveys_to_change(place.person)
    run = factories.make_survey_run(factories.CohortFactory())
    other = Invitation.objects.create(run=run, person=place.person, cell=0)
    record_answers(invitation=other, answers={"heard": 2})

    with django_assert_num_queries(2):
        steps = surveys_to_change(place.person)

    assert "you would rather not answer" in declined.text
    assert services.with_answers([first, other]) == {other.pk}
    assert sorted("change what you said" in step.text for step in steps) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_people_who_begin_side_by_side_open_one_survey():
    cohort = factories.CohortFactory()
    places = [factories.EnrolmentFactory(cohort=cohort) for _each in range(4)] * 2
    barrier = threading.Barrier(len(places))

    def act(place):
        barrier.wait()
        begin(place)
        connection.close()

    threads = [threading.Thread(target=act, args=[place]) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (SurveyRun.objects.count(), Invitation.objects.count()) == (1, 4)
