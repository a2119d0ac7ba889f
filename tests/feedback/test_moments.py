"""Surveys that come at a moment of one's own, without a mail: before the start, and when a pair ended early."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from feedback import services
from feedback.models import Draft, Invitation, Response, SurveyRun
from feedback.next_steps import answer_survey, change_answers, look_back
from feedback.services import begin_survey, close_due_runs, close_run, is_offered, record_answers
from matching.services import end_mentorship
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.forms import PREFER_NOT_TO_SAY
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Enrolment, StageChange
from tests import factories
from tests.factories import at
from tests.feedback.conftest import MONDAY

pytestmark = pytest.mark.django_db
START, EARLY_END = SurveyRun.Kind.START, SurveyRun.Kind.EARLY_END
CORE = ("time", "learning", "direction", "network", "voice", "help")


@pytest.fixture
def cohort(monday):
    """A round that takes registrations until 10 June and starts on 15 June."""
    days = {"registration_ends_on": at("2026-06-10 00:00").date(), "starts_on": at("2026-06-15 00:00").date()}
    return factories.CohortFactory(**days, ends_on=at("2026-12-15 00:00").date(), mid_survey_on=None)


@pytest.fixture
def place(cohort):
    return factories.EnrolmentFactory(cohort=cohort, status=Enrolment.Status.REGISTERED)


@pytest.fixture
def url(cohort):
    return reverse("feedback:survey-start", args=[cohort.pk])


def begin(place, kind=START):
    return begin_survey(kind=kind, cohort=place.cohort, person=place.person, by=place.person.user)


def offered(place, kind=START):
    return is_offered(kind=kind, cohort=Cohort.objects.get(pk=place.cohort_id), person=place.person)


def refusal(place, kind=START):
    with pytest.raises(Refused) as refused:
        begin(place, kind)
    return refused.value.message


def parted(cohort, *, days_ago=0):
    """The mentee's place of a pair that has ended."""
    mentor, mentee = factories.MentorFactory(cohort=cohort), factories.EnrolmentFactory(cohort=cohort)
    ended_at = clock.now() - timedelta(days=days_ago)
    with clock.standing_at(ended_at - timedelta(days=30)):
        pair = factories.make_mentorship(mentor, mentee)
    with clock.standing_at(ended_at):
        end_mentorship(mentorship=pair, by=mentor.person.user)
    return mentee


@pytest.fixture
def running(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.RUNNING)
    cohort.refresh_from_db()
    return cohort


# Before the start


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

    assert "6 statements, about 2 minutes. Open until Mon 29 Jun 2026, 09:00." in page
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
    assert answer_survey(place.person) == []


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
    (step,) = change_answers(other.person)
    with clock.standing_at(begun.run.closes_at):
        after = change_answers(other.person), client.get("/").content.decode()

    words = "you can say more, or change what you said, until Mon 29 Jun 2026, 09:00."
    assert (words in home, words in page) == (True, True)
    assert "You can still change what you chose." in client.get(step.url).content.decode()
    (half_way,) = change_answers(place.person)
    assert (half_way.title, "you began, and can go on until" in half_way.text) == ("Before you start", True)
    assert after[0] == []
    assert "What you can still change" not in after[1]


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
        (declined,) = change_answers(place.person)
    run = factories.make_survey_run(factories.CohortFactory())
    other = Invitation.objects.create(run=run, person=place.person, cell=0)
    record_answers(invitation=other, answers={"heard": 2})

    with django_assert_num_queries(2):
        steps = change_answers(place.person)

    assert "you would rather not answer" in declined.text
    assert services.with_answers([first, other]) == {other.pk}
    assert sorted("change what you said" in step.text for step in steps) == [False, True]


# When a pair ended early


def test_whoever_is_asked_on_parting_and_whoever_reads_the_report_read_the_same_last_day(running, sign_in, reader):
    place = parted(running)
    begin(place, EARLY_END)
    report = reverse("feedback:report-detail", args=[running.pk])
    (step,) = look_back(place.person)

    for moment, words in (
        (clock.now(), "Tue 15 Dec 2026"),
        (at("2026-12-16 12:00"), "the round closes (Tue 29 Dec 2026, 09:00 at the latest)"),
    ):
        with clock.standing_at(moment):
            asked = sign_in(place.person).get(step.url, follow=True).content.decode()
            read = reader.get(report).content.decode()
        assert f"about 1 minute. Open until {words}." in asked
        assert f"It takes answers until {words}, and" in read


def test_whoever_steps_back_from_a_pair_is_asked_on_the_page_they_come_to(running, sign_in):
    mentor, mentee = factories.MentorFactory(cohort=running), factories.EnrolmentFactory(cohort=running)
    factories.make_mentorship(mentor, mentee)
    client = sign_in(mentee.person)

    page = client.post(reverse("programmes:place-withdraw", args=[mentee.pk]), follow=True).content.decode()
    url = reverse("feedback:survey-early-end", args=[running.pk])
    statements = client.get(url).content.decode()

    assert f'href="{url}"' in page
    assert "3 statements, about 1 minute." in statements
    assert "It ended in a way that is all right with me." in statements
    assert [step.url for step in look_back(mentor.person)] == [url]


def test_parting_can_be_left_unanswered_and_is_not_asked_again(running, sign_in):
    place = parted(running)
    client = sign_in(place.person)
    url = reverse("feedback:survey-early-end", args=[running.pk])

    left = client.post(url, {"leave": "yes"})

    assert "Nothing of you is kept" in client.get(left.url).content.decode()
    assert (look_back(place.person), offered(place, EARLY_END), Draft.objects.count()) == ([], False, 0)


