import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from mentoring.audit.models import AuditEvent
from mentoring.lib import registry
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import HrAnalyst
from participants.services import grant_hr_analyst, make_hr_analysts_group, withdraw_hr_analyst
from tests.factories import OrganisationFactory, UserFactory


def is_in_group(user) -> bool:
    return user.groups.filter(name="HR analysts").exists()


def test_group_is_there_from_the_first_migration_and_has_no_permissions(db):
    group = Group.objects.get(name="HR analysts")

    assert make_hr_analysts_group() == group
    assert not group.permissions.exists()


def test_grant_makes_the_row_and_the_membership_in_one(db):
    user, by, organisation = UserFactory(), UserFactory(), OrganisationFactory()

    analyst = grant_hr_analyst(user=user, organisation=organisation, by=by)

    assert (analyst.user, analyst.organisation, is_in_group(user)) == (user, organisation, True)
    assert list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id")) == [
        ("analyst.grant", analyst.pk, by.pk)
    ]


def test_grant_tells_them_what_reports_are_for_and_where_once(db):
    user, organisation = UserFactory(), OrganisationFactory(name="Lark & Sons")

    for _press in range(2):
        analyst = grant_hr_analyst(user=user, organisation=organisation, by=UserFactory())

    mail = OutgoingMessage.objects.get()
    assert (mail.kind, mail.address, mail.subject_id) == ("analyst_granted", user.email, analyst.pk)
    assert "The mentoring reports of Lark & Sons are open to you" in mail.text
    assert "never for appraisal, pay or dismissal" in mail.text
    assert reverse("feedback:report-list") in mail.text


def test_analyst_who_is_one_no_longer_is_not_told(db):
    analyst = grant_hr_analyst(user=UserFactory(), organisation=OrganisationFactory(), by=None)
    key, wanted_before = analyst.pk, False not in registry.message_wanted.ask("analyst_granted", analyst.pk)

    withdraw_hr_analyst(analyst=analyst, by=None)

    assert (wanted_before, False in registry.message_wanted.ask("analyst_granted", key)) == (True, True)


def test_grant_again_changes_nothing(db):
    user, organisation = UserFactory(), OrganisationFactory()
    first = grant_hr_analyst(user=user, organisation=organisation, by=None)

    assert grant_hr_analyst(user=user, organisation=organisation, by=None) == first
    assert (HrAnalyst.objects.count(), AuditEvent.objects.count()) == (1, 1)


@pytest.mark.parametrize("fields", [{"email": None}, {"is_active": False}])
def test_account_that_cannot_sign_in_is_refused(db, fields):
    user = UserFactory(name="Ada Lark", **fields)

    with pytest.raises(Refused, match="Ada Lark cannot sign in"):
        grant_hr_analyst(user=user, organisation=OrganisationFactory(), by=None)

    assert not HrAnalyst.objects.exists()


def test_withdrawing_the_last_role_ends_the_membership(db):
    user, by = UserFactory(), UserFactory()
    first = grant_hr_analyst(user=user, organisation=OrganisationFactory(name="Lark & Sons"), by=by)
    second = grant_hr_analyst(user=user, organisation=OrganisationFactory(name="Wren Ltd"), by=by)

    withdraw_hr_analyst(analyst=first, by=by)
    assert is_in_group(user)

    withdraw_hr_analyst(analyst=second, by=by)
    assert not is_in_group(user)
    assert list(HrAnalyst.objects.all()) == []
    assert AuditEvent.objects.filter(verb="analyst.withdraw", actor_id=by.pk).count() == 2
