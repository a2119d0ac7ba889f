"""Ways to ask the addresses of the access table for more than it says. Whatever is asked is undone."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.access import ROLES
from tests.factories import in_days
from tests.flows.page import Node, Page
from tests.flows.visitor import entries, value_of
from tests.test_access import TABLE

# What a visit may leave behind: the record of who read what, and sessions.
MAY_CHANGE = ("audit_", "auth_permission", "django_", "usersessions_")
# What differs between two answers that say the same.
BY_CHANCE = re.compile(rb'base64,[^"]+|challenge[^,}]+|[A-Za-z0-9]{30,}')
WORDS = {
    "date": in_days(7).isoformat(),
    "time": "10:00",
    "datetime-local": f"{in_days(7)}T10:00",
    "email": "forged@mail.example",
    "number": "1",
    "url": "https://example.com/",
}

Data = dict[str, list[str]]


def shares(*, of: int) -> list[ParameterSet]:
    """The addresses of the table in so many shares: the first one for the short tests, the others for the long ones."""
    names = sorted(TABLE)
    return [pytest.param(names[n::of], id=f"{n}", marks=[pytest.mark.long] if n else []) for n in range(of)]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Asker:
    """Asks as each role of the cast; each answer comes to somebody who just signed in."""

    def __init__(self, cast: Any) -> None:
        # One for all: each client loads every middleware anew.
        self.client = Client(raise_request_exception=False)
        self.keys = {role: self._sign_in(user) for role, user in cast.users.items()}

    def _sign_in(self, user: Any) -> str:
        if user is None:
            return ""
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, role: str, method: str, url: str, data: Data | None = None, query: Any = None) -> HttpResponse:
        key = self.keys[role]
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: key} if key else {})
        if method == "POST":
            return self.client.post(url, data or {}, query_params=query)
        return self.client.generic(method, url, query_params=query)

    def status(self, *asked: Any, **more: Any) -> int:
        return self.ask(*asked, **more).status_code


def asked_as(name: str) -> list[str]:
    """Who stands for all roles at this address: two of those that are let in, one of those turned away alike."""
    rows = TABLE[name]
    alike = {(rows.GET[role], rows.POST[role]): role for role in ROLES if not is_let_in(name, role)}
    return [*[role for _name, role in doors([name])], *alike.values()]


def doors(names: Iterable[str], roles: Iterable[str] = ROLES) -> list[tuple[str, str]]:
    """Each address with the first two of these roles that are let in: to more of them it is the same."""
    return [(name, role) for name in names for role in [each for each in roles if is_let_in(name, each)][:2]]


def is_let_in(name: str, role: str) -> bool:
    """Signed in and shown something, or led on after something that not everybody may do."""
    rows = TABLE[name]
    acts = rows.POST[role] in (200, 204, 302) and rows.POST[role] != rows.POST["anonymous"]
    return role != "anonymous" and (rows.GET[role] == 200 or acts)


def all_of(answer: HttpResponse) -> bytes:
    """What an answer says, headers and cookies among it."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{head}\n{answer.cookies.output()}\n".encode() + answer.getvalue()


def words_of(answer: HttpResponse) -> bytes:
    """What it says, but for what is made anew for each answer."""
    return BY_CHANCE.sub(b"", answer.getvalue())


def rows(condition: str = "true", *given: Any) -> list[tuple[str, str]]:
    """Every row of the database of which this holds, with the name of its table."""
    tables = [name for name in connection.introspection.table_names() if not name.startswith(MAY_CHANGE)]
    query = " UNION ALL ".join(
        f"SELECT '{name}', t::text FROM \"{name}\" AS t WHERE {condition}"  # noqa: S608
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [*given] * len(tables))
        return cursor.fetchall()


def rows_naming(ids: Iterable[Any]) -> frozenset[tuple[str, str]]:
    """Each row in which one of these ids stands, as it is."""
    return frozenset(rows("t::text LIKE ANY(%s)", [f"%{each}%" for each in ids]))


def form_on(answer: HttpResponse, url: str) -> tuple[Data, dict[str, list[Node]]]:
    """What a person would send from this page to its own address, every field filled in, and the fields by name."""
    page = Page(url, answer.status_code, answer.getvalue().decode(errors="replace"))
    for form in page.root.all("form"):
        if form["method"].lower() == "post" and (form["action"] or url).split("?")[0] == url:
            fields = {
                name: [each for each in page.root.all("input", "select", "textarea") if each["name"] == name]
                for name in {each["name"] for each in page.root.all("input", "select", "textarea")} - {""}
            }
            return filled(page, form), fields
    return {}, {}


def filled(page: Page, form: Node) -> Data:
    fields = [each for each in page.root.all("input", "select", "textarea") if page.form_of(each) is form]
    given: dict[int, str | bool] = {}
    chosen = {each["name"] for each in fields if each.has("checked")}
    for field in fields:
        if field["type"] in ("radio", "checkbox"):
            given[id(field)] = field.has("checked") or field["name"] not in chosen
            chosen.add(field["name"])
        elif field.tag == "select" and not any(each.has("selected") and value_of(each) for each in field.all("option")):
            given[id(field)] = next(filter(None, map(value_of, field.all("option"))), "")
        elif field.tag == "textarea" and not field.text:
            given[id(field)] = "In other words"
        elif field.tag == "input" and not field["value"] and field["type"] not in ("hidden", "file", "password"):
            given[id(field)] = WORDS.get(field["type"], "In other words")
    buttons = [each for each in page.buttons if page.form_of(each) is form and each["type"] != "button"]
    data: Data = {}
    for name, value in entries(page, form, buttons[0] if buttons else form, given):
        data.setdefault(name, []).append(value)
    return data
