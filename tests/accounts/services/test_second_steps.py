"""The way back in for whoever lost the second step and the recovery codes: told first, and a day later."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from mentoring.accounts.models import SecondStepRemoval, User
from mentoring.accounts.services import (
    apply_due_second_step_removals,
    cancel_account_change,
    request_second_step_removal,
    stop_sign_in,
)
from mentoring.accounts.tasks import take_away_second_steps as tick
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock, links
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.accounts.door import is_signed_in, with_password
from tests.factories import UserFactory, at

ASKED_AT = at("2026-11-23 09:00")
State = SecondStepRemoval.State


@pytest.fixture
def by(db) -> User:
    return User.objects.create_superuser(email="sam@mail.example", name="Sam Site")


@pytest.fixture
def locked_out(ben) -> User:
    """Somebody with a password, an app and recovery codes, and all but the password is lost."""
    return with_second_step(ben)


@pytest.fixture
def removal(locked_out, by) -> SecondStepRemoval:
    with clock.standing_at(ASKED_AT):
        return request_second_step_removal(user=locked_out, by=by)


def with_second_step(user: User) -> User:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user


def apply_at(hours: float) -> int:
    with clock.standing_at(ASKED_AT + timedelta(hours=hours)):
        return apply_due_second_step_removals()


def second_steps_of(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def mails() -> list[tuple[str, str]]:
    return [(message.address, message.mail_subject) for message in OutgoingMessage.objects.order_by("created_at")]


def state_of(removal: SecondStepRemoval) -> str:
    return SecondStepRemoval.objects.get(pk=removal.pk).state


def keep_page() -> str:
    """The path of the link in the mail, as it is signed when it is sent."""
    text = links.sign_placeholders(OutgoingMessage.objects.get().text)
    return re.search(r"http://localhost:8000(/accounts/second-step-removals/\S+)", text)[1]


def comes_in() -> bool:
    client = Client()
    with_password(client, "ben@mail.example")
    return is_signed_in(client)


def test_person_is_told_and_keeps_everything_for_a_day(removal, locked_out):
    assert mails() == [("ben@mail.example", "Your second sign-in step will be removed")]
    assert (apply_at(23.99), second_steps_of(locked_out)) == (0, ["recovery_codes", "totp"])


def test_after_a_day_they_are_in_again_with_their_password_alone_and_are_told(removal, locked_out, by):
    before = comes_in()
    taken_away = apply_at(24)

    assert (before, taken_away, second_steps_of(locked_out), comes_in()) == (False, 1, [], True)
    assert mails()[-1] == ("ben@mail.example", "Your second step was taken away")
    assert list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id")) == [
        ("account.second_step_removal.ask", locked_out.pk, by.pk),
        ("account.second_step_removal.hold", locked_out.pk, None),
    ]


def test_second_steps_of_others_stay(removal, ada):
    with_second_step(ada)

    apply_at(24)

    assert second_steps_of(ada) == ["recovery_codes", "totp"]


def test_every_session_ends_with_it(ben, by):
    client = Client()
    with_password(client, "ben@mail.example")
    with_second_step(ben)
    before = client.get(reverse("account")).status_code
    with clock.standing_at(ASKED_AT):
        request_second_step_removal(user=ben, by=by)

    apply_at(24)

    assert (before, client.get(reverse("account")).status_code) == (200, 302)


def test_tick_takes_it_away_once(removal, locked_out):
    with clock.standing_at(ASKED_AT + timedelta(days=2)):
        tick()
        with_second_step(locked_out)
        tick()

    assert (len(mails()), second_steps_of(locked_out)) == (2, ["recovery_codes", "totp"])


def test_link_in_the_mail_keeps_it_and_opening_writes_nothing(removal, locked_out, client):
    with clock.standing_at(ASKED_AT + timedelta(hours=1)):
        opened = client.get(keep_page())
        state_after_opening = state_of(removal)
        kept = client.post(keep_page())
        again = client.post(keep_page())

    assert [page.status_code for page in (opened, kept, again)] == [200, 200, 410]
    assert "Keep your second step?" in opened.content.decode()
    assert (state_after_opening, state_of(removal)) == (State.WAITING, State.STOPPED)
    assert "Your second step and your recovery codes stay as they are." in kept.content.decode()
    assert (apply_at(24), second_steps_of(locked_out)) == (0, ["recovery_codes", "totp"])


def test_link_that_stops_a_change_of_address_keeps_no_second_step(removal, client):
    token = links.token(purpose="stop-email-change", subject_id=removal.pk, expires_at=removal.due_at)

    with clock.standing_at(ASKED_AT):
        answer = client.post(reverse("account_second_step_removal_stop", args=[token]))

    assert (answer.status_code, state_of(removal)) == (404, State.WAITING)


def test_person_who_is_signed_in_sees_it_and_keeps_it_there(removal, locked_out, sign_in):
    client = sign_in(locked_out)
    page = client.get(reverse("account")).content.decode()

    client.post(reverse("account_second_step_removal_stop_own", args=[removal.pk]))

    assert "Your company asked us to take your second step away." in page
    assert state_of(removal) == State.STOPPED


def test_person_who_took_it_away_themselves_reads_nothing_of_it(removal, locked_out, sign_in):
    Authenticator.objects.filter(user=locked_out).delete()

    page = sign_in(locked_out).get(reverse("account")).content.decode()

    assert "take your second step away" not in page
    assert "Keep my second step" not in page


def test_asking_again_while_it_waits_changes_nothing(removal, locked_out, by):
    with clock.standing_at(ASKED_AT + timedelta(hours=20)):
        again = request_second_step_removal(user=locked_out, by=by)

    assert (again, again.due_at, len(mails())) == (removal, removal.due_at, 1)


def test_closing_the_account_stops_it_so_that_nobody_is_left_untold(removal, locked_out, by):
    stop_sign_in(user=locked_out, by=by)
    User.objects.filter(pk=locked_out.pk).update(is_active=True)

    assert (state_of(removal), apply_at(24)) == (State.STOPPED, 0)


def test_account_closed_past_the_services_keeps_it(removal, locked_out):
    User.objects.filter(pk=locked_out.pk).update(is_active=False)

    assert (apply_at(24), state_of(removal)) == (0, State.STOPPED)
    assert second_steps_of(locked_out) == ["recovery_codes", "totp"]


def test_nobody_asks_for_themselves(by):
    with pytest.raises(Refused, match="You cannot ask this for your own account"):
        request_second_step_removal(user=with_second_step(by), by=by)

    assert not SecondStepRemoval.objects.exists()


@pytest.mark.parametrize("fields", [{"email": None}, {"is_active": False}])
def test_account_that_nobody_could_be_told_of_is_refused(by, fields):
    with pytest.raises(Refused, match="Nobody could be told"):
        request_second_step_removal(user=with_second_step(UserFactory(**fields)), by=by)


def test_account_without_a_second_step_is_refused(ben, by):
    with pytest.raises(Refused, match="This account has no second step"):
        request_second_step_removal(user=ben, by=by)


def test_stopping_twice_is_refused(removal, by):
    cancel_account_change(change=removal, by=by)

    with pytest.raises(Refused, match="no longer waits"):
        cancel_account_change(change=removal, by=by)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [({"state": "waiting"}, "second_step_removal_one_waiting"), ({"state": "odd"}, "second_step_removal_state_known")],
)
def test_database_refuses_what_cannot_be(removal, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        SecondStepRemoval.objects.create(user=removal.user, asked_at=ASKED_AT, due_at=ASKED_AT, **fields)
