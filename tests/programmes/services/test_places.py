from datetime import timedelta

import pytest

from mentoring.lib import clock
from mentoring.lib.errors import Refused
from participants.models import Profile, ProfileSkill
from programmes import services
from programmes.models import Cohort, EligibilityRule, Enrolment, Role
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    CoordinatorFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    EnrolmentFactory,
    MentorFactory,
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


def test_register_interest_on_the_last_day_of_work_is_possible(programme):
    today = clock.today()
    cohort = CohortFactory(programme=programme, registration_ends_on=today, starts_on=today)

    assert register(cohort, ProfileFactory(last_day=clock.today())).status == Status.REGISTERED


def test_register_interest_twice_in_a_role_is_refused(cohort, person):
    register(cohort, person)

    with pytest.raises(Refused, match="You have already registered for this programme in this role"):
        register(cohort, person)

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


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.WAITING, Status.APPROVED])
def test_withdraw_enrolment_tells_the_apps_to_the_right(cohort, person, heard, status):
    enrolment = EnrolmentFactory(cohort=cohort, person=person, status=status)

    services.withdraw_enrolment(enrolment=enrolment, by=person.user)

    enrolment.refresh_from_db()
    assert enrolment.status == Status.WITHDRAWN
    assert heard == [{"enrolment": enrolment, "by": person.user}]
    assert audited() == [("enrolment.withdraw", enrolment.pk, person.user.pk)]


def test_withdraw_enrolment_deletes_ones_own_words(cohort, person):
    enrolment = register(cohort, person, aims="I would like to speak up.")
    assert Enrolment.objects.get().aims == "I would like to speak up."

    services.withdraw_enrolment(enrolment=enrolment, by=person.user)

    assert Enrolment.objects.get().aims is None


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN])
def test_withdraw_enrolment_of_what_is_no_place_is_refused(cohort, person, heard, status):
    enrolment = EnrolmentFactory(cohort=cohort, person=person, status=status)

    with pytest.raises(Refused, match="This has already changed"):
        services.withdraw_enrolment(enrolment=enrolment, by=person.user)

    assert heard == []


def test_withdraw_enrolment_after_the_end_is_refused(programme, person):
    enrolment = EnrolmentFactory(cohort=CohortFactory(programme=programme, stage=Stage.CLOSED), person=person)

    with pytest.raises(Refused, match="This cohort is over"):
        services.withdraw_enrolment(enrolment=enrolment, by=person.user)


# Both roles in one go


def both(skills, **fields):
    return [services.Wish(Role.MENTOR, skills[:1], capacity=2, **fields), services.Wish(Role.MENTEE, skills[1:])]


def test_ask_for_places_in_both_roles_writes_one_mail(cohort, person, skills):
    mentor, mentee = services.ask_for_places(cohort=cohort, person=person, wishes=both(skills), by=person.user)

    assert [(each.role, each.capacity, each.status) for each in (mentor, mentee)] == [
        (Role.MENTOR, 2, Status.REGISTERED),
        (Role.MENTEE, 1, Status.REGISTERED),
    ]
    chosen = list(person.skills.order_by("kind", "rank").values_list("kind", "skill__name"))
    assert chosen == [("offers", "Listening"), ("wants", "Planning"), ("wants", "Presenting")]
    assert mails() == [("place_requested", "pia@mail.example", mentor.pk)]
    assert [verb for verb, _pk, _by in audited()] == ["skills.choose", "enrolment.register", "enrolment.register"]


def test_ask_for_places_gives_none_where_one_is_refused(cohort, person, skills):
    EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE)

    with pytest.raises(Refused, match="already registered"):
        services.ask_for_places(cohort=cohort, person=person, wishes=both(skills), by=person.user)

    assert list(person.enrolments.values_list("role", flat=True)) == [Role.MENTEE]
    assert mails() == []


def test_ask_for_places_refuses_words_that_are_too_long(cohort, person, skills):
    with pytest.raises(Refused, match="keep to 300 characters"):
        services.ask_for_places(cohort=cohort, person=person, wishes=both(skills, aims="x" * 301), by=person.user)


def test_ask_for_places_refuses_whom_the_rules_keep_out(cohort, person, skills):
    EligibilityRule.objects.create(
        programme=cohort.programme, role=Role.MENTOR, department=DepartmentFactory(name="Sales")
    )

    with pytest.raises(Refused, match=r"This place is not open to you\. For mentors in Sales\."):
        services.ask_for_places(cohort=cohort, person=person, wishes=both(skills), by=person.user)

    assert register(cohort, person, role=Role.MENTEE).role == Role.MENTEE


# How many mentees


@pytest.mark.parametrize("capacity", [1, 5])
def test_change_capacity_raises_and_lowers(cohort, person, capacity):
    place = MentorFactory(cohort=cohort, person=person, capacity=3)

    services.change_capacity(enrolment=place, capacity=capacity, by=person.user)

    place.refresh_from_db()
    assert place.capacity == capacity
    assert audited() == [("enrolment.change_capacity", place.pk, person.user.pk)]


def test_change_capacity_to_the_same_records_nothing(cohort, person):
    services.change_capacity(
        enrolment=MentorFactory(cohort=cohort, person=person, capacity=3), capacity=3, by=person.user
    )

    assert audited() == []


@pytest.mark.parametrize("capacity", [0, -1, 6])
def test_change_capacity_below_one_or_above_five_is_refused(cohort, person, capacity):
    place = MentorFactory(cohort=cohort, person=person, capacity=3)

    with pytest.raises(Refused, match="between 1 and 5 mentees"):
        services.change_capacity(enrolment=place, capacity=capacity, by=person.user)


@pytest.mark.parametrize(
    "fields", [{"role": Role.MENTEE}, {"role": Role.MENTOR, "status": Status.WITHDRAWN}], ids=["mentee", "withdrawn"]
)
def test_change_capacity_is_for_mentors_who_take_part(cohort, person, fields):
    with pytest.raises(Refused, match="takes part can change"):
        services.change_capacity(
            enrolment=EnrolmentFactory(cohort=cohort, person=person, **fields), capacity=2, by=person.user
        )


def test_a_second_coordinator_of_the_company_is_not_told(cohort, coordinator, person):
    CoordinatorFactory(programme=cohort.programme)

    register(cohort, person)

    assert [address for _kind, address, _subject in mails()] == ["pia@mail.example"]
