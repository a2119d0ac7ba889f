import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.accounts.models import EmailChange, User
from mentoring.accounts.services import allow_sign_in, allow_sign_in_of, request_email_change, stop_sign_in
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail, queue_message
from tests.accounts.door import PASSWORD, with_password
from tests.factories import UserFactory
from tests.outbox.messages import queue


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


def test_closing_ends_sessions_and_what_others_asked_of_the_account(db):
    (ada, client), by = somebody_at_work(), UserFactory()
    bystander, _client = somebody_at_work()
    key = client.session.session_key

    stop_sign_in(user=ada, by=by)

    assert what_is_left_of(ada) == (False, [EmailChange.State.STOPPED], False)
    assert AuditEvent.objects.filter(subject_id=ada.pk, actor_id=by.pk).count() == 2
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get(reverse("account")).status_code == 302
    assert what_is_left_of(bystander) == (True, [EmailChange.State.WAITING], True)


def test_no_mail_that_waits_goes_to_a_closed_account(db):
    ada, ben = UserFactory(), UserFactory()
    before = [queue(each, kind="pair_paused") for each in (ada, ben)]
    assert before[0].state == before[1].state == "due"

    ada = stop_sign_in(user=ada, by=ben)
    mail = Mail(subject="Later", text="Later", html="<p>Later</p>")
    later = queue_message(kind="pair_resumed", subject=ben, recipient=ada, occurrence="later", mail=mail)

    assert later is False
    states = OutgoingMessage.objects.values_list("recipient_id", "state")
    assert list(states.filter(recipient_id=ada.pk)) == [(ada.pk, "cancelled")]
    assert list(states.filter(recipient_id=ben.pk).values_list("state", flat=True)) == ["due"]


def somebody_at_work() -> tuple[User, Client]:
    """Signed in on a device, with an address that is to change."""
    user, client = UserFactory(password=PASSWORD), Client()
    with_password(client, user.email)
    request_email_change(user=user, new_address=f"new.{user.email}", by=None)
    return user, client


def what_is_left_of(user: User) -> tuple:
    """Everything that closing an account touches."""
    return (
        User.objects.get(pk=user.pk).is_active,
        list(user.email_changes.values_list("state", flat=True)),
        UserSession.objects.filter(user=user).exists(),
    )


# --- many at once ---


def test_those_who_come_back_are_recorded_each(db):
    back, here, by = UserFactory(is_active=False), UserFactory(), UserFactory()

    opened = allow_sign_in_of(users=[back.pk, here.pk], by=by)

    assert (opened, User.objects.filter(is_active=True).count()) == (1, 3)
    assert recorded() == [("account.allow", back.pk, by.pk)]


def test_two_thousand_take_as_few_queries_as_three(db):
    users = User.objects.bulk_create(User(name=f"Person {number}", is_active=False) for number in range(2_000))
    asked = []
    for some in (users[:3], users[3:]):
        with CaptureQueriesContext(connection) as queries:
            allow_sign_in_of(users=[user.pk for user in some], by=None)
        asked.append(len(queries))

    assert not User.objects.filter(is_active=False).exists()
    assert AuditEvent.objects.filter(verb="account.allow").count() == 2_000
    assert asked[1] <= asked[0] + 1  # the record takes a thousand at a time
