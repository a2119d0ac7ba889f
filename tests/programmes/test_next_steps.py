from datetime import timedelta

import pytest

from mentoring.lib import clock, registry
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile
from programmes.models import Cohort, PlaceDraft
from programmes.next_steps import look_after, register
from programmes.services import add_coordinator
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    EnrolmentFactory,
    GradeFactory,
    OrganisationFactory,
    ProfileFactory,
    ProgrammeFactory,
    in_days,
)


def test_register_leads_to_the_cohort_that_closes_first(programme, person):
    CohortFactory(programme=programme, registration_ends_on=in_days(9))
    first = CohortFactory(programme=programme, registration_ends_on=in_days(2))

    (step,) = register(person)

    assert (step.urgency, step.title, step.url) == (
        Urgency.REGISTER,
        f"Take part in Open doors, {first.name}",
        f"/programmes/cohorts/{first.pk}/",
    )


def test_register_names_the_round_only_where_another_one_is_open(cohort, programme, person):
    CohortFactory(programme=programme, registration_ends_on=in_days(-1))
    CohortFactory(programme=ProgrammeFactory(name="Elsewhere"), registration_ends_on=in_days(20))
    (alone,) = register(person)

    EnrolmentFactory(person=person, cohort=CohortFactory(programme=programme))
    (beside,) = register(person)
    PlaceDraft.objects.create(cohort=cohort, person=person, answers="{}", saved_at=clock.now())
    (to_finish, _next) = register(person)

    assert [step.title for step in (alone, beside, to_finish)] == [
        "Take part in Open doors",
        f"Take part in Open doors, {cohort.name}",
        f"Finish your registration for Open doors, {cohort.name}",
    ]


def test_register_is_offered_on_home(cohort, person):
    steps = [step for answer in registry.next_steps.ask(person) for step in answer]

    assert [step for step in steps if step.urgency == Urgency.REGISTER] == [
        NextStep(
            urgency=Urgency.REGISTER,
            title="Take part in Open doors",
            text=f"You can join as a mentor or as a mentee until {cohort.registration_ends_on:%a %-d %b %Y}.",
            url=cohort.get_absolute_url(),
            button="See what is involved",
        )
    ]


def test_register_is_not_asked_of_those_who_answered(cohort, person):
    enrolment = EnrolmentFactory(cohort=cohort, person=person)

    for status in enrolment.Status:
        enrolment.status = status
        enrolment.save()

        assert register(person) == []


def test_whoever_had_begun_when_registration_ended_is_told_so_and_asked_for_nothing(cohort, person):
    PlaceDraft.objects.create(cohort=cohort, person=person, answers="{}", saved_at=clock.now())
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.MATCHING)

    (told,) = register(person)
    EnrolmentFactory(cohort=cohort, person=person)

    assert (told.title, told.is_offer) == (f"Registration for Open doors, {cohort.name} has ended", True)
    assert "had not sent it" in told.text
    assert register(person) == []


def test_nobody_is_told_of_what_somebody_else_had_begun(cohort, person):
    PlaceDraft.objects.create(cohort=cohort, person=ProfileFactory(), answers="{}", saved_at=clock.now())
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.MATCHING)

    assert register(person) == []


def test_register_is_not_asked_when_nothing_is_open(programme, person):
    CohortFactory(programme=programme, registration_ends_on=in_days(-1))
    CohortFactory(programme=programme, stage=Cohort.Stage.DRAFT)
    CohortFactory(programme=programme, stage=Cohort.Stage.MATCHING)
    CohortFactory(programme=ProgrammeFactory(organisation=OrganisationFactory(name="Partner")))

    assert register(person) == []


def test_register_asks_once_whatever_rules_there_are(cohort, person, django_assert_num_queries):
    for number in range(3):
        ruled = CohortFactory(programme=ProgrammeFactory(name=f"Ruled {number}"), registration_ends_on=in_days(1))
        EligibilityRuleFactory(programme=ruled.programme, department=DepartmentFactory(name="Sales"))

    with django_assert_num_queries(1):
        assert len(register(person)) == 1


def test_register_is_not_asked_of_those_who_leave_before_it_begins(cohort, person):
    before, after = (cohort.starts_on + timedelta(days=days) for days in (-1, 0))
    steps = {}
    for last_day in (before, after):
        Profile.objects.filter(pk=person.pk).update(last_day=last_day)
        steps[last_day] = len(register(Profile.objects.get(pk=person.pk)))

    assert steps == {before: 0, after: 1}


@pytest.fixture
def empty(person):
    """A programme that has no cohort yet; Pia runs it."""
    programme = ProgrammeFactory(name="New doors")
    add_coordinator(programme=programme, user=person.user, by=person.user)
    return programme


