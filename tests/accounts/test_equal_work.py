"""Nobody learns from the time an answer takes whether an address has an account: each costs the same work."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts.door import PASSWORD
from tests.factories import UserFactory

ADDRESSES = ("known@mail.example", "nobody@mail.example", "closed@mail.example")


@pytest.mark.parametrize(
    ("name", "field", "data"),
    [
        ("account_login", "login", {}),
        ("account_request_login_code", "email", {}),
        ("account_login_password", "login", {"password": "wrong password!"}),
        ("account_reset_password", "email", {}),
    ],
)
def test_known_unknown_and_closed_addresses_ask_the_database_for_the_same(db, name, field, data):
    UserFactory(email="known@mail.example", password=PASSWORD)
    UserFactory(email="closed@mail.example", password=PASSWORD, is_active=False)

    asked = {address: kinds_of_queries(reverse(name), {field: address, **data}) for address in ADDRESSES}

    assert asked["known@mail.example"]
    assert asked["nobody@mail.example"] == asked["known@mail.example"]
    assert asked["closed@mail.example"] == asked["known@mail.example"]


def kinds_of_queries(url: str, data: dict[str, str]) -> list[str]:
    """Verb and table of what reads or writes rows; a transaction that is undone is ended by another word."""
    client = Client()
    with CaptureQueriesContext(connection) as captured:
        client.post(url, data)
    words = [query["sql"].split() for query in captured]
    return [f"{each[0]} {table_of(each)}" for each in words if each[0] in ("SELECT", "INSERT", "UPDATE", "DELETE")]


def table_of(words: list[str]) -> str:
    return next((word for word in words if "_" in word and word.startswith('"') and "." not in word), "")
