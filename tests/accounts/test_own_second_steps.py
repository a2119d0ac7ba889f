"""Whoever changes their second steps themselves is in: a removal that others asked for waits no longer."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from mentoring.accounts.models import SecondStepRemoval, User
from mentoring.accounts.services import (
    apply_due_second_step_removals,
    changing_second_steps,
    request_second_step_removal,
)
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from tests.accounts.passkeys import add_passkey
from tests.factories import UserFactory

State = SecondStepRemoval.State


@pytest.fixture
def by(db) -> User:
    return User.objects.create_superuser(email="sam@mail.example", name="Sam Site")


def with_app(user: User) -> User:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def client(ben, sign_in) -> Client:
    """Somebody with an app and recovery codes, who is still signed in here."""
    return sign_in(with_app(ben))


def state_of(removal: SecondStepRemoval) -> str:
    return SecondStepRemoval.objects.get(pk=removal.pk).state


def second_steps_of(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def take_app_off(client: Client) -> None:
    client.post(reverse("mfa_deactivate_totp"))


def set_up_app(client: Client) -> None:
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_activate_totp"), {"code": code})


def take_passkey_off(client: Client) -> None:
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))


def test_taking_the_app_off_stops_it_with_a_record(client, ben, by):
    removal = request_second_step_removal(user=ben, by=by)

    take_app_off(client)

    assert (second_steps_of(ben), state_of(removal)) == ([], State.STOPPED)
    assert list(AuditEvent.objects.order_by("at").values_list("verb", "subject_id", "actor_id"))[-2:] == [
        ("account.second_step_removal.ask", ben.pk, by.pk),
        ("account.second_step_removal.stop", ben.pk, ben.pk),
    ]


def test_new_app_is_there_when_the_day_is_over_and_nobody_is_told_that_it_went(client, ben, by):
    request_second_step_removal(user=ben, by=by)
    take_app_off(client)
    set_up_app(client)
    before = OutgoingMessage.objects.count()

    with clock.standing_at(clock.now() + timedelta(days=2)):
        taken_away = apply_due_second_step_removals()

    assert (taken_away, second_steps_of(ben)) == (0, ["recovery_codes", "totp"])
    assert OutgoingMessage.objects.count() == before


def test_adding_a_passkey_stops_it(client, ben, by):
    removal = request_second_step_removal(user=ben, by=by)

    add_passkey(client)

    assert (second_steps_of(ben), state_of(removal)) == (["recovery_codes", "totp", "webauthn"], State.STOPPED)


def test_setting_up_an_app_beside_a_passkey_stops_it(ben, sign_in, by):
    client = sign_in(ben)
    add_passkey(client)
    removal = request_second_step_removal(user=ben, by=by)

    set_up_app(client)

    assert (second_steps_of(ben), state_of(removal)) == (["recovery_codes", "totp", "webauthn"], State.STOPPED)


def test_taking_off_one_of_two_stops_it(client, ben, by):
    add_passkey(client)
    removal = request_second_step_removal(user=ben, by=by)

    take_passkey_off(client)

    assert (second_steps_of(ben), state_of(removal)) == (["recovery_codes", "totp"], State.STOPPED)


@pytest.mark.parametrize("name", ["mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"])
def test_opening_a_page_stops_nothing(client, ben, by, name):
    removal = request_second_step_removal(user=ben, by=by)

    client.get(reverse(name))

    assert state_of(removal) == State.WAITING


def test_what_changes_no_second_step_stops_nothing(client, ben, by):
    removal = request_second_step_removal(user=ben, by=by)

    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_add_webauthn"), {"credential": "{}"})

    assert (second_steps_of(ben), state_of(removal)) == (["recovery_codes", "totp"], State.WAITING)


def test_removals_of_others_wait_on(client, by):
    other = request_second_step_removal(user=with_app(UserFactory()), by=by)

    take_app_off(client)

    assert state_of(other) == State.WAITING


def fail_after_taking_all_off(user: User) -> None:
    with changing_second_steps(user=user):
        Authenticator.objects.filter(user=user).delete()
        raise LookupError


def test_change_that_fails_leaves_both_as_they_were(ben, by):
    removal = request_second_step_removal(user=with_app(ben), by=by)

    with pytest.raises(LookupError):
        fail_after_taking_all_off(ben)

    assert (second_steps_of(ben), state_of(removal)) == (["recovery_codes", "totp"], State.WAITING)
