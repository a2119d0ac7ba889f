from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from mentoring.lib import clock
from mentoring.lib.errors import Refused
from participants.models import Profile, ProfileSkill
from programmes import services
from programmes.models import Cohort, Enrolment, Role
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    CoordinatorFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    EnrolmentFactory,
    OrganisationFactory,
    ProfileFactory,
    SkillFactory,
    in_days,
)
from tests.programmes.services.records import audited, mails

Stage, Status = Cohort.Stage, Enrolment.Status


def register(cohort, person, *, role=Role.MENTEE, **fields):
    skills = fields.pop("skills", None) or [SkillFactory(name="Listening")]
    return services.register_interest(cohort=cohort, person=person, role=role, skills=skills, by=person.user, **fields)


# Asking for a place


def test_register_interest_as_a_mentor(cohort, person, skills):
    enrolment = register(cohort, person, role=Role.MENTOR, skills=skills, capacity=3)

    assert (enrolment.status, enrolment.role, enrolment.capacity) == (Status.REGISTERED, Role.MENTOR, 3)
    offered = person.skills.filter(kind=ProfileSkill.Kind.OFFERS).order_by("rank")
    assert [each.skill for each in offered] == skills
    assert ("enrolment.register", enrolment.pk, person.user.pk) in audited()
    assert mails() == [("place_requested", "pia@mail.example", enrolment.pk)]


def test_register_interest_as_a_mentee_leaves_what_is_offered(cohort, person, skills):
    ProfileSkill.objects.create(profile=person, skill=skills[0], kind=ProfileSkill.Kind.OFFERS)

    enrolment = register(cohort, person, skills=skills[1:], capacity=4)

    chosen = list(person.skills.order_by("kind", "rank").values_list("kind", "skill__name"))
    assert chosen == [("offers", "Listening"), ("wants", "Planning"), ("wants", "Presenting")]
    assert enrolment.capacity == 1


def test_register_interest_in_both_roles_gives_two_places(cohort, person):
    register(cohort, person, role=Role.MENTEE)
    register(cohort, person, role=Role.MENTOR)

    assert list(person.enrolments.order_by("role").values_list("role", flat=True)) == ["mentee", "mentor"]


def test_register_interest_on_the_last_day(programme, person):
    cohort = CohortFactory(programme=programme, registration_ends_on=clock.today())

    assert register(cohort, person).status == Status.REGISTERED


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"stage": Stage.DRAFT}, "Registration has not opened yet."),
        ({"stage": Stage.MATCHING}, "Registration is over."),
        ({"stage": Stage.RUNNING}, "Registration is over."),
        ({"stage": Stage.CLOSING}, "Registration is over."),
        ({"stage": Stage.CLOSED}, "Registration is over."),
        ({"registration_ends_on": in_days(-1)}, "Registration ended on "),
    ],
)
def test_register_interest_outside_registration_is_refused(programme, person, fields, reason):
    cohort = CohortFactory(programme=programme, **fields)

    with pytest.raises(Refused, match=reason):
        register(cohort, person)

    assert (list(person.enrolments.all()), list(person.skills.all()), mails()) == ([], [], [])


@pytest.mark.parametrize("stage", [Stage.REGISTRATION, Stage.MATCHING, Stage.RUNNING])
def test_register_interest_at_any_time_where_it_is_always_on(programme, person, stage):
    assert register(AlwaysOnFactory(programme=programme, stage=stage), person).status == Status.REGISTERED


def test_register_interest_once_what_was_always_on_ends_is_refused(programme, person):
    cohort = AlwaysOnFactory(programme=programme, stage=Stage.CLOSING)

    with pytest.raises(Refused, match="Registration is over"):
        register(cohort, person)


def test_register_interest_of_whom_the_rules_do_not_let_in_is_refused_with_the_reason(cohort, person):
    EligibilityRuleFactory(programme=cohort.programme, department=DepartmentFactory(name="Sales"))
    EligibilityRuleFactory(programme=cohort.programme, role="mentor", months_from=12)
    Profile.objects.filter(pk=person.pk).update(hired_on=in_days(-95))
    person.refresh_from_db()

    with pytest.raises(Refused) as refusal:
        register(cohort, person, role=Role.MENTOR)

    assert refusal.value.message == (
        "This place is not open to you. For people in Sales. "
        "You joined 3 months ago. Mentors have been here for a year or longer."
    )
    assert (list(person.enrolments.all()), mails()) == ([], [])


