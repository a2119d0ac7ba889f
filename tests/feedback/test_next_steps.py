from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from agreements.models import Session
from agreements.services import confirm_lines_read, draft_agreement
from feedback.emails import survey_invitation
from feedback.models import Goal, Invitation, Snapshot
from feedback.next_steps import read_report
from feedback.services import close_run, record_answers
from matching.models import Mentorship
from matching.services import end_mentorship
from mentoring.lib import clock
from mentoring.lib.next_step import Urgency
from tests import factories
from tests.feedback.steps import goals_to_look_after, surveys_to_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(open_run):
    return open_run(["Sales", "Sales"]).invitations.first()


def close_answered(cohort, *, people=5, **fields):
    run = factories.make_survey_run(cohort, **fields)
    for person in factories.ProfileFactory.create_batch(people):
        record_answers(invitation=Invitation.objects.create(run=run, person=person, cell=0), answers={"heard": 3})
    close_run(run=run)


def hold_sessions(mentorship, number):
    for days in range(number):
        factories.make_session(mentorship, days=-days - 1, status=Session.Status.HELD)


def test_open_survey_is_a_step_that_leads_to_the_answers(invitation, client, django_assert_num_queries):
    person = invitation.person

    with django_assert_num_queries(1):
        (step,) = surveys_to_answer(person)

    assert (step.urgency, step.text) == (
        Urgency.SURVEY,
        "8 short statements, about 3 minutes. Open until Mon 15 Jun.",
    )
    assert client.get(step.url).status_code == 200


def test_one_statement_is_counted_as_one_on_the_step_in_the_mail_and_on_the_page(invitation, client):
    run = invitation.run
    run.items = run.items[:1]
    run.save(update_fields=["items"])

    (step,) = surveys_to_answer(invitation.person)
    mail = survey_invitation(invitation)

    assert step.text == "1 short statement, about 3 minutes. Open until Mon 15 Jun."
    assert "1 short statement, about 3 minutes; skip" in " ".join(mail.text.split())
    assert "1 short statement, about 3 minutes; skip" in mail.html
    assert "1 statement, about 3 minutes." in client.get(step.url).content.decode()


def test_answered_survey_is_no_step(invitation):
    record_answers(invitation=invitation, answers={"time": 1})

    assert surveys_to_answer(invitation.person) == []


def test_closed_survey_is_no_step(invitation):
    close_run(run=invitation.run)

    assert surveys_to_answer(invitation.person) == []


def test_survey_is_no_step_after_the_pair_ended(invitation):
    mentorship = Mentorship.objects.get(memberships__person=invitation.person)
    end_mentorship(mentorship=mentorship, by=invitation.person.user)

    assert surveys_to_answer(invitation.person) == []


def test_survey_is_no_step_after_its_last_moment(invitation):
    with clock.standing_at(invitation.run.closes_at):
        assert surveys_to_answer(invitation.person) == []


def test_survey_of_others_is_no_step(invitation):
    assert surveys_to_answer(factories.ProfileFactory()) == []


@pytest.mark.parametrize(("held", "steps"), [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_goal_is_asked_for_from_the_second_session_on(cast, held, steps):
    confirm_lines_read(agreement=draft_agreement(mentorship=cast.mentorship), by=cast.mentee.user)
    hold_sessions(cast.mentorship, held)
    factories.make_session(cast.mentorship, status=Session.Status.PLANNED)

    assert [step.urgency for step in goals_to_look_after(cast.mentee)] == [Urgency.GOAL] * steps


def test_goal_is_not_asked_for_while_the_lines_are_unread(cast):
    """The page it leads to would not open."""
    draft_agreement(mentorship=cast.mentorship)
    hold_sessions(cast.mentorship, 3)

    assert goals_to_look_after(cast.mentee) == []


def test_goal_is_asked_of_the_mentee_alone(cast, django_assert_num_queries):
    hold_sessions(cast.mentorship, 2)

    with django_assert_num_queries(1):
        assert goals_to_look_after(cast.mentor) == []


def test_goal_is_not_asked_for_twice(cast):
    hold_sessions(cast.mentorship, 2)
    Goal.objects.create(mentorship=cast.mentorship, owner=cast.mentee, sentence="Speak up", set_at=clock.now())

    assert goals_to_look_after(cast.mentee) == []


def test_goal_is_not_asked_for_after_the_end(cast):
    hold_sessions(cast.mentorship, 2)
    factories.end_pairs()

    assert goals_to_look_after(cast.mentee) == []


def test_new_figures_are_a_step_for_whoever_reads_them(cast, client, django_assert_num_queries):
    close_answered(cast.cohort)

    with django_assert_num_queries(2):  # whether they read reports at all, which the page asks anyway
        (step,) = read_report(cast.hr_analyst)

    assert (step.urgency, step.title) == (Urgency.REPORT, "New figures: Open doors, Spring")
    client.force_login(cast.hr_analyst.user)
    assert client.get(step.url).status_code == 200
    assert read_report(cast.coordinator) == []


def test_new_figures_of_several_surveys_of_a_cohort_are_one_step(cast):
    for kind in ("mid", "start", "early-end"):
        close_answered(cast.cohort, kind=kind)

    (step,) = read_report(cast.hr_analyst)

    assert step.text.startswith("3 surveys closed, the last on ")


def test_survey_that_too_few_answered_is_nothing_to_read(cast):
    close_answered(cast.cohort)
    with clock.standing_at(clock.now() + timedelta(days=3)):
        close_answered(cast.cohort, kind="early-end", people=4)
        (step,) = read_report(cast.hr_analyst)

    assert step.text == f"A survey closed on {date_format(clock.today())}. Its figures are final and show groups only."
    Snapshot.objects.exclude(figures__answered=None).delete()
    assert read_report(cast.hr_analyst) == []


def test_new_figures_go_once_their_report_was_read_and_come_with_the_next(cast, sign_in):
    """Only by who read it, and not by a look at the list, which shows no answers."""
    other = factories.ProfileFactory()
    factories.HrAnalystFactory(user=other.user, organisation=cast.cohort.programme.organisation)
    client, report = sign_in(cast.hr_analyst), reverse("feedback:report-detail", args=[cast.cohort.pk])
    client.get(report)
    close_answered(cast.cohort)

    client.get(reverse("feedback:report-list"))
    listed = len(read_report(cast.hr_analyst))
    client.get(report)
    read = [len(read_report(analyst)) for analyst in (cast.hr_analyst, other)]
    close_answered(cast.cohort, kind="start")
    (step,) = read_report(cast.hr_analyst)

    assert (listed, read) == (1, [0, 1])
    assert step.text.startswith("A survey closed on ")


def test_figures_are_new_for_two_weeks(cast):
    close_answered(cast.cohort)

    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert read_report(cast.hr_analyst) == []
