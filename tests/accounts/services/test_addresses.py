"""Another address for somebody: the old one hears of it first, and may stop it."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from mentoring.accounts.models import ACCOUNT_CHANGE_MOVES, EmailChange, User
from mentoring.accounts.services import (
    apply_due_email_changes,
    cancel_account_change,
    request_email_change,
    request_email_changes,
    stop_sign_in,
)
from mentoring.accounts.tasks import apply_email_changes as tick
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock, links
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.accounts.door import ask, is_signed_in, with_password
from tests.factories import UserFactory, at

NEW = "ada.new@mail.example"
ASKED_AT = at("2026-11-23 09:00")


@pytest.fixture
def by(db) -> User:
    return User.objects.create_superuser(email="sam@mail.example", name="Sam Site")


@pytest.fixture
def change(ada, by) -> EmailChange:
    with clock.standing_at(ASKED_AT):
        return request_email_change(user=ada, new_address=NEW, by=by)


def apply_at(hours: float) -> int:
    with clock.standing_at(ASKED_AT + timedelta(hours=hours)):
        return apply_due_email_changes()


def address_of(user: User) -> str | None:
    return User.objects.get(pk=user.pk).email


def mails() -> list[tuple[str, str]]:
    return [(message.address, message.mail_subject) for message in OutgoingMessage.objects.order_by("created_at")]


def stop_page() -> str:
    """The path of the link in the mail to the old address, as it is signed when it is sent."""
    text = links.sign_placeholders(OutgoingMessage.objects.get(address="ada@mail.example").text)
    return re.search(r"http://localhost:8000(/\S+)", text)[1]


def test_change_is_told_to_the_old_address_and_waits_a_day(change, ada):
    assert mails() == [("ada@mail.example", "Your address is to be changed")]
    assert "ada.new@mail.example" in OutgoingMessage.objects.get().text
    assert apply_at(23.99) == 0
    assert address_of(ada) == "ada@mail.example"


def test_change_holds_after_a_day_and_the_new_address_is_told(change, ada, by):
    assert apply_at(24) == 1

    change.refresh_from_db()
    assert (change.state, address_of(ada)) == (EmailChange.State.HOLDS, NEW)
    assert mails()[-1] == (NEW, "This is now your address for mentoring")
    assert list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id")) == [
        ("account.email_change.ask", ada.pk, by.pk),
        ("account.email_change.hold", ada.pk, None),
    ]


def test_sessions_end_once_it_holds(change, ada, sign_in):
    client = sign_in(ada)
    before = client.get(reverse("account")).status_code

    apply_at(24)

    assert (before, client.get(reverse("account")).status_code) == (200, 302)


def test_new_address_lets_nobody_in_before_and_the_old_one_nobody_after(change, ada):
    ada.emailaddress_set.create(email="ada@mail.example", verified=True, primary=True)
    ask(Client(), NEW)
    before = [address for address, subject in mails() if subject == "Your code to sign in"]

    apply_at(24)
    for address in ("ada@mail.example", NEW):
        ask(Client(), address)

    assert before == []
    assert [address for address, subject in mails() if subject == "Your code to sign in"] == [NEW]


def test_password_goes_on_with_the_new_address_alone(ben, by):
    with clock.standing_at(ASKED_AT):
        request_email_change(user=ben, new_address=NEW, by=by)
    apply_at(24)

    old, new = Client(), Client()
    with_password(old, "ben@mail.example")
    with_password(new, NEW)

    assert (is_signed_in(old), is_signed_in(new)) == (False, True)


def test_tick_lets_it_hold_once(change, ada):
    with clock.standing_at(ASKED_AT + timedelta(days=2)):
        tick()
        tick()

    assert address_of(ada) == NEW
    assert len(mails()) == 2


def test_link_in_the_mail_stops_it_and_opening_writes_nothing(change, ada, client):
    with clock.standing_at(ASKED_AT + timedelta(hours=1)):
        opened = client.get(stop_page())
        change.refresh_from_db()
        state_after_opening = change.state
        stopped = client.post(stop_page())
        again = client.post(stop_page())

    assert [page.status_code for page in (opened, stopped, again)] == [200, 200, 410]
    assert "Stop the change of your address?" in opened.content.decode()
    assert state_after_opening == EmailChange.State.WAITING
    assert "The change is stopped" in stopped.content.decode()
    assert "This change no longer waits" in again.content.decode()
    assert apply_at(24) == 0
    assert address_of(ada) == "ada@mail.example"


def test_link_is_signed_only_when_the_mail_is_sent(change):
    text = OutgoingMessage.objects.get().text

    assert "/accounts/address-changes/" not in text
    assert "[[link stop-email-change" in text


@pytest.mark.parametrize("method", ["get", "post"])
def test_altered_link_stops_nothing_and_is_answered_as_every_other(change, client, method):
    with clock.standing_at(ASKED_AT):
        answer = getattr(client, method)(stop_page().removesuffix("/") + "x/")

    change.refresh_from_db()
    assert (answer.status_code, "This link does not work" in answer.content.decode()) == (404, True)
    assert change.state == EmailChange.State.WAITING


def test_link_whose_day_is_over_stops_nothing_and_says_so(change, client):
    with clock.standing_at(ASKED_AT + timedelta(hours=24)):
        answer = client.post(stop_page())

    change.refresh_from_db()
    assert (answer.status_code, "This link is over" in answer.content.decode()) == (410, True)
    assert change.state == EmailChange.State.WAITING


def test_link_to_anything_else_stops_nothing(change, client):
    token = links.token(purpose="survey", subject_id=change.pk, expires_at=change.due_at)

    answer = client.post(reverse("account_email_change_stop", args=[token]))

    change.refresh_from_db()
    assert answer.status_code == 404
    assert change.state == EmailChange.State.WAITING


def test_person_sees_it_on_their_account_page_and_stops_it_there(change, ada, sign_in):
    client = sign_in(ada)
    page = client.get(reverse("account")).content.decode()

    client.post(reverse("account_email_change_stop_own", args=[change.pk]))

    change.refresh_from_db()
    assert NEW in page
    assert change.state == EmailChange.State.STOPPED


def test_same_address_again_changes_nothing_and_another_takes_its_place(change, ada):
    with clock.standing_at(ASKED_AT + timedelta(hours=20)):
        same = request_email_change(user=ada, new_address=NEW.upper(), by=None)
        other = request_email_change(user=ada, new_address="ada.lark@mail.example", by=None)

    change.refresh_from_db()
    assert (same, change.state) == (change, EmailChange.State.STOPPED)
    assert apply_at(24) == 0
    assert other.due_at == ASKED_AT + timedelta(hours=44)


def test_import_asks_for_many_at_once_as_it_would_for_each(change, ada, django_assert_max_num_queries):
    people = [UserFactory(email=f"old{number}@mail.example") for number in range(20)]
    waits = request_email_change(user=people[0], new_address="new0@mail.example", by=None)
    new_addresses = {user.pk: f"New{number}@mail.example" for number, user in enumerate(people)}
    written = len(mails())

    with django_assert_max_num_queries(12):
        request_email_changes(new_addresses={**new_addresses, ada.pk: "ada.lark@mail.example"})

    change.refresh_from_db()
    assert change.state == EmailChange.State.STOPPED
    waiting = EmailChange.objects.filter(state=EmailChange.State.WAITING)
    assert {each.user.email: each.new_address for each in waiting} == {
        "ada@mail.example": "ada.lark@mail.example",
        **{f"old{number}@mail.example": f"new{number}@mail.example" for number in range(20)},
    }
    assert waits in waiting
    assert len(mails()) == written + 20
    assert AuditEvent.objects.filter(verb="account.email_change.ask").count() == 22


@pytest.mark.parametrize("address", ["nobody", "ben@mail.example"])
def test_import_that_asks_for_one_address_that_will_not_do_asks_for_none(ada, ben, address):
    other = UserFactory()

    with pytest.raises(Refused):
        request_email_changes(new_addresses={other.pk: NEW, ada.pk: address})

    assert not EmailChange.objects.exists()


def test_closing_the_account_stops_it_so_that_nobody_is_left_untold(change, ada, by):
    stop_sign_in(user=ada, by=by)
    ada.refresh_from_db()
    ada.is_active = True
    ada.save()

    assert AuditEvent.objects.filter(verb="account.email_change.stop", subject_id=ada.pk, actor_id=by.pk).count() == 1
    assert apply_at(24) == 0
    assert address_of(ada) == "ada@mail.example"


def test_account_closed_by_an_import_keeps_its_address(change, ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert apply_at(24) == 0
    assert address_of(ada) == "ada@mail.example"


def test_address_that_somebody_took_meanwhile_stays_theirs(change, ada):
    UserFactory(email=NEW)

    assert apply_at(24) == 0
    change.refresh_from_db()
    assert change.state == EmailChange.State.STOPPED


def test_change_that_fails_keeps_nobody_else_waiting_and_is_logged_without_a_name(change, ada, by, caplog):
    """The first in the line cannot be written: a table that others wrote to holds the address in capitals."""
    taken = UserFactory()
    User.objects.filter(pk=taken.pk).update(email=NEW.upper())
    other = UserFactory(name="Cleo Finch")
    with clock.standing_at(ASKED_AT + timedelta(seconds=1)):
        request_email_change(user=other, new_address="cleo.new@mail.example", by=by)

    held = [apply_at(25), apply_at(26)]

    change.refresh_from_db()
    assert (held, change.state, address_of(other)) == ([1, 0], EmailChange.State.WAITING, "cleo.new@mail.example")
    lines = [record for record in caplog.records if record.name.startswith("mentoring.accounts")]
    assert [(line.getMessage(), line.change, line.error) for line in lines] == [
        ("A change of an account failed", str(change.pk), "IntegrityError")
    ] * 2
    assert not [word for word in (NEW, "Ada", "Lark") if word.lower() in caplog.text.lower()]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("no address", "it should look like"),
        ("", "it should look like"),
        ("a@mail.example\r\nBcc: eve@mail.example", "it should look like"),
        ("ADA@mail.example", "that the account has"),
        ("sam@mail.example", "Another person already has"),
    ],
)
def test_address_that_will_not_do_is_refused(ada, by, address, words):
    with pytest.raises(Refused, match=words):
        request_email_change(user=ada, new_address=address, by=by)

    assert not EmailChange.objects.exists()


@pytest.mark.parametrize("fields", [{"email": None}, {"is_active": False}])
def test_account_that_nobody_could_be_told_of_is_refused(by, fields):
    with pytest.raises(Refused, match="Nobody could be told"):
        request_email_change(user=UserFactory(**fields), new_address=NEW, by=by)


def test_stopping_twice_is_refused(change, by):
    cancel_account_change(change=change, by=by)

    with pytest.raises(Refused, match="no longer waits"):
        cancel_account_change(change=change, by=by)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [({"state": "waiting"}, "email_change_one_waiting"), ({"state": "odd"}, "email_change_state_known")],
)
def test_database_refuses_what_cannot_be(change, fields, constraint):
    values = {"user": change.user, "new_address": NEW, "asked_at": ASKED_AT, "due_at": ASKED_AT}

    with pytest.raises(IntegrityError, match=constraint):
        EmailChange.objects.create(**values, **fields)


def test_every_state_has_its_moves():
    assert set(ACCOUNT_CHANGE_MOVES) == set(EmailChange.State)
