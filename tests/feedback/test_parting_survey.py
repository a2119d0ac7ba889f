"""The survey on parting: were this wrong, people would be asked twice, or could not take back what they said."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback import services
from feedback.models import Draft, Invitation, SurveyRun
from feedback.next_steps import change_answers, look_back
from feedback.services import close_due_runs, close_run, record_answers
from matching.services import end_mentorship
from mentoring.lib import clock
from mentoring.lib.forms import PREFER_NOT_TO_SAY
from programmes.models import Cohort, StageChange
from tests import factories
from tests.factories import at
from tests.feedback.conftest import MONDAY
from tests.feedback.moments import EARLY_END, begin, make_round, offered, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(monday):
    return make_round(stage=Cohort.Stage.RUNNING)


def parted(cohort, *, days_ago=0):
    """The mentee's place of a pair that has ended."""
    mentor, mentee = factories.MentorFactory(cohort=cohort), factories.EnrolmentFactory(cohort=cohort)
    ended_at = clock.now() - timedelta(days=days_ago)
    with clock.standing_at(ended_at - timedelta(days=30)):
        pair = factories.make_mentorship(mentor, mentee)
    with clock.standing_at(ended_at):
        end_mentorship(mentorship=pair, by=mentor.person.user)
    return mentee


def test_whoever_is_asked_on_parting_and_whoever_reads_the_report_read_the_same_last_day(running, sign_in, reader):
    place = parted(running)
    begin(place, EARLY_END)
    report = reverse("feedback:report-detail", args=[running.pk])
    (step,) = look_back(place.person)

    for moment, words in (
        (clock.now(), "Tue 15 Dec 2026"),
        (at("2026-12-16 12:00"), "the round closes (Tue 29 Dec 2026, 09:00 GMT at the latest)"),
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
    assert late.text.endswith("until the round closes (Tue 29 Dec 2026, 09:00 GMT at the latest).")
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