def test_register_interest_of_whom_the_rules_let_in_as_a_mentee_alone(cohort, person):
    EligibilityRuleFactory(programme=cohort.programme, role="mentor", months_from=12)

    assert register(cohort, person, role=Role.MENTEE).status == Status.REGISTERED


def test_no_place_is_given_once_the_round_nears_its_end(programme, coordinator):
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSING)
    place = EnrolmentFactory(cohort=cohort, status=Status.REGISTERED)

    with pytest.raises(Refused, match="coming to its end, so nobody new gets a place"):
        services.approve_enrolment(enrolment=place, by=coordinator.user)

    assert services.decline_enrolment(enrolment=place, by=coordinator.user).status == Status.DECLINED


def test_register_interest_of_another_company_is_refused(cohort):
    guest = ProfileFactory(organisation=OrganisationFactory(name="Partner"))

    with pytest.raises(Refused, match="for people of another company"):
        register(cohort, guest)


def test_register_interest_after_the_last_day_of_work_is_refused(cohort):
    leaver = ProfileFactory(last_day=in_days(-1))

    with pytest.raises(Refused, match="Only people who work here"):
        register(cohort, leaver)


def test_register_interest_on_the_last_day_of_work_is_possible(cohort):
    assert register(cohort, ProfileFactory(last_day=clock.today())).status == Status.REGISTERED


def test_register_interest_twice_in_a_role_is_refused(cohort, person):
    register(cohort, person)

    with pytest.raises(Refused, match="You have already registered for this programme in this role"):
        register(cohort, person)

    assert (person.enrolments.count(), len(mails())) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_register_interest_twice_at_once_gives_one_place(cohort, person, skills):
    answers, barrier = [], Barrier(2)

    def ask():
        try:
            barrier.wait(timeout=10)
            answers.append(register(cohort, person, skills=skills).status)
        except Refused as refusal:
            answers.append(refusal.message)
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["You have already registered for this programme in this role.", "registered"]
    assert (person.enrolments.count(), len(mails())) == (1, 1)


def test_register_interest_after_not_this_time_is_refused(cohort, person):
    EnrolmentFactory(cohort=cohort, person=person, status=Status.DECLINED)

    with pytest.raises(Refused, match="could not offer you this place this time"):
        register(cohort, person)


@pytest.mark.parametrize("capacity", [0, 6, -1])
def test_register_interest_of_a_mentor_for_too_few_or_too_many_is_refused(cohort, person, capacity):
    with pytest.raises(Refused, match="between 1 and 5 mentees"):
        register(cohort, person, role=Role.MENTOR, capacity=capacity)


def test_register_interest_without_a_skill_is_refused(cohort, person):
    with pytest.raises(Refused, match="at least one skill"):
        services.register_interest(cohort=cohort, person=person, role=Role.MENTEE, skills=[], by=person.user)


def test_register_interest_with_six_skills_is_refused_whole(cohort, person):
    with pytest.raises(Refused, match="at most 5 skills"):
        register(cohort, person, skills=SkillFactory.create_batch(6))

    assert (person.enrolments.count(), mails()) == (0, [])


def test_register_interest_in_an_unknown_role_is_refused(cohort, person):
    with pytest.raises(Refused, match="a mentor or a mentee"):
        register(cohort, person, role="sponsor")


def test_register_interest_again_after_withdrawing(cohort, person):
    first = register(cohort, person, role=Role.MENTOR, capacity=2)
    services.withdraw_enrolment(enrolment=first, by=person.user)

    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        again = register(cohort, person, role=Role.MENTOR, capacity=4)

    assert (again.pk, again.status, again.capacity) == (first.pk, Status.REGISTERED, 4)
    assert again.registered_at > first.registered_at
    assert [kind for kind, _address, _subject in mails()] == ["place_requested", "place_requested"]


def test_register_interest_without_an_address_writes_no_mail(cohort):
    person = ProfileFactory(user__email=None)

    assert register(cohort, person).status == Status.REGISTERED
    assert mails() == []


# Giving, declining and giving back


