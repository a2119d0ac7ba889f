"""At the door: asking for a code, entering it, and what is there afterwards."""

import re

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from mentoring.outbox.models import OutgoingMessage

PASSWORD = "seven quiet otters"  # of somebody who has one
CODE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE)
RANDOM = re.compile(r'value="[A-Za-z0-9]{64}"')  # a form's token


def ask(client: Client, address: str = "ada@mail.example", **data):
    return client.post(reverse("account_login"), {"login": address, **data}, follow=True)


def enter(client: Client, code: str, **data):
    return client.post(reverse("account_confirm_login_code"), {"code": code, **data}, follow=True)


def with_password(client: Client, address: str = "ada@mail.example", password: str = PASSWORD, **data):
    return client.post(reverse("account_login_password"), {"login": address, "password": password, **data}, follow=True)


def mailed_codes() -> list[str]:
    mails = [message.text for message in OutgoingMessage.objects.order_by("created_at")]
    return [found[0] for text in mails if (found := CODE.search(text))]


def sentences(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def seen_by(response, address: str) -> tuple:
    """What somebody sees who typed this address, but for what is random and for the address itself."""
    text = RANDOM.sub("", response.content.decode())
    return response.status_code, response.redirect_chain, text.replace(address, "ADDRESS")
