"""R25, foreign ids: whoever sends ids of others along with what is theirs reads and changes nothing of others."""

from contextlib import suppress
from uuid import UUID

import pytest
from django.apps import apps
from django.core.cache import cache

from mentoring.lib.private import PRIVATE_FIELDS
from tests import factories
from tests.access_more.asking import TABLE, Asker, all_of, doors, form_on, rows_naming, shares, undone
from tests.access_more.private_words import another_pair
from tests.flows.readable import can_be_read_in

OFFICE = ("coordinator", "site_administrator")
EVERYWHERE = ("mentor", "mentee", "outsider", "hr_analyst")
# Other names under which a page might take an id.
ALSO_CALLED = {
    "pair": "mentorship",
    "id": "session",
    "pk": "session",
    "_selected_action": "enrolment",
    "owner": "person",
    "profile": "person",
    "mentee": "enrolment",
    "account": "user",
}
# The key of a pair is no words, and whom somebody avoids, or would like, are ids.
NOT_IN_WORDS = {"agreements.MentorshipKey", "matching.Exclusion", "matching.Ranking"}
# What a field of a form might ask for, and how many fields are tried: those after them are of the same kind.
KINDS = ("person", "user", "enrolment", "mentorship", "session", "cohort", "programme")
MOST_FIELDS = 2


@pytest.fixture
def neighbours(cast):
    """Another pair of the same cohort."""
    return another_pair(cast.cohort)


@pytest.fixture
def strangers(cast):
    """A pair of a programme that nobody of the cast runs."""
    return another_pair(factories.CohortFactory(stage="running"))


def ids_by_name(others):
    found = {name: str(thing.pk) for name, thing in others.items()}
    found |= {name: found[kind] for name, kind in ALSO_CALLED.items() if kind in found}
    return found | {"next": others["session"].get_absolute_url()}


@pytest.mark.parametrize("names", shares(of=30))
def test_ids_of_the_next_pair_open_and_change_nothing(names, cast, neighbours):
    assert wrongs(cast, neighbours, names, EVERYWHERE) == {}


@pytest.mark.parametrize("names", shares(of=30))
def test_ids_of_another_programme_open_and_change_nothing_in_the_office(names, cast, strangers):
    strangers |= {"cohort": strangers["mentorship"].cohort, "programme": strangers["mentorship"].cohort.programme}

    assert wrongs(cast, strangers, names, OFFICE) == {}


def wrongs(cast, others, names, roles):
    """Each address and role that told or changed something of others, and what."""
    asker, ids, wrong = Asker(cast), ids_by_name(others), {}
    theirs = list(filter(is_id, ids.values()))
    before = rows_naming(theirs)
    for name, role in doors(names, roles):
        with undone():
            url = TABLE[name].url(name, cast)
            answers = [
                asker.ask(role, *asked) for asked in requests(asker, name, role, url, TABLE[name].data(cast), ids)
            ]
            changed = {table for table, _row in rows_naming(theirs) ^ before}
            told = {
                answer.status_code for answer in answers if answer.status_code >= 500 or can_be_read_in(all_of(answer))
            }
            if changed or told:
                wrong[f"{name} as {role}"] = (changed, told)
    return wrong


def requests(asker, name, role, url, data, ids):
    """The page with every id in its query; its form with one of them in place of each id in it, and with all beside.

    What could be taken comes last, so that the page is as it was for whatever comes before.
    """
    cache.clear()
    page = asker.ask(role, "GET", url)
    data = form_on(page, url)[0] or {field: [str(value)] for field, value in data.items()}
    yield "GET", url, None, ids
    asked_for = [field for field, values in data.items() if field in ids or any(map(is_id, values))]
    for field in asked_for[:MOST_FIELDS]:
        for foreign in [ids[kind] for kind in KINDS if kind in ids]:
            yield "POST", url, {**data, field: [foreign]}
    yield "POST", url, {**ids, **data}, ids


def is_id(value):
    with suppress(ValueError):
        return bool(UUID(value))
    return False


def test_private_fields_of_the_next_pair_hold_words_that_would_be_seen(cast, neighbours, sign_in):
    """Or what stands above would hold of words that are nowhere."""
    page = sign_in(neighbours["person"]).get(neighbours["mentorship"].get_absolute_url())
    kept = [
        str(getattr(row, field))
        for label, fields in PRIVATE_FIELDS.items()
        for row in apps.get_model(label)._base_manager.all()
        for field in fields
    ]

    assert {label for label in PRIVATE_FIELDS if not apps.get_model(label)._base_manager.exists()} == set()
    assert sum("CANARY" in words for words in kept) >= len(set(PRIVATE_FIELDS) - NOT_IN_WORDS)
    assert (page.status_code, can_be_read_in(page.content)) == (200, True)
