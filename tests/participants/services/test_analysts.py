import pytest
from django.contrib.auth.models import Group

from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
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
