"""What every page asks of the database: at most 15 questions, and not one more when there is more to show."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access import ROLES, Address
from tests.crowd import gather_crowd
from tests.test_access import TABLE

MOST = 15
FEW, MANY = 2, 8
# The others of the cast open no page that none of these opens.
READERS = ("mentor", "mentee", "coordinator", "hr_analyst", "site_administrator")
# What is asked is counted, not how the test holds its own transactions.
NO_QUESTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
SIGNED_IN = [role for role in ROLES if role != "anonymous"]
pytestmark = pytest.mark.long


def pages_of(role: str) -> Iterator[tuple[str, Address]]:
    """The addresses that this role may open, as the access table says."""
    return ((name, address) for name, address in sorted(TABLE.items()) if address.GET[role] == 200)


def questions_of(role: str, cast) -> dict[str, list[str]]:
    """What each page asks for this role; the first visit fills what is kept in memory, the second counts."""
    return {name: [asked(name, address, role, cast) for _ in range(2)][-1] for name, address in pages_of(role)}


def asked(name: str, address: Address, role: str, cast) -> list[str]:
    client = Client()
    with transaction.atomic():
        url = address.url(name, cast)
        client.force_login(cast.users[role])
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        transaction.set_rollback(True)
    return [query["sql"] for query in captured if not query["sql"].startswith(NO_QUESTION)]


@pytest.mark.parametrize("role", READERS)
def test_pages_ask_little_and_the_same_however_much_there_is(role, cast):
    gather_crowd(cast, FEW)
    with_few = questions_of(role, cast)
    gather_crowd(cast, MANY)
    with_many = questions_of(role, cast)

    assert {name: len(queries) for name, queries in with_few.items() if len(queries) > MOST} == {}
    assert {
        name: new_ones(with_few[name], queries) for name, queries in with_many.items() if grew(with_few[name], queries)
    } == {}


def grew(before: list[str], after: list[str]) -> bool:
    return len(after) > len(before)


def new_ones(before: list[str], after: list[str]) -> str:
    """How many more, and the last of them, to find where they come from."""
    return f"{len(before)} -> {len(after)}: {after[-1][:300]}"


def test_every_page_is_opened_by_one_of_the_readers():
    opened = {name for role in READERS for name, _address in pages_of(role)}

    assert {name for role in SIGNED_IN for name, _address in pages_of(role)} - opened == set()
