"""Answers while a survey is open, and what is left of them when it closes."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction

from feedback import services
from feedback.models import Draft, Invitation, Response, Snapshot, SurveyRun
from feedback.secrecy import draft_key
from feedback.services import close_due_runs, close_run, record_answers
from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from participants.models import Profile
from programmes.models import Cohort
from programmes.signals import cohort_closed
from tests import factories
from tests.feedback.conftest import MONDAY
from tests.feedback.population import all_items, answer, departments_of, make_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(open_run):
    return open_run(["Sales", "Sales"])


@pytest.fixture
def invitation(run):
    return run.invitations.first()


def answer_all(run, option=4):
    for invitation in run.invitations.all():
        record_answers(invitation=invitation, answers=all_items(option))


def test_answers_are_kept_under_a_key_that_is_not_in_the_database(invitation, settings):
    record_answers(invitation=invitation, answers={"time": 2})

    draft = Draft.objects.get()
    settings.SURVEY_KEY = "another installation"
    assert (draft.cell, json.loads(draft.answers)) == (invitation.cell, {"time": 2})
    assert draft.key != draft_key(invitation.pk)
    assert str(invitation.pk) not in draft.key


def test_answers_lie_encrypted(invitation):
    record_answers(invitation=invitation, answers={"time": 2})

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM feedback_draft")
        assert b"time" not in bytes(cursor.fetchone()[0])


def test_invitation_keeps_the_day_and_nothing_else(invitation):
    record_answers(invitation=invitation, answers={"time": 2})

    assert invitation.answered_on == MONDAY.date()
    assert not any(isinstance(field, models.DateTimeField) for field in Invitation._meta.get_fields())


def test_answering_again_replaces_the_answers_and_leaves_one_draft(invitation):
    record_answers(invitation=invitation, answers={"time": 2, "aim": 5})
    with clock.standing_at(MONDAY + timedelta(days=2)):
        record_answers(invitation=invitation, answers={"time": 4})

    assert json.loads(Draft.objects.get().answers) == {"time": 4}
    assert Invitation.objects.get(pk=invitation.pk).answered_on == MONDAY.date()


def test_skipping_everything_leaves_no_answer_behind(invitation):
    record_answers(invitation=invitation, answers={"time": 2})
    record_answers(invitation=invitation, answers={})

    assert (Draft.objects.count(), invitation.answered_on) == (0, MONDAY.date())


@pytest.mark.parametrize("answers", [{"time": 6}, {"time": 0}, {"salary": 1}])
def test_answers_that_were_not_asked_for_are_refused(invitation, answers):
    with pytest.raises(Refused, match="does not belong to this survey"):
        record_answers(invitation=invitation, answers=answers)

    assert Draft.objects.count() == 0


def test_answers_after_the_last_moment_are_refused(run, invitation):
    with clock.standing_at(run.closes_at), pytest.raises(Refused, match="has closed"):
        record_answers(invitation=invitation, answers={"time": 2})

    assert (Draft.objects.count(), Invitation.objects.get(pk=invitation.pk).answered_on) == (0, None)


def test_no_audit_event_stands_beside_an_answer(invitation):
    before = AuditEvent.objects.count()

    record_answers(invitation=invitation, answers={"time": 2})

    assert AuditEvent.objects.count() == before


def test_closing_leaves_answers_without_a_key_and_their_figures(open_run):
    run = open_run(departments_of(Sales=8, Legal=8))
    answer_all(run)

    snapshot = close_run(run=run)

    assert Draft.objects.count() == 0
    assert sorted(Response.objects.exclude(cell=None).values_list("cell", flat=True)) == [0] * 8 + [1] * 8
    assert snapshot.figures["answered"] == 16
    assert [leaf["items"]["time"] for leaf in snapshot.figures["leaves"]] == [[0, 0, 0, 8, 0]] * 2
    assert snapshot.built_on == MONDAY.date()


def test_responses_are_written_in_another_order_than_people_answered(open_run):
    run = open_run(["Sales"] * 30)
    for number, invitation in enumerate(run.invitations.all()):
        record_answers(invitation=invitation, answers={"time": 1 + number // 6})

    close_run(run=run)

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers ->> 'time' FROM feedback_response ORDER BY ctid")
        written = [int(row[0]) for row in cursor.fetchall()]
    assert sorted(written) == [option for option in range(1, 6) for _each in range(6)] != written


def test_fewer_answers_than_the_minimum_leave_nothing(open_run):
    run = open_run(["Sales"] * 8)
    for invitation in run.invitations.all()[:4]:
        record_answers(invitation=invitation, answers=all_items(5))

    snapshot = close_run(run=run)

    assert (Draft.objects.count(), Response.objects.count()) == (0, 0)
    nothing = {"answered": None, "mentors_behind": 4, "leaves": [], "undivided": {}}
    assert snapshot.figures == {"invited": 8, "minimum": 5, "split_minimum": 8, **nothing}


def test_a_reader_of_the_report_does_not_count_towards_the_minimum(open_run):
    run = open_run(departments_of(Sales=8, Legal=10))
    analyst = run.invitations.first().person
    factories.HrAnalystFactory(user=analyst.user, organisation=analyst.organisation)
    answer_all(run)

    figures = close_run(run=run).figures

    assert (figures["minimum"], figures["split_minimum"]) == (6, 9)
    assert [leaf["n"] for leaf in figures["leaves"]] == [18]


def test_survey_closes_once(run):
    close_run(run=run)

    with pytest.raises(Refused):
        close_run(run=run)
    assert Snapshot.objects.count() == 1


def test_survey_closes_when_its_time_is_over(run):
    with clock.standing_at(run.closes_at):
        assert (close_due_runs(), close_due_runs()) == (1, 0)


def test_open_survey_closes_with_its_cohort(run, running_cohort):
    cohort_closed.send(sender=Cohort, cohort=running_cohort, by=None)

    assert SurveyRun.objects.get().state == SurveyRun.State.CLOSED


def test_figures_stay_the_same_whatever_happens_later(open_run):
    run = open_run(departments_of(Sales=8, Legal=8))
    answer_all(run)
    close_run(run=run)
    before = figures_as_stored()

    person = run.invitations.first().person
    with pytest.raises(Refused):
        answer(run, person, all_items(1))
    Profile.objects.update(department=None)
    run.invitations.all().delete()
    Response.objects.all().delete()
    services.tend_surveys()

    assert figures_as_stored() == before


def figures_as_stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT figures::text FROM feedback_snapshot")
        return cursor.fetchall()


def test_database_refuses_to_change_figures(run):
    snapshot = close_run(run=run)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(figures={})


def models_reachable_from(model):
    """Every model that a chain of foreign keys leads to."""
    found, waiting = set(), [model]
    while waiting:
        relations = [field for field in waiting.pop()._meta.concrete_fields if field.is_relation]
        further = {field.related_model for field in relations} - found
        found |= further
        waiting += further
    return found


def test_no_foreign_key_leads_from_an_answer_to_a_person():
    assert {model.__name__ for model in models_reachable_from(Response)} == {
        "SurveyRun",
        "Cohort",
        "Programme",
        "Organisation",
    }
    assert models_reachable_from(Response).isdisjoint({Profile, User, Invitation})


def test_an_answer_holds_no_time():
    fields = {field.name: type(field).__name__ for field in Response._meta.get_fields()}

    assert fields == {
        "id": "UUIDField",
        "run": "ForeignKey",
        "cell": "PositiveSmallIntegerField",
        "answers": "JSONField",
    }


@pytest.mark.django_db(transaction=True)
def test_last_answer_and_closing_meet_without_losing_either():
    with clock.standing_at(MONDAY):
        cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=MONDAY.date())
        make_people(cohort, ["Sales"] * 8)
        services.tend_surveys()
    run = SurveyRun.objects.get()
    outcomes, barrier = [], threading.Barrier(9)

    def act(work):
        with clock.standing_at(MONDAY):
            barrier.wait()
            try:
                work()
            except Refused:
                outcomes.append("refused")
            else:
                outcomes.append("done")
            finally:
                connection.close()

    works = [lambda each=each: record_answers(invitation=each, answers=all_items(3)) for each in run.invitations.all()]
    threads = [threading.Thread(target=act, args=[work]) for work in [*works, lambda: close_run(run=run)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    answered = outcomes.count("done") - 1
    assert len(outcomes) == 9
    assert Draft.objects.count() == 0
    assert Response.objects.count() == (answered if answered >= 5 else 0)
    assert run.invitations.exclude(answered_on=None).count() == answered


@pytest.mark.django_db(transaction=True)
def test_ticks_side_by_side_close_a_survey_once():
    run = factories.make_survey_run(factories.CohortFactory(), closes_at=clock.now() + timedelta(days=7))
    closed, barrier = [], threading.Barrier(4)

    def tick():
        with clock.standing_at(run.closes_at):
            barrier.wait()
            closed.append(close_due_runs())
        connection.close()

    threads = [threading.Thread(target=tick) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(closed), Snapshot.objects.count()) == ([0, 0, 0, 1], 1)