@pytest.mark.parametrize("press", [{"parting": PREFER_NOT_TO_SAY}, {"parting": "4", "leave": "sure"}])
def test_answer_on_parting_can_be_taken_back(running, sign_in, press):
    place = parted(running)
    client = sign_in(place.person)
    url = reverse("feedback:survey-early-end", args=[running.pk])
    thanks = client.post(url, {"parting": "4"}, follow=True).content.decode()
    (step,) = change_answers(place.person)

    taken_back = client.post(step.url, press, follow=True).content.decode()
    home = client.get("/").content.decode()

    assert "Your answers are in." in thanks
    assert "Nothing of you is kept, and you are not reminded." in taken_back
    assert "you would rather not answer. If you change your mind, you can until Tue 15 Dec 2026." in home
    assert "change what you said" not in home
    assert (Draft.objects.count(), Invitation.objects.get().answered_on) == (0, MONDAY.date())


def test_answers_on_parting_can_be_changed_until_the_last_day_or_until_the_round_closes(running, sign_in):
    place = parted(running)
    record_answers(invitation=begin(place, EARLY_END), answers={"parting": 4})
    client = sign_in(place.person)

    before = client.get("/").content.decode()
    with clock.standing_at(at("2026-12-16 12:00")):
        (late,) = change_answers(place.person)
    services.close_runs_of(cohort=running)

    assert "you can say more, or change what you said, until Tue 15 Dec 2026." in before
    assert late.text.endswith("until the round closes (Tue 29 Dec 2026, 09:00 at the latest).")
    assert change_answers(place.person) == []


def test_parting_is_asked_about_in_the_two_weeks_after(running):
    recent, old = parted(running, days_ago=13), parted(running, days_ago=14)

    assert (offered(recent, EARLY_END), len(look_back(recent.person))) == (True, 1)
    assert (offered(old, EARLY_END), look_back(old.person)) == (False, [])
    assert refusal(old, EARLY_END) == "This is asked in the two weeks after a pair has ended."


@pytest.mark.parametrize("stage", [Cohort.Stage.CLOSING, Cohort.Stage.CLOSED])
def test_pairs_that_end_with_their_round_did_not_part_early(running, stage):
    place = parted(running)
    Cohort.objects.update(stage=stage)

    assert (offered(place, EARLY_END), look_back(place.person)) == (False, [])


def test_parting_is_asked_about_once_a_person_however_many_pairs_ended(running, django_assert_num_queries):
    mentor = factories.MentorFactory(cohort=running, capacity=2)
    for _each in range(2):
        pair = factories.make_mentorship(mentor, factories.EnrolmentFactory(cohort=running))
        end_mentorship(mentorship=pair, by=mentor.person.user)

    with django_assert_num_queries(1):
        steps = look_back(mentor.person)

    assert len(steps) == 1
    assert begin(mentor, EARLY_END) == begin(mentor, EARLY_END)


def test_parting_is_asked_about_at_its_moment_and_counts_for_what_comes_later(running):
    place = parted(running)
    run = factories.make_survey_run(factories.CohortFactory())
    Invitation.objects.create(run=run, person=place.person, cell=0, asked_on=MONDAY.date())

    asked = begin(place, EARLY_END)

    assert list(Invitation.objects.filter(pk=asked.pk).recent(MONDAY.date() + timedelta(days=20))) == [asked]


def test_everybody_whose_pair_ended_was_asked_on_parting_whether_they_came_or_not(running):
    """Of the two of each pair: not only those who began. Those who part with the round are asked at its end instead."""
    for days in (40, 3, 2):
        parted(running, days_ago=days)
    begin(first := parted(running), EARLY_END)
    factories.end_pairs(cohort=parted(factories.CohortFactory(stage=Cohort.Stage.RUNNING)).cohort)
    close = clock.now() + timedelta(days=1)
    StageChange.objects.create(
        cohort=running, to_stage=Cohort.Stage.CLOSING, made_at=close, made_by=factories.ProfileFactory().user
    )
    with clock.standing_at(close + timedelta(days=1)):
        parted(running)
        figures = close_run(run=first.cohort.survey_runs.get()).figures

    assert figures["invited"] == 8


def test_where_it_is_always_on_nobody_counts_as_asked_once_more(monday):
    """Whoever began before a start is asked no more, whoever did not still is; on parting each time has its own."""
    cohort = factories.AlwaysOnFactory(starts_on=MONDAY.date(), stage=Cohort.Stage.RUNNING)
    begin(factories.EnrolmentFactory(cohort=cohort))
    begin(parted(cohort), EARLY_END)
    with clock.standing_at(SurveyRun.objects.order_by("closes_at").last().closes_at):
        before = [run.snapshot.figures["invited"] for run in closed_now()]
        begin(factories.EnrolmentFactory(cohort=cohort))
        begin(parted(cohort), EARLY_END)
        after = [close_run(run=run).figures["invited"] for run in SurveyRun.objects.exclude(state="closed")]

    assert (sorted(before), sorted(after)) == ([2, 3], [2, 5])


def closed_now() -> list[SurveyRun]:
    close_due_runs()
    return list(SurveyRun.objects.filter(state=SurveyRun.State.CLOSED))


def test_answers_on_parting_close_with_the_round(running):
    run = begin(parted(running), EARLY_END).run

    services.close_runs_of(cohort=running)

    assert SurveyRun.objects.get(pk=run.pk).state == SurveyRun.State.CLOSED


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
