"""The one door: an address, and the code that was mailed to it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.outbox.models import OutgoingMessage
from tests.accounts.door import ask, enter, is_signed_in, mailed_codes, seen_by, sentences
from tests.factories import UserFactory

DOOR = "account_login"


def test_mailed_code_lets_a_person_in(client, ada):
    asked = ask(client)
    entered = enter(client, mailed_codes()[0])

    assert asked.redirect_chain == [(reverse("account_confirm_login_code"), 302)]
    assert entered.redirect_chain == [(reverse("desk:home"), 302)]
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_code_may_be_typed_in_small_letters_without_the_hyphen(client, ada):
    ask(client)
    enter(client, mailed_codes()[0].lower().replace("-", " "))

    assert is_signed_in(client)


def test_address_may_be_typed_in_capitals(client, ada):
    ask(client, " Ada@Mail.Example ")
    enter(client, mailed_codes()[0])

    assert is_signed_in(client)


def test_second_address_of_the_same_door_works_alike(client, ada):
    client.post(reverse("account_request_login_code"), {"email": "ada@mail.example"})
    enter(client, mailed_codes()[0])

    assert is_signed_in(client)


def test_page_that_needs_somebody_leads_to_the_door_and_back(client, ada):
    wanted = reverse("participants:profile-detail")

    led = client.get(wanted)
    asked = client.post(led.url, {"login": "ada@mail.example", "next": wanted})
    entered = client.post(asked.url, {"code": mailed_codes()[0], "next": wanted})

    assert led.url == f"{reverse(DOOR)}?next={wanted}"
    assert entered.url == wanted


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_door_never_leads_to_another_site(client, ada, target):
    asked = client.post(f"{reverse(DOOR)}?next={target}", {"login": "ada@mail.example", "next": target})
    entered = client.post(reverse("account_confirm_login_code"), {"code": mailed_codes()[0], "next": target})

    assert "evil" not in asked.url
    assert entered.url == reverse("desk:home")


def test_known_unknown_and_closed_addresses_get_the_same_pages_and_one_gets_mail(ada):
    UserFactory(email="closed@mail.example", is_active=False)
    pages = {}
    for address in ("ada@mail.example", "nobody@mail.example", "closed@mail.example"):
        client = Client()
        asked, wrong = ask(client, address), enter(client, "WRONG-CODE")
        again = client.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)
        pages[address] = [seen_by(each, address) for each in (asked, wrong, again)]

    assert pages["ada@mail.example"] == pages["nobody@mail.example"] == pages["closed@mail.example"]
    assert {message.address for message in OutgoingMessage.objects.all()} == {"ada@mail.example"}


def test_unknown_address_never_finds_a_code(client, ada):
    ask(client, "nobody@mail.example")

    response = enter(client, "")

    assert response.status_code == 200
    assert not is_signed_in(client)


def test_closed_account_gets_no_mail(client, ada):
    ada.is_active = False
    ada.save()

    response = ask(client)

    assert response.redirect_chain == [(reverse("account_confirm_login_code"), 302)]
    assert not OutgoingMessage.objects.exists()


def test_account_closed_after_the_mail_stays_outside(client, ada):
    ask(client)
    ada.is_active = False
    ada.save()

    response = enter(client, mailed_codes()[0])

    assert response.redirect_chain == [(reverse("account_inactive"), 302)]
    assert not is_signed_in(client)


def test_person_without_an_address_cannot_be_asked_for(client, db):
    UserFactory(email=None)

    response = ask(client, "")

    assert response.status_code == 200
    assert not OutgoingMessage.objects.exists()


def test_code_used_twice_is_refused_with_a_sentence(client, ada):
    ask(client)
    code = mailed_codes()[0]
    enter(client, code)
    client.post(reverse("account_logout"))

    response = enter(client, code)

    assert response.redirect_chain == [(reverse(DOOR), 302)]
    assert "A code works once, and for ten minutes. Please ask for a new one." in sentences(response)
    assert not is_signed_in(client)


def test_old_code_is_refused_with_a_sentence_once_a_new_one_was_asked_for(client, ada):
    ask(client)
    client.post(reverse("account_logout"))
    ask(client)
    old, new = mailed_codes()

    response = enter(client, old)

    assert "Please check the code: it is not the one we sent." in response.content.decode()
    assert not is_signed_in(client)
    enter(client, new)
    assert is_signed_in(client)


def test_new_code_may_be_sent_where_the_old_one_was_asked_for(client, ada):
    ask(client)
    resent = client.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)
    old, new = mailed_codes()

    enter(client, old)
    assert not is_signed_in(client)
    enter(client, new)
    assert is_signed_in(client)
    assert sentences(resent) == ["We sent you a new code. Only the newest one works."]


def test_page_itself_says_where_the_code_went(client, ada):
    response = ask(client)

    assert sentences(response) == []
    assert "We sent a code to <strong>ada@mail.example</strong>." in response.content.decode()


def test_code_works_only_where_it_was_asked_for(client, ada):
    ask(client)

    response = enter(Client(), mailed_codes()[0])

    assert response.redirect_chain == [(reverse(DOOR), 302)]


def test_code_is_refused_after_ten_minutes(client, ada):
    ask(client)

    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=True):
        response = enter(client, mailed_codes()[0])

    assert "A code works once, and for ten minutes. Please ask for a new one." in sentences(response)
    assert not is_signed_in(client)


def test_too_many_wrong_codes_are_refused_with_a_sentence_and_end_the_code(client, ada):
    ask(client)

    responses = [enter(client, "WRONG-CODE") for _attempt in range(5)]
    afterwards = enter(client, mailed_codes()[0])

    assert [response.redirect_chain for response in responses[:4]] == [[]] * 4
    assert "There were too many tries. Please wait a minute and ask for a new code." in sentences(responses[4])
    assert afterwards.redirect_chain == [(reverse(DOOR), 302)]
    assert not is_signed_in(client)


def test_too_many_codes_for_one_address_are_refused_with_a_sentence(ada):
    responses = [ask(Client()) for _attempt in range(4)]

    sentence = "There were too many tries. Please wait a minute and ask for a new code."
    assert [sentence in response.content.decode() for response in responses] == [False, False, False, True]
    assert OutgoingMessage.objects.count() == 3


def test_too_many_tries_from_one_place_get_a_page_of_their_own(client, db):
    responses = [client.post(reverse(DOOR), {"login": ""}) for _attempt in range(31)]

    assert [response.status_code for response in responses] == [200] * 30 + [429]
    assert "paused" in responses[-1].content.decode()


def test_signed_in_person_is_led_home_from_the_door(sign_in, ada):
    assert sign_in(ada).get(reverse(DOOR)).url == reverse("desk:home")


def test_signing_out_leads_to_the_door(sign_in, ada):
    client = sign_in(ada)

    response = client.post(reverse("account_logout"))

    assert response.url == reverse(DOOR)
    assert not is_signed_in(client)


def test_opening_the_sign_out_page_signs_nobody_out(sign_in, ada):
    client = sign_in(ada)

    client.get(reverse("account_logout"))

    assert is_signed_in(client)


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "confirm-email/abc/", "social/connections/"])
def test_other_pages_of_the_package_are_shut(sign_in, ada, path):
    assert sign_in(ada).get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("address", ["ada@mail.example", "nobody@mail.example"])
def test_nobody_signs_up_by_themselves_whatever_they_send(client, ada, address):
    pages = [client.get(reverse("account_signup")), client.post(reverse("account_signup"), {"email": address})]

    assert ["Accounts come from your company" in page.content.decode() for page in pages] == [True, True]
    assert list(User.objects.all()) == [ada]


def test_log_in_takes_a_new_session_key(client, ada):
    ask(client)
    before = client.session.session_key
    enter(client, mailed_codes()[0])

    assert client.session.session_key != before
