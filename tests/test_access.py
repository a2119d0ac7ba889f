"""Two tests that keep access true for ever: every view declares its rule, and every address stands in the table."""

import importlib
import inspect
import pkgutil

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import tests.access
from tests.access import ROLES, sampled

# Views that are not ours: who they let in is kept by their own packages and by the table.
FOREIGN_MODULES = ("allauth.", "django.contrib.admin.", "django.contrib.contenttypes.", "django.views.")

TABLE = {
    name: address
    for module in pkgutil.iter_modules(tests.access.__path__)
    for name, address in importlib.import_module(f"tests.access.{module.name}").TABLE.items()
}


def walk(patterns, namespace=""):
    """Every (URL name, view) of the product."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join(filter(None, [namespace, pattern.name or str(pattern.pattern)])), pattern.callback


VIEWS = dict(walk(get_resolver().url_patterns))


def is_foreign(view) -> bool:
    return getattr(view, "view_class", inspect.unwrap(view)).__module__.startswith(FOREIGN_MODULES)


def declared_rule(view):
    return getattr(inspect.unwrap(view), "access_rule", None) or getattr(
        getattr(view, "view_class", view), "access_rule", None
    )


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_view_declares_its_rule(name):
    view = VIEWS[name]

    assert declared_rule(view) or is_foreign(view), f"{name} declares no access rule"


def test_table_holds_every_address():
    assert sorted(set(VIEWS) - set(TABLE)) == []


def test_table_names_no_address_that_is_gone():
    assert sorted(set(TABLE) - set(VIEWS)) == []


@pytest.mark.parametrize("name", sorted(TABLE))
def test_row_names_every_role(name):
    address = TABLE[name]

    assert (sorted(address.GET), sorted(address.POST)) == (sorted(ROLES), sorted(ROLES))


@pytest.mark.parametrize("name", sampled(TABLE))
def test_address_answers_each_role_as_the_table_says(name, cast):
    address = TABLE[name]
    url = address.url(name, cast)
    data = address.data(cast)

    wrong = {
        f"{method} as {role}": f"{status}, and the table says {expected[role]}"
        for method, expected in (("GET", address.GET), ("POST", address.POST))
        for role, user in cast.users.items()
        if (status := status_of(method, url, user, data)) != expected[role]
    }

    assert wrong == {}


def status_of(method, url, user, data) -> int:
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if user is not None:
            client.force_login(user)
        status = client.generic(method, url).status_code if method == "GET" else client.post(url, data).status_code
        transaction.set_rollback(True)
    return status
