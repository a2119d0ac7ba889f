"""R53: opening a page changes nothing, whoever opens it, and nothing is changed without the token of a form."""

import pytest
from django.db import connection
from django.test import Client

from tests.access import ROLES, sampled
from tests.test_access import TABLE, VIEWS

# What a visit may leave behind: the record of who read what, sessions, and mails (a code that was asked for).
MAY_CHANGE = ("audit_", "django_session", "usersessions_", "outbox_")
# Nothing is kept by a probe, and no form leads to one.
WITHOUT_TOKEN = ("health:",)


def contents() -> dict[str, tuple]:
    """How many rows each table has, and a checksum over all of them."""
    tables = [name for name in connection.introspection.table_names() if not name.startswith(MAY_CHANGE)]
    query = " UNION ALL ".join(
        f"SELECT '{name}', count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM \"{name}\" AS t"  # noqa: S608
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: rest for name, *rest in cursor.fetchall()}


@pytest.mark.parametrize("name", sampled(TABLE))
def test_opening_an_address_changes_nothing(name, cast):
    url = TABLE[name].url(name, cast)
    clients = [signed_in(cast.users[role]) for role in ROLES]
    before = contents()

    for client in clients:
        client.get(url)

    changed = {table for table, found in contents().items() if found != before[table]}
    assert (len(before) > 40, changed) == (True, set())


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    if user is not None:
        client.force_login(user)
    return client


def test_change_of_a_row_would_be_seen(cast):
    before = contents()
    cast.programme.purpose = f"{cast.programme.purpose} and more"
    cast.programme.save()

    assert {table for table, found in contents().items() if found != before[table]} == {"programmes_programme"}


@pytest.mark.parametrize("name", sampled(VIEWS))
def test_every_form_needs_its_token(name, cast):
    expected = {405} if name.startswith(WITHOUT_TOKEN) else {403}
    url = TABLE[name].url(name, cast)

    assert {signed_in(cast.users[role]).post(url, {"any": "thing"}).status_code for role in ROLES} == expected