def test_new_coordinator_is_led_to_set_up_the_first_cohort(empty, person, sign_in):
    (step,) = look_after(person)

    assert (step.title, step.urgency) == ("Set up your first cohort of New doors", Urgency.COHORT_TO_SET_UP)
    assert "New doors has none yet." in step.text
    assert step.url == f"/office/programmes/cohort/add/?programme={empty.pk}"
    client = sign_in(person)
    assert "Set up your first cohort of New doors" in client.get("/").content.decode()
    assert client.get(step.url).status_code == 200


def test_whoever_runs_a_cohort_already_is_led_to_set_up_one_more(empty, person, cohort):
    add_coordinator(programme=cohort.programme, user=person.user, by=person.user)

    assert [step.title for step in look_after(person)] == ["Set up a cohort of New doors"]


def test_cohort_is_to_be_set_up_by_coordinators_of_an_empty_programme_alone(empty, person):
    assert look_after(ProfileFactory(user__is_staff=True)) == []

    draft = CohortFactory(programme=empty, stage=Cohort.Stage.DRAFT)

    (step,) = look_after(person)
    assert step.title == f"Open registration for {draft}"


def test_coordinator_is_led_to_a_round_that_nobody_sees_yet(programme, coordinator, sign_in):
    draft = CohortFactory(programme=programme, name="Autumn", stage=Cohort.Stage.DRAFT)
    CohortFactory(programme=programme, name="Later", stage=Cohort.Stage.DRAFT, ends_on=in_days(900))
    coordinator.user.is_staff = True

    (step,) = look_after(coordinator)

    assert (step.title, step.urgency) == ("Open registration for Open doors, Autumn", Urgency.COHORT_TO_SET_UP)
    assert step.url == f"/office/programmes/cohort/{draft.pk}/change/"


def test_cohort_to_set_up_costs_employees_no_query(empty, django_assert_num_queries):
    employee = ProfileFactory()

    with django_assert_num_queries(0):
        assert look_after(employee) == []


def test_register_passes_over_what_a_person_may_not_join(programme, person):
    closed_to_them = CohortFactory(programme=programme, registration_ends_on=in_days(2))
    EligibilityRuleFactory(programme=programme, department=DepartmentFactory(name="Sales"))
    assert register(person) == []

    open_to_them = CohortFactory(programme=ProgrammeFactory(name="For all"), registration_ends_on=in_days(9))

    assert [step.url for step in register(person)] == [open_to_them.get_absolute_url()]
    assert (
        register(ProfileFactory(department=DepartmentFactory(name="Sales")))[0].url == closed_to_them.get_absolute_url()
    )


def test_register_asks_no_more_where_programmes_are_for_grades(cohort, django_assert_num_queries):
    grade = GradeFactory(name="B1", level=3)
    for number in range(3):
        ruled = CohortFactory(programme=ProgrammeFactory(name=f"Ruled {number}"), registration_ends_on=in_days(1))
        EligibilityRuleFactory(programme=ruled.programme, grade_from=grade)
    person = Profile.objects.select_related("grade").get(pk=ProfileFactory(grade=grade).pk)

    with django_assert_num_queries(1):
        (step,) = register(person)

    assert step.title.startswith("Take part in Ruled")


def test_register_speaks_of_no_day_where_it_is_always_on(programme, person):
    AlwaysOnFactory(programme=programme, stage=Cohort.Stage.RUNNING)

    (step,) = register(person)

    assert step.text == "You can join as a mentor or as a mentee at any time."


@pytest.mark.parametrize("stage", Cohort.Stage)
def test_requests_are_named_for_as_long_as_a_place_can_be_given(programme, coordinator, stage):
    EnrolmentFactory(cohort=CohortFactory(programme=programme, stage=stage), status="registered")
    coordinator.user.is_staff = True

    titles = [step.title for step in look_after(coordinator)]

    can_give = stage in (Cohort.Stage.REGISTRATION, Cohort.Stage.MATCHING, Cohort.Stage.RUNNING)
    assert ("One request for a place waits for you" in titles) == can_give


@pytest.mark.parametrize(
    ("stage", "days", "title"),
    [
        (Cohort.Stage.RUNNING, 1, None),
        (Cohort.Stage.RUNNING, 0, "Start closing Open doors, Spring"),
        (Cohort.Stage.CLOSING, -13, None),
        (Cohort.Stage.CLOSING, -14, "Close Open doors, Spring"),
        (Cohort.Stage.CLOSED, -40, None),
    ],
)
def test_coordinator_is_led_to_the_end_of_a_round_whose_last_day_has_come(programme, coordinator, stage, days, title):
    dates = {"registration_ends_on": in_days(-90), "starts_on": in_days(-80), "mid_survey_on": None}
    cohort = CohortFactory(programme=programme, name="Spring", stage=stage, ends_on=in_days(days), **dates)
    coordinator.user.is_staff = True

    steps = look_after(coordinator)

    assert [step.title for step in steps] == ([title] if title else [])
    assert {step.url for step in steps} <= {f"/office/programmes/cohort/{cohort.pk}/change/"}


def test_end_of_a_round_costs_employees_no_query(programme, person, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert look_after(person) == []
