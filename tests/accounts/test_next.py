"""Where the door leads on to: back to where somebody was going, and never to another site."""

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from mentoring.accounts.models import User
from tests.accounts.door import PASSWORD, ask, enter, mailed_codes, with_password

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    r"\\evil.example",
    r"/\evil.example",
    "https:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost:8000@evil.example/",
    "http://evil.example/http://localhost:8000/",
    "/%0d%0aLocation:https://evil.example\r\nSet-Cookie: x=y",
    "\thttps://evil.example",
]


@pytest.fixture
def sam(db) -> User:
    return User.objects.create_superuser(email="sam@mail.example", name="Sam Site", password=PASSWORD)


def test_door_of_the_office_keeps_the_page_somebody_was_going_to(sam):
    client, wanted = Client(), reverse("admin:accounts_user_changelist")

    straight = client.get(wanted)
    led = client.get(reverse("admin:login"), {"next": wanted})
    ask(client, sam.email, next=wanted)
    entered = enter(client, mailed_codes()[0], next=wanted)

    assert straight.url == led.url == f"{reverse('account_login')}?next={wanted}"
    assert entered.redirect_chain == [(wanted, 302)]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_door_of_the_office_leads_to_no_other_site(sam, target):
    client = Client()

    door = client.get(reverse("admin:login"), {"next": target})
    entered = client.post(reverse("account_login_password"), {"login": sam.email, "password": PASSWORD, "next": target})

    assert [answer for answer in (door, entered) if leaves(answer)] == []
    assert not goes_elsewhere(QueryDict(urlsplit(door.url).query)["next"])


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize(
    "name", ["account_login", "account_login_password", "account_logout", "desk:theme", "admin:login"]
)
def test_somebody_signed_in_is_led_to_no_other_site(sam, target, name):
    client = Client()
    with_password(client, sam.email)

    answers = [client.get(reverse(name), {"next": target}), client.post(reverse(name), {"next": target})]

    assert [answer for answer in answers if leaves(answer)] == []


def test_somebody_signed_in_goes_through_the_door_of_the_office_to_their_page(sign_in, sam):
    wanted = reverse("admin:accounts_user_changelist")

    assert sign_in(sam).get(reverse("admin:login"), {"next": wanted}).url == wanted


def leaves(response) -> bool:
    """Whether a browser would go to another site, or set what somebody else wrote."""
    return goes_elsewhere(response.headers.get("Location", "/")) or "x" in response.cookies


def goes_elsewhere(target: str) -> bool:
    return not target.startswith("/") or target.startswith(("//", "/\\"))
