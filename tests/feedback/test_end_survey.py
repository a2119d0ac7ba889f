"""The end survey: asked as a round comes to its end, of mentors and mentees in their own way."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import services
from feedback.emails import is_wanted, survey_invitation, survey_reminder
from feedback.models import Draft, Invitation, Response, SurveyRun
from feedback.questionnaires import END
from feedback.reports.moves import surveys_of_move
from feedback.services import close_run, record_answers, tend_surveys
from matching.services import end_mentorship
from mentoring.lib import clock, links
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Role
from programmes.services import begin_closing
from tests import factories
from tests.factories import at
from tests.feedback.conftest import MONDAY
from tests.feedback.population import departments_of, make_people
from tests.feedback.steps import surveys_to_answer
from tests.feedback.test_answers import models_reachable_from

pytestmark = pytest.mark.django_db
TUESDAY = at("2026-06-02 08:00")


@pytest.fixture
def cohort(monday):
    """A running round whose last day is today, and which asked nothing yet."""
    return factories.CohortFactory(
        stage=Cohort.Stage.RUNNING,
        registration_ends_on=at("2026-01-01 00:00").date(),
        starts_on=at("2026-01-05 00:00").date(),
        ends_on=MONDAY.date(),
        mid_survey_on=None,
    )


@pytest.fixture
def coordinator(cohort):
    return factories.CoordinatorFactory(programme=cohort.programme).user


@pytest.fixture
def end_run(cohort, coordinator):
    """The open end survey of these people, mentors and mentees by turns; called with the department of each."""

    def of(departments):
        make_people(cohort, departments)
        begin_closing(cohort=cohort, by=coordinator)
        tend_surveys()
        with clock.standing_at(TUESDAY):
            tend_surveys()
        return SurveyRun.objects.get(kind=SurveyRun.Kind.END)

    return of


def asked_as(run, role):
    return run.invitations.filter(role=role).select_related("run__cohort__programme", "person__user")


def answer_all(invitations, option=4):
    for invitation in invitations:
        record_answers(invitation=invitation, answers={item["id"]: option for item in invitation.items})


def url_of(invitation, part=1):
    token = links.token(purpose="survey", subject_id=invitation.pk, expires_at=invitation.run.closes_at)
    return reverse("feedback:survey-part", args=[token, part])


def test_end_survey_goes_out_the_morning_after_the_round_began_to_close(cohort, coordinator):
    make_people(cohort, ["Sales", "Sales"])
    begin_closing(cohort=cohort, by=coordinator)
    tend_surveys()
    planned = SurveyRun.objects.get()
    before = (planned.kind, planned.state, planned.opens_at)

    with clock.standing_at(TUESDAY):
        tend_surveys()
        tend_surveys()

    asked = OutgoingMessage.objects.filter(kind__startswith="survey").values_list("kind", "due_at")
    assert before == (SurveyRun.Kind.END, SurveyRun.State.PLANNED, TUESDAY)
    assert sorted(asked) == [
        ("survey-invitation", TUESDAY),
        ("survey-invitation", TUESDAY),
        ("survey-reminder", TUESDAY + timedelta(days=7)),
        ("survey-reminder", TUESDAY + timedelta(days=7)),
    ]


def test_end_survey_comes_three_weeks_after_the_mid_survey_at_the_soonest(cohort, coordinator):
    make_people(cohort, ["Sales", "Sales"])
    Cohort.objects.update(mid_survey_on=MONDAY.date())
    tend_surveys()
    begin_closing(cohort=cohort, by=coordinator)
    tend_surveys()

    assert SurveyRun.objects.get(kind=SurveyRun.Kind.END).opens_at == at("2026-06-22 08:00")
    with clock.standing_at(at("2026-06-22 08:00")):
        tend_surveys()
    assert list(Invitation.objects.values("person").annotate(times=Count("pk")).values_list("times", flat=True)) == [
        2,
        2,
    ]


def test_nobody_is_asked_within_three_weeks_of_another_survey_whatever_programmes_they_are_in(cohort, end_run):
    elsewhere = factories.make_survey_run(factories.CohortFactory())
    weary, rested = make_people(cohort, ["Sales", "Sales"])
    for person, days in ((weary, 19), (rested, 20)):
        asked_on = MONDAY.date() - timedelta(days=days)
        Invitation.objects.create(run=elsewhere, person=person, cell=0, asked_on=asked_on)

    run = end_run(["Legal", "Legal"])

    asked = set(run.invitations.values_list("person", flat=True))
    assert (len(asked), weary.pk in asked, rested.pk in asked) == (3, False, True)
    assert all(each.asked_on == TUESDAY.date() for each in run.invitations.all())


def test_two_surveys_that_open_in_one_tick_ask_a_person_of_both_once(cohort):
    other = factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=MONDAY.date())
    Cohort.objects.filter(pk=cohort.pk).update(mid_survey_on=MONDAY.date())
    mentor, _mentee = make_people(cohort, ["Sales", "Sales"])
    factories.make_mentorship(
        factories.MentorFactory(cohort=other, person=mentor), factories.EnrolmentFactory(cohort=other)
    )

    tend_surveys()

    assert Invitation.objects.filter(person=mentor).count() == 1
    assert Invitation.objects.count() == 3


def test_mentors_and_mentees_are_asked_ten_statements_each(end_run, client):
    run = end_run(["Sales", "Sales"])
    mentor, mentee = asked_as(run, Role.MENTOR).get(), asked_as(run, Role.MENTEE).get()

    ids = {each.role: [item["id"] for item in each.items] for each in (mentor, mentee)}

    core = ["time", "learning", "direction", "network", "voice", "help"]
    assert ids == {
        "mentor": [*core, "listening", "outlook", "leading", "giving"],
        "mentee": [*core, "rhythm", "openness", "practice", "recommend"],
    }
    page = client.get(url_of(mentor)).content.decode()
    assert "10 statements for mentors, about 4 minutes." in page
    assert "become a better listener" in client.get(url_of(mentor, 3)).content.decode()


def test_whoever_is_both_is_asked_once_as_a_mentee(cohort, end_run):
    mentor, _mentee = make_people(cohort, ["Sales", "Sales"])
    theirs = factories.EnrolmentFactory(cohort=cohort, person=mentor)
    factories.make_mentorship(factories.MentorFactory(cohort=cohort), theirs)

    run = end_run([])

    assert run.invitations.get(person=mentor).role == Role.MENTEE
    assert run.invitations.count() == 3


def test_mentee_with_two_mentors_is_asked_once(cohort, end_run):
    mentee = factories.EnrolmentFactory(cohort=cohort)
    for _ in range(2):
        factories.make_mentorship(factories.MentorFactory(cohort=cohort), mentee)

    run = end_run([])

    assert run.invitations.filter(person=mentee.person).count() == 1
    assert run.invitations.count() == 3


def test_statement_of_the_other_role_is_refused(end_run):
    mentor = asked_as(end_run(["Sales", "Sales"]), Role.MENTOR).get()

    with pytest.raises(Refused, match="does not belong to this survey"):
        record_answers(invitation=mentor, answers={"practice": 4})


def test_mails_of_the_end_look_back(end_run):
    mentee = asked_as(end_run(["Sales", "Sales"]), Role.MENTEE).get()

    invitation, reminder = survey_invitation(mentee), survey_reminder(mentee)

    assert invitation.subject == "Looking back: 4 minutes for your view"
    assert "comes to its end. 10 short statements to look back, about 4 minutes" in " ".join(invitation.text.split())
    assert "what comes out helps those who come next" in " ".join(reminder.text.split())
    assert "half" not in invitation.text + reminder.text


def test_pair_that_ends_after_the_round_began_to_close_still_looks_back(cohort, coordinator):
    make_people(cohort, ["Sales", "Sales", "Legal", "Legal"])
    early, late = cohort.mentorships.order_by("pk")
    end_mentorship(mentorship=early, by=None)
    with clock.standing_at(MONDAY + timedelta(minutes=1)):
        begin_closing(cohort=cohort, by=coordinator)
        tend_surveys()
        end_mentorship(mentorship=late, by=None)

    with clock.standing_at(TUESDAY):
        tend_surveys()
        asked = list(Invitation.objects.all())
        steps = [len(surveys_to_answer(each.person)) for each in asked]

    assert {each.person_id for each in asked} == set(late.memberships.values_list("person", flat=True))
    assert steps == [1, 1]
    with clock.standing_at(TUESDAY):
        assert all(is_wanted("survey-reminder", each.pk) for each in asked)


def test_step_that_closes_a_round_says_what_becomes_of_its_end_survey(cohort, coordinator):
    make_people(cohort, ["Sales", "Sales"])
    begin_closing(cohort=cohort, by=coordinator)
    tend_surveys()
    waiting = surveys_of_move(cohort, Cohort.Stage.CLOSED)

    with clock.standing_at(TUESDAY):
        tend_surveys()
        is_open = surveys_of_move(cohort, Cohort.Stage.CLOSED)

    assert waiting == [(0, "The end survey of Tue 2 Jun 2026 will not go out any more.")]
    assert is_open == [
        (0, "The end survey is open until Tue 16 Jun 2026. It closes now, with the answers given so far.")
    ]


def test_what_one_role_was_asked_is_counted_where_five_of_that_role_answered(end_run):
    run = end_run(departments_of(Sales=10, Legal=10))
    answer_all(asked_as(run, Role.MENTEE))
    answer_all(asked_as(run, Role.MENTOR)[:4], option=5)

    figures = close_run(run=run).figures

    counted = {item: counts for leaf in figures["leaves"] for item, counts in leaf["items"].items()}
    counted |= figures["undivided"]
    assert figures["answered"] == 14
    assert counted["time"] == [0, 0, 0, 10, 4]
    assert counted["practice"] == [0, 0, 0, 10, 0]
    assert "listening" not in counted


def test_no_row_of_answers_holds_a_role_beside_a_cell_or_beside_the_rest_of_an_answer(end_run):
    """In a cell there may be a single mentor: what mentors alone were asked must not stand there."""
    run = end_run(departments_of(Sales=16, Legal=16))
    answer_all(run.invitations.select_related("run"))
    core = {item.id for item in END.items if not item.role}
    roles = [{item.id for item in END.items if item.role == role} for role in Role]

    close_run(run=run)

    rows = [(row.cell, set(row.answers)) for row in Response.objects.all()]
    assert sorted(cell for cell, items in rows if items == core) == [0] * 16 + [1] * 16
    assert [rows.count((None, items)) for items in roles] == [16, 16]
    assert len(rows) == 64


def test_no_row_is_kept_of_a_role_of_which_too_few_answered(end_run):
    run = end_run(departments_of(Sales=10))
    answer_all(asked_as(run, Role.MENTEE))
    answer_all(asked_as(run, Role.MENTOR)[:4])

    close_run(run=run)

    kept = [set(row.answers) for row in Response.objects.filter(cell=None)]
    assert kept == [{"rhythm", "openness", "practice", "recommend"}] * 5


def test_no_foreign_key_leads_from_answers_in_progress_to_a_person_or_back():
    names = {model.__name__ for model in models_reachable_from(Draft)}

    assert names == {"SurveyRun", "Cohort", "Programme", "Organisation"}
    for model in (Draft, Response):
        assert [field for field in model._meta.get_fields() if field.auto_created and not field.concrete] == []
    assert {field.name for field in Draft._meta.get_fields()} == {"id", "run", "key", "cell", "answers"}
    assert {field.name for field in Invitation._meta.get_fields()} == {
        *("id", "run", "person", "cell", "role"),
        *("asked_on", "answered_on"),
    }


@pytest.mark.long
def test_opening_asks_the_database_the_same_however_many_are_invited(cohort):
    other = factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=None)
    counts = []
    for each, number in ((cohort, 10), (other, 60)):
        make_people(each, ["Sales"] * number)
        Cohort.objects.filter(pk=each.pk).update(mid_survey_on=MONDAY.date())
        services.plan_survey_runs()
        with CaptureQueriesContext(connection) as captured:
            services.open_due_runs()
        counts.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))

    assert Invitation.objects.count() == 70
    assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
def test_surveys_that_open_side_by_side_ask_a_person_of_both_once():
    with clock.standing_at(MONDAY):
        mentor = factories.ProfileFactory()
        for _each in range(3):
            cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=MONDAY.date())
            place = factories.MentorFactory(cohort=cohort, person=mentor)
            factories.make_mentorship(place, factories.EnrolmentFactory(cohort=cohort))
        services.plan_survey_runs()
    barrier = threading.Barrier(3)

    def tick():
        with clock.standing_at(MONDAY):
            barrier.wait()
            services.open_due_runs()
        connection.close()

    threads = [threading.Thread(target=tick) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clock.standing_at(MONDAY):
        services.open_due_runs()

    assert SurveyRun.objects.filter(state=SurveyRun.State.OPEN).count() == 3
    assert Invitation.objects.filter(person=mentor).count() == 1
