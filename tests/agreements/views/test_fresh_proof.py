"""Twelve hours after somebody proved who they are, private words ask once more; nothing typed is lost by that."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agreements.models import Note
from mentoring.lib import clock
from tests.accounts.door import mailed_codes
from tests.factories import make_session

WORDS = "canary-51c8-quince"
PROOF = reverse("account_reauthenticate_code")


@pytest.fixture
def now():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def note(pair) -> Note:
    session = make_session(pair.mentorship)
    return Note.objects.create(
        mentorship=pair.mentorship, session=session, author=pair.mentor, body=WORDS, written_at=clock.now()
    )


@pytest.fixture
def pages(pair, note) -> dict[str, str]:
    return {
        "pair": reverse("desk:mentorship-detail", args=[pair.mentorship.pk]),
        "session": reverse("agreements:session-detail", args=[note.session_id]),
        "write": reverse("agreements:note-create", args=[pair.mentorship.pk]),
        "change": reverse("agreements:note-update", args=[note.pk]),
        "delete": reverse("agreements:note-delete", args=[note.pk]),
    }


def prove(client) -> None:
    client.post(PROOF, {"action": "send"})
    client.post(PROOF, {"code": mailed_codes()[-1]})


@pytest.mark.parametrize("name", ["write", "change", "delete"])
def test_page_of_a_note_leads_to_the_proof_and_back(pair, pages, sign_in, now, name):
    client = sign_in(pair.mentor)
    now.shift(timedelta(hours=11, minutes=59))
    before = client.get(pages[name]).status_code
    now.shift(timedelta(minutes=1))

    led = client.get(pages[name])

    assert before == 200
    assert led.url == f"{PROOF}?next={pages[name].replace('/', '%2F')}"
    prove(client)
    assert client.get(pages[name]).status_code == 200


@pytest.mark.parametrize("name", ["pair", "session"])
def test_page_around_shows_no_note_until_then(pair, pages, sign_in, now, name):
    client = sign_in(pair.mentor)
    fresh = client.get(pages[name]).content.decode()
    now.shift(timedelta(hours=12))

    stale = client.get(pages[name]).content.decode()

    assert WORDS in fresh
    assert WORDS not in stale
    assert "Show my notes" in stale
    prove(client)
    assert WORDS in client.get(pages[name]).content.decode()


def test_form_opened_in_time_is_kept_within_the_hour(pair, pages, sign_in, now):
    client = sign_in(pair.mentor)
    now.shift(timedelta(hours=12, minutes=59))

    client.post(pages["write"], {"body": "typed for an hour"})

    assert Note.objects.filter(author=pair.mentor).count() == 2


@pytest.mark.parametrize("name", ["write", "change"])
def test_form_sent_later_comes_back_with_all_that_was_typed(pair, pages, note, sign_in, now, name):
    client = sign_in(pair.mentor)
    now.shift(timedelta(hours=13))

    answer = client.post(pages[name], {"body": "typed for a day"})

    page = answer.content.decode()
    assert "Nothing is lost. Please show once more that it is you, then save it." in page
    assert "typed for a day</textarea>" in page
    assert WORDS not in page
    assert f'href="{PROOF}?next=' in page
    prove(client)
    client.post(pages[name], {"body": "typed for a day", "seen": note.as_seen})
    assert "typed for a day" in {note.body for note in Note.objects.all()}


def test_what_a_note_says_meanwhile_is_shown_with_a_fresh_proof_alone(pair, pages, note, sign_in, now):
    """What was typed may be kept an hour longer than what is private may be read."""
    client = sign_in(pair.mentor)
    now.shift(timedelta(hours=12, minutes=59))

    old = client.post(pages["change"], {"body": "typed elsewhere", "seen": "before"})
    prove(client)
    fresh = client.post(pages["change"], {"body": "typed elsewhere", "seen": "before"})

    assert WORDS not in old.content.decode()
    assert "Nothing is lost. Please show once more that it is you, then save it." in old.content.decode()
    assert "typed elsewhere</textarea>" in old.content.decode()
    assert WORDS in fresh.content.decode()


def test_note_is_not_deleted_without_a_fresh_proof(pair, pages, note, sign_in, now):
    client = sign_in(pair.mentor)
    now.shift(timedelta(hours=13))

    asked_again = client.post(pages["delete"]).content.decode()

    assert Note.objects.filter(pk=note.pk).exists()
    assert WORDS not in asked_again


def test_nothing_typed_is_kept_in_the_session(pair, pages, sign_in, now):
    client = sign_in(pair.mentor)
    now.shift(timedelta(hours=13))

    client.post(pages["write"], {"body": WORDS})

    assert WORDS not in str(dict(client.session))
