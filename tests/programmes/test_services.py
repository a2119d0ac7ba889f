from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock, registry
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import ProfileSkill
from programmes import services
from programmes.models import Cohort, Coordinator, Enrolment, Programme, Role
from programmes.signals import cohort_closed, enrolment_withdrawn
from tests.factories import (
    CohortFactory,
    CoordinatorFactory,
    EnrolmentFactory,
    MentorFactory,
    OrganisationFactory,
    ProfileFactory,
    ProgrammeFactory,
    SkillFactory,
    UserFactory,
    in_days,
)

Stage, Status = Cohort.Stage, Enrolment.Status


def audited():
    return [(event.verb, event.subject_id, event.actor_id) for event in AuditEvent.objects.all()]


def mails():
    return list(OutgoingMessage.objects.order_by("created_at").values_list("kind", "address", "subject_id"))


def register(cohort, person, *, role=Role.MENTEE, **fields):
    skills = fields.pop("skills", None) or [SkillFactory(name="Listening")]
    return services.register_interest(cohort=cohort, person=person, role=role, skills=skills, by=person.user, **fields)


@pytest.fixture
def asked_to_the_right(monkeypatch):
    """Let one test say what the apps to the right miss before a stage."""
    question = registry.Question("What is missing?")
    monkeypatch.setattr(registry, "missing_for_stage", question)
    return question.answered_by


@pytest.fixture
def heard():
    """What the two signals said, in order."""
    said = []

    def listen(sender, signal, **kwargs):
        said.append(kwargs)

    for signal in (cohort_closed, enrolment_withdrawn):
        signal.connect(listen)
    yield said
    for signal in (cohort_closed, enrolment_withdrawn):
        signal.disconnect(listen)


# A programme and who runs it


def test_create_programme_makes_the_creator_its_coordinator(person):
    programme = services.create_programme(
        programme=Programme(organisation=person.organisation, name="Open doors"), by=person.user
    )

    person.user.refresh_from_db()
    coordinator = Coordinator.objects.get(programme=programme)
    assert coordinator.user == person.user
    assert (person.user.is_staff, [group.name for group in person.user.groups.all()]) == (True, ["Coordinators"])
    assert audited() == [
        ("programme.create", programme.pk, person.user.pk),
        ("coordinator.add", coordinator.pk, person.user.pk),
    ]


def test_create_programme_of_another_company_is_refused(person):
    partner = OrganisationFactory(name="Partner")

    with pytest.raises(Refused, match="You can set up programmes of your own company only"):
        services.create_programme(programme=Programme(organisation=partner, name="Open doors"), by=person.user)

    assert not Programme.objects.exists()


def test_create_programme_without_an_employee_record_is_refused(db):
    stranger = UserFactory()

    with pytest.raises(Refused, match="Only somebody with an employee record"):
        services.create_programme(programme=Programme(organisation=OrganisationFactory(), name="A"), by=stranger)


def test_create_programme_by_a_site_administrator_is_run_by_nobody_yet(db):
    sam = User.objects.create_superuser(email="sam@mail.example", name="Sam Site")

    programme = services.create_programme(
        programme=Programme(organisation=OrganisationFactory(), name="Open doors"), by=sam
    )

    assert not programme.coordinators.exists()
    assert not sam.groups.exists()


def test_create_programme_of_a_known_name_is_refused(programme, coordinator):
    twin = Programme(organisation=programme.organisation, name="OPEN DOORS")

    with pytest.raises(Refused, match="already has a programme of this name"):
        services.create_programme(programme=twin, by=coordinator.user)

    assert Programme.objects.get() == programme


def test_add_coordinator_opens_the_office_to_them(programme, coordinator, person):
    added = services.add_coordinator(programme=programme, user=person.user, by=coordinator.user)

    person.user.refresh_from_db()
    assert (added.user, person.user.is_staff) == (person.user, True)
    assert person.user.groups.get().name == "Coordinators"
    assert audited() == [("coordinator.add", added.pk, coordinator.user.pk)]


def test_add_coordinator_twice_is_refused(programme, coordinator):
    with pytest.raises(Refused, match="already coordinates"):
        services.add_coordinator(programme=programme, user=coordinator.user, by=coordinator.user)

    assert programme.coordinators.count() == 1


@pytest.mark.parametrize("fields", [{"email": None}, {"is_active": False}])
def test_add_coordinator_who_cannot_sign_in_is_refused(programme, coordinator, fields):
    somebody = UserFactory(name="Nils Nowhere", **fields)

    with pytest.raises(Refused, match="Nils Nowhere cannot sign in yet"):
        services.add_coordinator(programme=programme, user=somebody, by=coordinator.user)

    assert (programme.coordinators.count(), somebody.is_staff) == (1, False)


def test_add_coordinator_gives_nothing_without_the_group(programme, coordinator, person):
    Group.objects.filter(name="Coordinators").delete()

    with pytest.raises(Group.DoesNotExist), transaction.atomic():
        services.add_coordinator(programme=programme, user=person.user, by=coordinator.user)

    person.user.refresh_from_db()
    assert (person.user.is_staff, programme.coordinators.count()) == (False, 1)


# The stages of a cohort


def draft(programme, **fields):
    return CohortFactory(programme=programme, stage=Stage.DRAFT, **fields)


