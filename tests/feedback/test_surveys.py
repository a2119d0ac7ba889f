"""Planning and opening, through the services and the tick."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import services
from feedback.figures import fix_cells
from feedback.models import Invitation, SurveyRun
from feedback.reports.moves import surveys_of_move
from feedback.services import open_due_runs, plan_survey_runs, tend_surveys
from feedback.tasks import plan_surveys
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort
from tests import factories
from tests.factories import at
from tests.feedback.conftest import MONDAY
from tests.feedback.population import departments_of, live_in, make_people

pytestmark = pytest.mark.django_db
State = SurveyRun.State


@pytest.fixture
def cohort(monday):
    """A running cohort whose mid survey is in two weeks."""
    return factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=at("2026-06-15 00:00").date())


def dates(run):
    return [run.opens_at, run.reminds_at, run.closes_at]


def messages():
    return sorted(OutgoingMessage.objects.values_list("kind", "due_at"))


def test_survey_is_planned_once_at_nine_by_local_clocks(cohort):
    planned = [plan_survey_runs(), plan_survey_runs()]

    run = SurveyRun.objects.get()
    assert planned == [1, 0]
    assert (run.cohort, run.kind, run.state) == (cohort, SurveyRun.Kind.MID, State.PLANNED)
    assert dates(run) == [at("2026-06-15 08:00"), at("2026-06-22 08:00"), at("2026-06-29 08:00")]


def test_survey_keeps_its_local_hour_when_clocks_change(cohort):
    Cohort.objects.update(mid_survey_on=at("2026-10-19 00:00").date())

    plan_survey_runs()

    assert dates(SurveyRun.objects.get()) == [at("2026-10-19 08:00"), at("2026-10-26 09:00"), at("2026-11-02 09:00")]


@pytest.mark.parametrize("stage", [stage for stage in Cohort.Stage if stage != Cohort.Stage.RUNNING])
def test_no_survey_is_planned_for_a_cohort_that_does_not_run(cohort, stage):
    Cohort.objects.update(stage=stage)

    assert plan_survey_runs() == 0


def test_no_survey_is_planned_without_a_day(cohort):
    Cohort.objects.update(mid_survey_on=None)

    assert plan_survey_runs() == 0


def test_survey_moves_with_its_day_while_it_waits(cohort):
    plan_survey_runs()
    Cohort.objects.update(mid_survey_on=at("2026-07-01 00:00").date())

    assert (plan_survey_runs(), plan_survey_runs()) == (1, 0)
    assert dates(SurveyRun.objects.get())[0] == at("2026-07-01 08:00")


def test_survey_does_not_move_once_it_is_open(cohort):
    run = factories.make_survey_run(cohort)
    Cohort.objects.update(mid_survey_on=at("2026-07-01 00:00").date())

    assert plan_survey_runs() == 0
    assert dates(SurveyRun.objects.get()) == dates(run)


def test_survey_of_a_day_that_has_passed_opens_now(cohort):
    make_people(cohort, ["Sales", "Sales"])
    Cohort.objects.update(mid_survey_on=at("2026-05-04 00:00").date())

    tend_surveys()

    run = SurveyRun.objects.get()
    assert run.state == State.OPEN
    assert dates(run) == [MONDAY, at("2026-06-08 08:00"), at("2026-06-15 08:00")]


def test_survey_does_not_open_before_its_time(cohort):
    make_people(cohort, ["Sales", "Sales"])
    plan_survey_runs()

    with clock.standing_at(at("2026-06-15 07:59")):
        assert open_due_runs() == 0
    with clock.standing_at(at("2026-06-15 08:00")):
        assert open_due_runs() == 1


@pytest.mark.parametrize(
    "change", [{"stage": Cohort.Stage.CLOSING}, {"stage": Cohort.Stage.CLOSED}, {"mid_survey_on": None}]
)
def test_survey_does_not_open_when_nobody_wants_it_any_more(cohort, change):
    make_people(cohort, ["Sales", "Sales"])
    plan_survey_runs()
    Cohort.objects.update(**change)

    with clock.standing_at(at("2026-06-15 08:00")):
        assert open_due_runs() == 0


def test_page_before_registration_opens_says_what_hr_will_not_read(cohort):
    cohort.programme.minimum_group = 10

    ((mails, sentence),) = surveys_of_move(cohort, Cohort.Stage.REGISTRATION)

    assert mails == 0
    assert sentence == (
        "HR sees answers only from groups of at least 10 (10 for a department, and 10 mentees and 4 mentors for "
        "answers about pairs). With fewer than about 20 pairs HR may see nothing."
    )


def test_end_of_a_round_says_that_its_survey_will_not_go_out(cohort):
    make_people(cohort, ["Sales", "Sales"])
    plan_survey_runs()
    before = surveys_of_move(cohort, Cohort.Stage.CLOSING)

    with clock.standing_at(at("2026-06-15 08:00")):
        open_due_runs()

    end = "The end survey is mailed to everybody in a pair on {}, unless you close the cohort before."
    assert before == [
        (0, "The mid survey of Mon 15 Jun 2026 will not go out any more."),
        (0, end.format("Tue 2 Jun 2026")),
    ]
    assert surveys_of_move(cohort, Cohort.Stage.CLOSING) == [(0, end.format("Mon 6 Jul 2026"))]
    assert surveys_of_move(cohort, Cohort.Stage.CLOSED) == []


def test_survey_of_what_is_always_on_goes_out_on_its_day(cohort):
    make_people(cohort, ["Sales", "Sales"])
    Cohort.objects.update(always_on=True, registration_ends_on=None, ends_on=None)
    plan_survey_runs()

    with clock.standing_at(at("2026-06-15 08:00")):
        assert open_due_runs() == 1


def test_survey_waits_until_there_is_a_pair(cohort):
    plan_survey_runs()

    with clock.standing_at(at("2026-06-15 08:00")):
        assert open_due_runs() == 0


def test_survey_that_opens_late_gives_everybody_their_full_time(cohort):
    make_people(cohort, ["Sales", "Sales"])
    plan_survey_runs()

    with clock.standing_at(at("2026-06-20 10:00")):
        tend_surveys()

    assert dates(SurveyRun.objects.get()) == [at("2026-06-20 10:00"), at("2026-06-27 08:00"), at("2026-07-04 08:00")]


def test_opening_fixes_items_cells_and_minimum(running_cohort):
    running_cohort.programme.minimum_group = 6
    running_cohort.programme.save()
    departments = departments_of(Sales=8, Legal=4, Design=4)
    make_people(running_cohort, departments)

    plan_surveys()

    run = SurveyRun.objects.get()
    assert (len(run.items), run.minimum_group, run.dimensions) == (8, 6, ["department"])
    assert run.items[0] == {
        "id": "rhythm",
        "text": "We meet as often as we agreed.",
        "options": ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"],
    }
    assert (
        run.cells
        == fix_cells(departments, 8).labels
        == [{"department": ["Sales"]}, {"department": ["Design", "Legal"]}]
    )


def test_everybody_in_a_running_pair_is_asked_once(running_cohort):
    mentor, mentee = make_people(running_cohort, ["Sales", "Legal"])
    second = factories.EnrolmentFactory(cohort=running_cohort)
    factories.make_mentorship(mentor.enrolments.get(), second)
    factories.EnrolmentFactory(cohort=running_cohort)

    tend_surveys()
    tend_surveys()

    asked = sorted(Invitation.objects.values_list("person", flat=True))
    assert asked == sorted([mentor.pk, mentee.pk, second.person_id])


def test_people_whose_pair_ended_or_whose_account_is_closed_are_not_asked(running_cohort):
    stays, leaves, *others = make_people(running_cohort, ["Sales"] * 4)
    leaves.user.is_active = False
    leaves.user.save()
    factories.end_pairs(memberships__person=others[0])

    tend_surveys()

    assert list(Invitation.objects.values_list("person", flat=True)) == [stays.pk]


def test_somebody_without_a_department_is_asked_as_well(running_cohort):
    person, _other = make_people(running_cohort, ["Sales", "Sales"])
    person.department = None
    person.save()

    tend_surveys()

    assert SurveyRun.objects.get().cells == [{"department": ["Department not known", "Sales"]}]


def test_invitation_leaves_at_once_and_the_one_reminder_on_its_day(running_cohort):
    make_people(running_cohort, ["Sales", "Legal"])

    tend_surveys()
    tend_surveys()

    assert messages() == [
        ("survey-invitation", MONDAY),
        ("survey-invitation", MONDAY),
        ("survey-reminder", at("2026-06-08 08:00")),
        ("survey-reminder", at("2026-06-08 08:00")),
    ]


def test_reminder_is_due_at_nine_where_its_reader_lives(running_cohort):
    """Of Mon 8 June: in Auckland while it is Sunday in London, in Honolulu when it is evening there."""
    people = make_people(running_cohort, ["Sales"] * 4)
    zones = ("Pacific/Auckland", "", "America/New_York", "Pacific/Honolulu")
    for person, zone in zip(people, zones, strict=True):
        live_in(person.user, zone)

    tend_surveys()

    reminders = OutgoingMessage.objects.filter(kind="survey-reminder")
    due = dict(reminders.values_list("recipient_id", "due_at"))
    assert [due[person.user_id] for person in people] == [
        at("2026-06-07 21:00"),
        at("2026-06-08 08:00"),
        at("2026-06-08 13:00"),
        at("2026-06-08 19:00"),
    ]


def test_reminder_keeps_nine_over_the_night_in_which_clocks_change_where_its_reader_lives(cohort):
    """In New York on Sun 1 November, in London a week before."""
    Cohort.objects.update(mid_survey_on=at("2026-10-26 00:00").date())
    for person in make_people(cohort, ["Sales"] * 2):
        live_in(person.user, "America/New_York")
    plan_survey_runs()

    with clock.standing_at(at("2026-10-26 09:00")):
        open_due_runs()

    assert set(messages()) == {
        ("survey-invitation", at("2026-10-26 09:00")),
        ("survey-reminder", at("2026-11-02 14:00")),
    }


def test_opening_costs_a_query_for_each_morning_and_none_for_each_person(monday):
    counts = []
    for pairs in (1, 4):
        cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=MONDAY.date())
        for mentor, mentee in zip(*[iter(make_people(cohort, ["Sales"] * 2 * pairs))] * 2, strict=True):
            live_in(mentor.user, "Asia/Tokyo")
            live_in(mentee.user, "America/New_York")
        plan_survey_runs()
        with CaptureQueriesContext(connection) as queries:
            open_due_runs()
        counts.append(len(queries))

    assert OutgoingMessage.objects.count() == 20
    assert counts[0] == counts[1]


def test_survey_closes_two_weeks_later_by_the_tick(running_cohort):
    make_people(running_cohort, ["Sales", "Legal"])
    tend_surveys()

    with clock.standing_at(at("2026-06-15 07:59")):
        tend_surveys()
        before = SurveyRun.objects.get().state
    with clock.standing_at(at("2026-06-15 08:00")):
        tend_surveys()

    assert (before, SurveyRun.objects.get().state) == (State.OPEN, State.CLOSED)


def test_each_move_is_recorded_as_an_act_of_the_product(running_cohort):
    make_people(running_cohort, ["Sales", "Legal"])

    tend_surveys()
    with clock.standing_at(MONDAY + timedelta(days=20)):
        tend_surveys()

    events = AuditEvent.objects.filter(subject_label="feedback.surveyrun").values_list("verb", "actor_id")
    assert list(events) == [("survey.planned", None), ("survey.opened", None), ("survey.closed", None)]


def test_ticks_that_find_nothing_ask_four_questions(running_cohort, django_assert_num_queries):
    make_people(running_cohort, ["Sales", "Legal"])
    tend_surveys()

    with django_assert_num_queries(4):
        services.tend_surveys()


@pytest.mark.django_db(transaction=True)
def test_ticks_side_by_side_open_a_survey_once():
    with clock.standing_at(MONDAY):
        cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=MONDAY.date())
        make_people(cohort, ["Sales"] * 6)
    barrier = threading.Barrier(4)

    def tick():
        with clock.standing_at(MONDAY):
            barrier.wait()
            tend_surveys()
        connection.close()

    threads = [threading.Thread(target=tick) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert SurveyRun.objects.get().state == State.OPEN
    assert (Invitation.objects.count(), OutgoingMessage.objects.count()) == (6, 12)
