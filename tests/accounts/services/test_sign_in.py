import pytest

from mentoring.accounts.services import allow_sign_in, stop_sign_in
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from tests.factories import UserFactory


def recorded() -> list[tuple]:
    return list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id"))


def test_account_is_closed_and_opened_again(db):
    ada, by = UserFactory(), UserFactory()

    stop_sign_in(user=ada, by=by)
    ada.refresh_from_db()
    assert ada.is_active is False

    allow_sign_in(user=ada, by=by)
    ada.refresh_from_db()
    assert ada.is_active is True
    assert recorded() == [("account.stop", ada.pk, by.pk), ("account.allow", ada.pk, by.pk)]


def test_closing_a_closed_account_changes_nothing(db):
    ada, by = UserFactory(is_active=False), UserFactory()

    stop_sign_in(user=ada, by=by)

    assert recorded() == []


def test_own_account_cannot_be_closed(db):
    ada = UserFactory()

    with pytest.raises(Refused, match="You cannot close your own account"):
        stop_sign_in(user=ada, by=ada)

    ada.refresh_from_db()
    assert ada.is_active is True