@pytest.mark.parametrize("stage", [Stage.REGISTRATION, Stage.MATCHING, Stage.RUNNING])
def test_approve_enrolment_gives_the_place_and_says_so(programme, coordinator, person, stage):
    cohort = CohortFactory(programme=programme, stage=stage)
    enrolment = EnrolmentFactory(cohort=cohort, person=person, status=Status.REGISTERED)

    services.approve_enrolment(enrolment=enrolment, by=coordinator.user)

    enrolment.refresh_from_db()
    assert enrolment.status == Status.APPROVED
    assert audited() == [("enrolment.approve", enrolment.pk, coordinator.user.pk)]
    assert mails() == [("place_approved", "pia@mail.example", enrolment.pk)]


def test_approve_enrolment_of_oneself_is_recorded(cohort, coordinator):
    enrolment = register(cohort, coordinator)

    services.approve_enrolment(enrolment=enrolment, by=coordinator.user)

    assert audited()[-1] == ("enrolment.approve", enrolment.pk, coordinator.user.pk)


def test_approve_enrolment_after_not_this_time(cohort, coordinator):
    enrolment = EnrolmentFactory(cohort=cohort, status=Status.DECLINED)

    assert services.approve_enrolment(enrolment=enrolment, by=coordinator.user).status == Status.APPROVED


def test_approve_enrolment_of_somebody_who_left_is_refused(cohort, coordinator):
    leaver = ProfileFactory(user__name="Lia Left", last_day=in_days(-1))
    enrolment = EnrolmentFactory(cohort=cohort, person=leaver, status=Status.REGISTERED)

    with pytest.raises(Refused, match="Lia Left no longer works here"):
        services.approve_enrolment(enrolment=enrolment, by=coordinator.user)

    assert mails() == []


def test_decline_enrolment_writes_no_mail(cohort, coordinator):
    enrolment = EnrolmentFactory(cohort=cohort, status=Status.REGISTERED)

    services.decline_enrolment(enrolment=enrolment, by=coordinator.user)

    enrolment.refresh_from_db()
    assert (enrolment.status, mails()) == (Status.DECLINED, [])
    assert audited() == [("enrolment.decline", enrolment.pk, coordinator.user.pk)]


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.APPROVED])
def test_withdraw_enrolment_tells_the_apps_to_the_right(cohort, person, heard, status):
    enrolment = EnrolmentFactory(cohort=cohort, person=person, status=status)

    services.withdraw_enrolment(enrolment=enrolment, by=person.user)

    enrolment.refresh_from_db()
    assert enrolment.status == Status.WITHDRAWN
    assert heard == [{"enrolment": enrolment, "by": person.user}]
    assert audited() == [("enrolment.withdraw", enrolment.pk, person.user.pk)]


@pytest.mark.parametrize(
    ("service", "statuses"),
    [
        (services.approve_enrolment, [Status.APPROVED, Status.WITHDRAWN]),
        (services.decline_enrolment, [Status.APPROVED, Status.DECLINED, Status.WITHDRAWN]),
        (services.withdraw_enrolment, [Status.DECLINED, Status.WITHDRAWN]),
    ],
)
def test_place_moves_only_along_its_table(cohort, coordinator, heard, service, statuses):
    for status in statuses:
        enrolment = EnrolmentFactory(cohort=cohort, status=status)

        with pytest.raises(Refused, match="This has already changed"):
            service(enrolment=enrolment, by=coordinator.user)

        enrolment.refresh_from_db()
        assert enrolment.status == status
    assert (heard, mails()) == ([], [])


@pytest.mark.parametrize(
    "service", [services.approve_enrolment, services.decline_enrolment, services.withdraw_enrolment]
)
def test_places_of_a_closed_cohort_stay_as_they_are(programme, coordinator, service):
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSED)
    enrolment = EnrolmentFactory(cohort=cohort, status=Status.REGISTERED)

    with pytest.raises(Refused, match="This cohort is over"):
        service(enrolment=enrolment, by=coordinator.user)


def test_a_second_coordinator_of_the_company_is_not_told(cohort, coordinator, person):
    CoordinatorFactory(programme=cohort.programme)

    register(cohort, person)

    assert [address for _kind, address, _subject in mails()] == ["pia@mail.example"]
