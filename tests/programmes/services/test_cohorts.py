import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.lib import registry
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes import services
from programmes.models import Cohort, Coordinator, Enrolment, Programme
from programmes.signals import cohort_closed
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    MentorFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    in_days,
)
from tests.programmes.services.records import audited, mails

Stage, Status = Cohort.Stage, Enrolment.Status


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


def test_add_coordinator_tells_them_what_it_means_and_where(programme, coordinator, person):
    added = services.add_coordinator(programme=programme, user=person.user, by=coordinator.user)

    mail = OutgoingMessage.objects.get()
    assert (mail.kind, mail.address, mail.subject_id) == ("coordinator_added", person.user.email, added.pk)
    assert "You are now a coordinator of Open doors" in mail.text
    assert reverse("admin:programmes_programme_change", args=[programme.pk]) in mail.text
    assert coordinator.user.name not in mail.text


def test_coordinator_who_is_one_no_longer_is_not_told(programme, coordinator, person):
    added = services.add_coordinator(programme=programme, user=person.user, by=coordinator.user)
    wanted_before = False not in registry.message_wanted.ask("coordinator_added", added.pk)
    key = added.pk
    added.delete()

    assert (wanted_before, False in registry.message_wanted.ask("coordinator_added", key)) == (True, True)


def test_who_sets_up_a_programme_needs_no_mail_about_it(coordinator):
    new = Programme(organisation=OrganisationFactory(), name="New doors")

    services.create_programme(programme=new, by=coordinator.user)

    assert not OutgoingMessage.objects.exists()


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
        "Please add a coordinator who can sign in. "
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
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSING)

    services.close_cohort(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert cohort.stage == Stage.CLOSED
    assert heard == [{"cohort": cohort, "by": coordinator.user}]
    assert audited() == [("cohort.close", cohort.pk, coordinator.user.pk)]


def test_close_cohort_stays_undone_when_a_receiver_fails(programme, coordinator):
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSING)

    def fail(**kwargs):
        raise ZeroDivisionError

    cohort_closed.connect(fail)
    with pytest.raises(ZeroDivisionError):
        services.close_cohort(cohort=cohort, by=coordinator.user)
    cohort_closed.disconnect(fail)

    cohort.refresh_from_db()
    assert (cohort.stage, audited()) == (Stage.CLOSING, [])


@pytest.mark.parametrize(
    ("service", "from_stage"),
    [
        (services.open_registration, Stage.DRAFT),
        (services.start_matching, Stage.REGISTRATION),
        (services.start_running, Stage.MATCHING),
        (services.begin_closing, Stage.RUNNING),
        (services.close_cohort, Stage.CLOSING),
        (services.archive_cohort, Stage.CLOSED),
    ],
)
def test_cohort_moves_only_along_its_table(programme, coordinator, service, from_stage):
    for stage in set(Stage) - {from_stage}:
        cohort = CohortFactory(programme=programme, stage=stage)

        with pytest.raises(Refused, match="This has already changed"):
            service(cohort=cohort, by=coordinator.user)

        cohort.refresh_from_db()
        assert cohort.stage == stage
