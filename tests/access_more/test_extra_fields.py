"""R25, extra fields: what a form does not ask for is not taken, whoever sends it."""

import re

import pytest
from django.core.cache import cache

from tests.access_more.asking import TABLE, Asker, doors, form_on, rows, shares, undone

EXTRA = {
    "is_staff": "on",
    "is_superuser": "on",
    "groups": "1",
    "email": "forged@mail.example",
    "password": "forged words 42",
    "role": "mentor",
    "status": "approved",
    "state": "holds",
    "stage": "closed",
    "capacity": "5",
    "approved": "on",
    "locked": "on",
    "answer": "yes",
    "minimum_group": "9",
    "employee_number": "E-forged",
    "last_day": "2026-01-01",
}
# Each names somebody of the cast.
PEOPLE = {"user": "user_id", "person": "pk", "owner": "pk", "author": "pk", "mentor": "pk", "manager": "pk"}
BY_CHANCE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[0-9a-f]{32,64}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d[:.0-9]*\+[:0-9]+"
    r"|\\\\x[0-9a-f]+"
)


@pytest.mark.parametrize("names", shares(of=30))
def test_extra_fields_leave_what_is_left_without_them(names, cast):
    extra = EXTRA | {name: str(getattr(cast.outsider, what)) for name, what in PEOPLE.items()}
    extra["organisation"] = str(cast.mentor.organisation_id)
    asker, taken = Asker(cast), {}
    for name, role in doors(names):
        with undone():
            url = TABLE[name].url(name, cast)
            known = {found for _table, row in rows() for found in BY_CHANCE.findall(row)}
            page = asker.ask(role, "GET", url)
            data, fields = form_on(page, url)
            data = data or TABLE[name].data(cast)
            more = {field: value for field, value in extra.items() if field not in {*data, *fields}}
            plain, forged = (left_by(asker, role, url, each, known) for each in (data, {**more, **data}))
            if plain != forged:
                taken[f"{name} as {role}"] = plain ^ forged

    assert taken == {}


def left_by(asker, role, url, data, known):
    """Every row after somebody sent this, but for ids, times and ciphertexts that were made meanwhile."""
    cache.clear()
    with undone():
        asker.ask(role, "POST", url, data)
        return frozenset(
            (table, BY_CHANCE.sub(lambda found: found[0] if found[0] in known else "*", row)) for table, row in rows()
        )
