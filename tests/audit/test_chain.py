import hashlib
import hmac
from datetime import timedelta, timezone
from uuid import UUID

import pytest

from mentoring.audit.chain import BEGINNING, Entry, canonical, chain_key, link
from tests.factories import at

ENTRY = Entry(
    sequence=7,
    at=at("2026-03-02 09:00"),
    actor_id=UUID(int=1),
    verb="account.invite",
    subject_label="accounts.user",
    subject_id=UUID(int=2),
    result="done",
    request_id="7f3a",
)
PLACE = {"position": 1, "sealed_at": at("2026-03-02 09:01")}
KEY = b"k" * 32


def test_canonical_form_is_fixed_for_ever():
    assert canonical(ENTRY, **PLACE) == (
        b'{"actor":"00000000-0000-0000-0000-000000000001","at":"2026-03-02T09:00:00.000000+00:00","position":1,'
        b'"request":"7f3a","result":"done","sealed_at":"2026-03-02T09:01:00.000000+00:00","sequence":7,'
        b'"subject":"00000000-0000-0000-0000-000000000002","subject_label":"accounts.user","verb":"account.invite"}'
    )


def test_canonical_form_knows_one_instant_in_any_zone():
    elsewhere = ENTRY.at.astimezone(timezone(timedelta(hours=5)))

    assert canonical(ENTRY._replace(at=elsewhere), **PLACE) == canonical(ENTRY, **PLACE)


def test_canonical_form_tells_nobody_from_an_empty_text():
    nobody = ENTRY._replace(actor_id=None, request_id=None)

    assert b'"actor":null' in canonical(nobody, **PLACE)
    assert canonical(nobody, **PLACE) != canonical(nobody._replace(request_id=""), **PLACE)


def test_link_is_the_keyed_digest_of_the_one_before_and_the_entry():
    expected = hmac.new(KEY, BEGINNING + canonical(ENTRY, **PLACE), hashlib.sha256).digest()

    assert link(KEY, BEGINNING, ENTRY, **PLACE) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sequence", 8),
        ("at", at("2026-03-02 09:02")),
        ("actor_id", UUID(int=9)),
        ("verb", "account.stop"),
        ("subject_label", "accounts.other"),
        ("subject_id", UUID(int=9)),
        ("result", "refused"),
        ("request_id", None),
    ],
)
def test_link_changes_with_each_part_of_an_entry(field, value):
    assert link(KEY, BEGINNING, ENTRY._replace(**{field: value}), **PLACE) != link(KEY, BEGINNING, ENTRY, **PLACE)


@pytest.mark.parametrize("place", [{**PLACE, "position": 2}, {**PLACE, "sealed_at": at("2026-03-02 09:03")}])
def test_link_changes_with_its_place(place):
    assert link(KEY, BEGINNING, ENTRY, **place) != link(KEY, BEGINNING, ENTRY, **PLACE)


def test_link_changes_with_the_key_and_with_the_link_before():
    links = {
        link(key, previous, ENTRY, **PLACE) for key in (KEY, b"other") for previous in (BEGINNING, b"\x01" + bytes(31))
    }

    assert len(links) == 4


def test_chain_has_a_key_of_its_own_made_from_the_setting(settings):
    settings.AUDIT_KEY = "first"
    first = chain_key()
    settings.AUDIT_KEY = "second"

    assert chain_key() != first
    assert first != b"first"
    assert len(first) == 32
