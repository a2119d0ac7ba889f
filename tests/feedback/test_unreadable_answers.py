"""Answers that do not open: no wrong number is fixed, none is lost, and the surveys beside them close."""

import logging
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from feedback import services
from feedback.models import Draft, Invitation, SurveyRun
from feedback.reports import uncounted_surveys
from feedback.services import record_answers
from mentoring.health import doctor
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from programmes.models import Cohort
from programmes.signals import cohort_closed
from tests import factories
from tests.feedback.moments import begin, make_round
from tests.feedback.population import all_items, departments_of, make_people
from tests.feedback.survey_pages import token_of

pytestmark = pytest.mark.django_db


def flip_a_bit(key=None):
    """Of one answer, where none is named the first by its key; done once more it is as before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE feedback_draft SET answers = set_bit(answers, 400, 1 - get_bit(answers, 400)) WHERE key = %s",
            [key or Draft.objects.values_list("key", flat=True).order_by("key").first()],
        )


@contextmanager
def after_the_end(run):
    with clock.standing_at(run.closes_at + timedelta(minutes=6)):
        yield


@pytest.fixture
def run(open_run):
    """An open survey that 16 answered, of whom one gave an answer that does not open."""
    run = open_run(departments_of(Sales=8, Legal=8))
    for invitation in run.invitations.all():
        record_answers(invitation=invitation, answers=all_items(4))
    flip_a_bit()
    return run


def state(run):
    return SurveyRun.objects.get(pk=run.pk).state


def test_answer_that_does_not_open_keeps_its_own_survey_alone_from_closing(run, monday, caplog):
    other = factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=monday.date())
    make_people(other, departments_of(Sales=8))
    services.tend_surveys()

    with after_the_end(run), caplog.at_level(logging.ERROR):
        services.tend_surveys()

    (line,) = [line for line in caplog.records if line.name == "feedback.services.answers"]
    assert (state(run), SurveyRun.objects.get(cohort=other).state) == ("open", "closed")
    assert (line.getMessage(), line.survey) == ("A survey cannot be counted: not all of its answers open", str(run.pk))
    assert line.exc_info is None


def test_survey_is_counted_with_every_answer_once_they_open_again(run):
    with after_the_end(run):
        services.tend_surveys()
        before = Draft.objects.count()
        flip_a_bit()
        services.tend_surveys()

    closed = SurveyRun.objects.get()
    assert (before, closed.state, closed.snapshot.figures["answered"]) == (16, "closed", 16)


def test_doctor_says_that_a_survey_cannot_be_counted_and_whose_is_no_matter(run):
    with clock.standing_at(run.closes_at + timedelta(minutes=4)):
        early = uncounted_surveys()
    with after_the_end(run):
        (finding,) = doctor.surveys()

    assert early == 0
    assert (finding.state, finding.words[:49]) == ("broken", "1 survey is over, and cannot be counted: not all ")
    assert run.cohort.name not in finding.words


def test_cohort_closes_although_an_answer_does_not_open_and_its_survey_takes_no_more(run, client):
    moment = clock.now() + timedelta(days=2)

    with clock.standing_at(moment):
        cohort_closed.send(sender=Cohort, cohort=run.cohort, by=None)
        late = client.post(reverse("feedback:survey-answer", args=[token_of(run.invitations.first())]), {"time": "2"})
        with pytest.raises(Refused, match="has closed"):
            record_answers(invitation=run.invitations.first(), answers={"time": 2})

    stored = SurveyRun.objects.get()
    assert (stored.state, stored.closes_at, stored.reminds_at) == ("open", moment, None)
    assert (late.status_code, Invitation.objects.waiting(moment).count()) == (410, 0)
    assert Draft.objects.count() == 16


def test_survey_of_a_moment_takes_no_more_in_a_cohort_that_closed_before_it_could_be_counted(monday):
    place = factories.EnrolmentFactory(cohort=make_round())
    run = record_answers(invitation=begin(place), answers={"time": 2}).run
    flip_a_bit()
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)

    with clock.standing_at(monday + timedelta(days=1)):
        services.close_runs_of(cohort=Cohort.objects.get(pk=place.cohort_id))
        services.tend_surveys()

    assert SurveyRun.objects.get(pk=run.pk).closes_at == monday + timedelta(days=1)


def test_report_says_that_answers_are_not_counted_yet_and_no_number(run, reader):
    with after_the_end(run):
        services.tend_surveys()
        page = reader.get(reverse("feedback:report-detail", args=[run.cohort_id])).content.decode()

    assert "its last day was Mon 15 Jun 2026, and its answers are not counted yet. None of them is lost." in page
    assert "It takes answers until" not in page
