import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.lib import registry
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes import services
from programmes.models import Coordinator, Programme
from tests.factories import (
    CohortFactory,
    CoordinatorFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    EnrolmentFactory,
    GradeFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
)
from tests.programmes.services.records import audited


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


def test_duplicate_copies_what_is_settled_and_nobody(programme, coordinator, person):
    services.add_coordinator(programme=programme, user=person.user, by=coordinator.user)
    Programme.objects.filter(pk=programme.pk).update(outcomes="One.\nTwo.", style="reverse", minimum_group=9)
    EligibilityRuleFactory(programme=programme, department=DepartmentFactory(name="Sales"), role="mentor")
    EligibilityRuleFactory(programme=programme, grade_from=GradeFactory(name="B1", level=3), role="mentee")
    EnrolmentFactory(cohort=CohortFactory(programme=programme))
    programme.refresh_from_db()

    copy = services.duplicate_programme(programme=programme, name="Open doors, copy", by=coordinator.user)

    assert copy.name == "Open doors, copy"
    settled = ("purpose", "outcomes", "style", "minimum_group", "hr_contact_email", "organisation_id")
    assert [getattr(copy, name) for name in settled] == [getattr(programme, name) for name in settled]
    assert sorted((str(line.department or line.grade_from), line.role) for line in copy.eligibility_rules.all()) == [
        ("B1", "mentee"),
        ("Sales", "mentor"),
    ]
    assert programme.eligibility_rules.count() == 2
    assert [each.user for each in copy.coordinators.all()] == [coordinator.user]
    assert not copy.cohorts.exists()


def test_name_of_copy_is_another_once_it_is_taken(programme, coordinator):
    for name in ("Open doors, copy", "Open doors, copy 2"):
        assert services.name_of_copy(programme) == name
        services.duplicate_programme(programme=programme, name=name, by=coordinator.user)


def test_duplicate_by_somebody_of_another_company_is_refused(programme, db):
    stranger = ProgrammeFactory(organisation=OrganisationFactory(name="Partner"))
    guest = CoordinatorFactory(programme=stranger).user

    with pytest.raises(Refused, match="Only somebody with an employee record"):
        services.duplicate_programme(programme=programme, name="Open doors, copy", by=guest)

    assert Programme.objects.filter(organisation=programme.organisation).count() == 1
