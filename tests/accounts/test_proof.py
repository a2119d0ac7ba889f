"""A fresh proof of who one is: a code from the mail, a password, a code of the second step."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.outbox.models import OutgoingMessage
from tests.accounts.door import PASSWORD, mailed_codes

CODE_PAGE = "account_reauthenticate_code"
CHANGES = ("account_set_password", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes")


@pytest.fixture
def now():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def stale(sign_in, ada, now) -> Client:
    """Ada, who signed in 16 minutes ago."""
    client = sign_in(ada)
    now.shift(timedelta(minutes=16))
    return client


def send(client, **data):
    return client.post(reverse(CODE_PAGE), {"action": "send", **data})


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_change_of_how_one_signs_in_asks_for_a_fresh_proof(stale, name, method):
    response = getattr(stale, method)(reverse(name))

    assert response.url == f"{reverse(CODE_PAGE)}?next={reverse(name).replace('/', '%2F')}"


def test_opening_the_page_sends_no_code_and_pressing_the_button_does(stale):
    opened = stale.get(reverse(CODE_PAGE))
    before = OutgoingMessage.objects.count()
    send(stale)

    assert "Send me a code" in opened.content.decode()
    assert (before, OutgoingMessage.objects.count()) == (0, 1)
    assert OutgoingMessage.objects.get().mail_subject == "Your code to show that it is you"


def test_right_code_leads_on_to_where_somebody_was_going(stale):
    wanted = reverse("account_set_password")
    send(stale, next=wanted)

    response = stale.post(reverse(CODE_PAGE), {"code": mailed_codes()[0], "next": wanted})

    assert response.url == wanted
    assert stale.get(wanted).status_code == 200


def test_proof_never_leads_to_another_site(stale):
    send(stale)

    response = stale.post(reverse(CODE_PAGE), {"code": mailed_codes()[0], "next": "https://evil.example/"})

    assert response.url == reverse("desk:home")


def test_wrong_code_proves_nothing_and_five_end_it(stale):
    send(stale)
    answers = [stale.post(reverse(CODE_PAGE), {"code": "WRONG-CODE"}) for _number in range(5)]
    late = stale.post(reverse(CODE_PAGE), {"code": mailed_codes()[0]})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 302]
    assert late.url == reverse(CODE_PAGE)
    assert stale.get(reverse("account_set_password")).status_code == 302


def test_code_grows_old_in_ten_minutes_and_works_once(stale, now):
    send(stale)
    now.shift(timedelta(minutes=10, seconds=1))
    old = stale.post(reverse(CODE_PAGE), {"code": mailed_codes()[0]})
    send(stale)
    stale.post(reverse(CODE_PAGE), {"code": mailed_codes()[1]})
    again = stale.post(reverse(CODE_PAGE), {"code": mailed_codes()[1]})

    assert (old.url, again.url) == (reverse(CODE_PAGE), reverse(CODE_PAGE))


def test_code_of_one_person_proves_nothing_for_another(stale, sign_in, ben, now):
    send(stale)
    now.shift(timedelta(seconds=1))
    other = sign_in(ben)
    send(other)

    answer = other.post(reverse(CODE_PAGE), {"code": mailed_codes()[0]})

    assert answer.status_code == 200


def test_fourth_code_in_a_minute_is_not_sent(stale, now):
    for _number in range(4):
        send(stale)
        now.shift(timedelta(seconds=1))

    assert OutgoingMessage.objects.count() == 3


def test_somebody_with_a_password_may_prove_it_by_that_or_by_a_code(sign_in, ben, now):
    client = sign_in(ben)
    now.shift(timedelta(minutes=16))

    led = client.get(reverse("account_change_password"))
    page = client.get(led.url).content.decode()
    proved = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/accounts/password/change/"}
    )

    assert led.url.startswith(reverse("account_reauthenticate"))
    assert "Send me a code" in page
    assert proved.url == "/accounts/password/change/"
    assert client.get(proved.url).status_code == 200