def test_open_registration_shows_the_cohort(programme, coordinator):
    cohort = draft(programme)

    opened = services.open_registration(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert (opened.stage, cohort.stage) == (Stage.REGISTRATION, Stage.REGISTRATION)
    assert audited() == [("cohort.open_registration", cohort.pk, coordinator.user.pk)]
    assert mails() == []


@pytest.mark.parametrize(
    ("programme_fields", "cohort_fields", "reason"),
    [
        ({"purpose": " "}, {}, "Please say in two or three sentences what the programme is for."),
        ({"hr_contact_name": ""}, {}, "Please name an HR contact with an e-mail address."),
        ({"hr_contact_email": ""}, {}, "Please name an HR contact with an e-mail address."),
        ({}, {"starts_on": None}, "Please say when registration ends, and when the cohort starts and ends."),
        ({}, {"registration_ends_on": in_days(-1)}, "Please let registration end today or later."),
        ({}, {"mid_survey_on": None}, "Please choose the day of the mid survey."),
        (
            {},
            {"mid_survey_on": in_days(5)},
            "Please choose a day for the mid survey between the start and the end.",
        ),
    ],
)
def test_open_registration_is_refused_with_its_reason(programme, coordinator, programme_fields, cohort_fields, reason):
    Programme.objects.filter(pk=programme.pk).update(**programme_fields)
    cohort = draft(programme, **cohort_fields)

    with pytest.raises(Refused) as refusal:
        services.open_registration(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert refusal.value.message == f"Registration cannot open yet. {reason}"
    assert (cohort.stage, audited()) == (Stage.DRAFT, [])


def test_open_registration_names_all_reasons_at_once(db, asked_to_the_right):
    nobody = UserFactory()
    programme = ProgrammeFactory(purpose="", hr_contact_name="")
    cohort = draft(programme, registration_ends_on=None, mid_survey_on=None)
    asked_to_the_right(lambda cohort, stage: [(f"Something for {stage}.", "/office/")])

    with pytest.raises(Refused) as refusal:
        services.open_registration(cohort=cohort, by=nobody)

    assert refusal.value.message == (
        "Registration cannot open yet. "
        "Please say in two or three sentences what the programme is for. "
        "Please say when registration ends, and when the cohort starts and ends. "
        "Please choose the day of the mid survey. "
        "Please name an HR contact with an e-mail address. "
        "Please add a coordinator. "
        "Something for registration."
    )


def test_start_matching_ends_registration(cohort, coordinator):
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)

    services.start_matching(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert cohort.stage == Stage.MATCHING
    assert audited() == [("cohort.start_matching", cohort.pk, coordinator.user.pk)]


def test_start_matching_without_both_roles_is_refused(cohort, coordinator):
    MentorFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, status=Status.REGISTERED)

    with pytest.raises(Refused, match="Please approve at least one mentor and one mentee"):
        services.start_matching(cohort=cohort, by=coordinator.user)


def test_start_running_follows_matching(programme, coordinator):
    cohort = CohortFactory(programme=programme, stage=Stage.MATCHING)

    running = services.start_running(cohort=cohort, by=coordinator.user)

    assert running.stage == Stage.RUNNING
    assert audited() == [("cohort.start_running", cohort.pk, coordinator.user.pk)]


def test_start_running_asks_the_apps_to_the_right(programme, coordinator, asked_to_the_right):
    cohort = CohortFactory(programme=programme, stage=Stage.MATCHING)
    asked_to_the_right(lambda cohort, stage: [("No suggestion is ready.", "/board/")])

    with pytest.raises(Refused, match=r"The pairs cannot start yet\. No suggestion is ready\."):
        services.start_running(cohort=cohort, by=coordinator.user)


def test_close_cohort_tells_the_apps_to_the_right(programme, coordinator, heard):
    cohort = CohortFactory(programme=programme, stage=Stage.RUNNING)

    services.close_cohort(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert cohort.stage == Stage.CLOSED
    assert heard == [{"cohort": cohort, "by": coordinator.user}]
    assert audited() == [("cohort.close", cohort.pk, coordinator.user.pk)]


def test_close_cohort_stays_undone_when_a_receiver_fails(programme, coordinator):
    cohort = CohortFactory(programme=programme, stage=Stage.RUNNING)

    def fail(**kwargs):
        raise ZeroDivisionError

    cohort_closed.connect(fail)
    with pytest.raises(ZeroDivisionError):
        services.close_cohort(cohort=cohort, by=coordinator.user)
    cohort_closed.disconnect(fail)

    cohort.refresh_from_db()
    assert (cohort.stage, audited()) == (Stage.RUNNING, [])


@pytest.mark.parametrize(
    ("service", "from_stage"),
    [
        (services.open_registration, Stage.DRAFT),
        (services.start_matching, Stage.REGISTRATION),
        (services.start_running, Stage.MATCHING),
        (services.close_cohort, Stage.RUNNING),
    ],
)
def test_cohort_moves_only_along_its_table(programme, coordinator, service, from_stage):
    for stage in set(Stage) - {from_stage}:
        cohort = CohortFactory(programme=programme, stage=stage)

        with pytest.raises(Refused, match="This has already changed"):
            service(cohort=cohort, by=coordinator.user)

        cohort.refresh_from_db()
        assert cohort.stage == stage


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
        ({"stage": Stage.CLOSED}, "Registration is over."),
        ({"registration_ends_on": in_days(-1)}, "Registration ended on "),
    ],
)
def test_register_interest_outside_registration_is_refused(programme, person, fields, reason):
    cohort = CohortFactory(programme=programme, **fields)

    with pytest.raises(Refused, match=reason):
        register(cohort, person)

    assert (list(person.enrolments.all()), list(person.skills.all()), mails()) == ([], [], [])


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
