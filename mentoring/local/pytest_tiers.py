"""Pytest plugin: of a test with many cases that asks the database, a few cases are short, and the others long.

Which tests are long is said beside them. Where nobody said it of any case, it is said here (docs/decisions/0007).
"""

from collections import defaultdict

import pytest

DATABASE = {"db", "transactional_db"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before the tests that were not asked for are left out."""
    cases: dict[str, list[pytest.Function]] = defaultdict(list)
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and asks_database(item):
            cases[item.nodeid.split("[")[0]].append(item)
    for family in cases.values():
        if not any(each.get_closest_marker("long") for each in family):
            for each in most_of(family):
                each.add_marker(pytest.mark.long)


def asks_database(item: pytest.Function) -> bool:
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(item.fixturenames)


def most_of(family: list[pytest.Function]) -> list[pytest.Function]:
    """All but the first case and the last, as they were written down: tests come in any order."""
    return sorted(family, key=lambda each: [*each.callspec.indices.values()])[1:-1]
