"""A key for the words of each pair: what it opens, what closes without it, and how older notes came under it."""

import base64
import importlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from agreements.models import Action, MentorshipKey, Note
from agreements.services import add_action, change_note, erase_words, write_note
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.crypto import Undecipherable, seal
from mentoring.lib.errors import Refused
from tests.factories import make_session

OTHER_KEY = f"k9:{base64.urlsafe_b64encode(bytes(range(32))).decode()}"
MIGRATION = importlib.import_module("agreements.migrations.0021_notes_under_a_key_of_their_pair")


def write(cast, body="I talked too much.") -> Note:
    return write_note(mentorship=cast.mentorship, session=None, body=body, by=cast.mentor.user)


def stored(row: Note | Action) -> bytes:
    sealed = {Note: "SELECT body FROM agreements_note", Action: "SELECT words FROM agreements_action"}
    with connection.cursor() as cursor:
        cursor.execute(f"{sealed[type(row)]} WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def body_of(note: Note) -> str:
    return Note.objects.get(pk=note.pk).body


@pytest.fixture
def keyless(pair):
    """A pair that has written nothing yet has no key."""
    MentorshipKey.objects.all().delete()
    return pair


def test_first_words_of_a_pair_make_its_key(keyless):
    note = write(keyless)

    assert MentorshipKey.objects.get().mentorship == keyless.mentorship
    assert (stored(note)[:1], body_of(note)) == (b"\x02", "I talked too much.")


def test_pairs_have_keys_of_their_own(pair, other_pair):
    mine, theirs = (MentorshipKey.objects.get(mentorship=each) for each in (pair.mentorship, other_pair))

    assert mine.key != theirs.key


def test_note_does_not_open_under_the_key_of_another_pair(pair, other_pair):
    note = write(pair)
    theirs = MentorshipKey.objects.get(mentorship=other_pair)
    key = MentorshipKey.objects.get(mentorship=pair.mentorship)
    key.key = theirs.key
    key.save()

    with pytest.raises(Undecipherable):
        body_of(note)


def test_erasing_the_key_makes_every_copy_of_the_notes_unreadable(pair):
    """R31: also a copy that comes back from an older dump of the table of notes."""
    note = write(pair)
    row, columns = [note.pk, pair.mentorship.pk, pair.mentor.pk, stored(note)], "id, mentorship_id, author_id, body"

    erase_words(mentorship=pair.mentorship, by=None)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO agreements_note ({columns}, written_at) VALUES (%s, %s, %s, %s, now())",  # noqa: S608
            row,
        )

    with pytest.raises(Undecipherable, match="erased"):
        body_of(note)


def test_erasing_the_key_takes_the_notes_along_and_is_recorded_without_them(pair):
    write(pair)

    for _press in range(2):
        erase_words(mentorship=pair.mentorship, by=None)

    assert (Note.objects.count(), MentorshipKey.objects.get().key) == (0, None)
    events = AuditEvent.objects.filter(verb="pair.erase_words")
    assert [event.subject_id for event in events] == [pair.mentorship.pk]


def test_words_under_a_key_that_is_missing_are_not_written_over(pair):
    note = write(pair)
    before = stored(note)
    MentorshipKey.objects.all().delete()

    for act in (lambda: write(pair, "More"), lambda: change_note(note=note, body="Else", by=pair.mentor.user)):
        with pytest.raises(Refused, match="cannot open the notes of this pair"):
            act()

    assert (stored(note), MentorshipKey.objects.count()) == (before, 0)


def test_page_of_a_pair_without_its_key_says_so_and_shows_the_rest(pair, sign_in):
    write(pair)
    MentorshipKey.objects.all().delete()

    page = sign_in(pair.mentor).get(reverse("desk:mentorship-detail", args=[pair.mentorship.pk]))

    content = page.content.decode()
    assert (page.status_code, "We cannot open these notes at the moment" in content) == (200, True)
    assert "Write a note" not in content
    assert "Nothing written yet." not in content
    assert "You and Minh Mentee" in content


def test_pages_of_a_pair_whose_key_is_closed_offer_nothing_that_could_not_be_kept(pair, sign_in, settings):
    write(pair)
    session = make_session(pair.mentorship, days=-1, status="held")
    settings.FIELD_KEYS = [OTHER_KEY]
    client, of_pair = sign_in(pair.mentee), [pair.mentorship.pk]

    for page in (
        session.get_absolute_url(),
        pair.mentorship.get_absolute_url(),
        reverse("agreements:action-list", args=of_pair),
        reverse("agreements:note-list", args=of_pair),
    ):
        content = client.get(page).content.decode()
        assert "Nothing new can be kept here at the moment." in content
        assert "We cannot open" not in content
        assert [offer for offer in ("Write a note", "Note an action", "our note</a>") if offer in content] == []


@pytest.mark.parametrize("is_missing", [True, False])
def test_pages_that_keep_something_new_show_no_form_where_nothing_can_be_kept(pair, sign_in, settings, is_missing):
    write(pair)
    session = make_session(pair.mentorship, days=-1, status="held")
    pages = [reverse(f"agreements:{each}-create", args=[pair.mentorship.pk]) for each in ("note", "action")]
    pages.append(reverse("agreements:shared-note", args=[session.pk]))
    client = sign_in(pair.mentee)
    before = [client.get(page).content.decode() for page in pages]
    if is_missing:
        MentorshipKey.objects.all().delete()
    else:
        settings.FIELD_KEYS = [OTHER_KEY]

    after = [client.get(page).content.decode() for page in pages]

    words = "Nothing new can be kept here at the moment."
    saves = "Save this note", "Save this action", "Save our note"
    assert [(words in page, save in page) for page, save in zip(before, saves, strict=True)] == [(False, True)] * 3
    assert [(words in page, save in page) for page, save in zip(after, saves, strict=True)] == [(True, False)] * 3
    assert all(f'href="{pair.mentorship.get_absolute_url()}"' in page for page in after)


@pytest.mark.parametrize("thing", ["note", "action"])
def test_pair_that_wrote_nothing_yet_is_asked_for_its_first_words(keyless, sign_in, thing):
    page = sign_in(keyless.mentor).get(reverse(f"agreements:{thing}-create", args=[keyless.mentorship.pk]))

    assert page.context["form"] is not None
    assert "at the moment" not in page.content.decode()


def test_pair_that_wrote_nothing_yet_is_offered_to(pair, sign_in):
    content = sign_in(pair.mentee).get(pair.mentorship.get_absolute_url()).content.decode()

    assert [offer in content for offer in ("Write a note", "Note an action")] == [True, True]
    assert "at the moment" not in content


@pytest.fixture(params=["note", "action"])
def locked_page(request, pair, sign_in):
    """The page that changes a note or an action whose key is gone, its author at it, its field and its words."""
    if request.param == "note":
        row, field, said = write(pair), "body", "these notes"
    else:
        wish = {"words": "Ask Lena", "owner": pair.mentor, "due_on": None}
        row, field = add_action(mentorship=pair.mentorship, by=pair.mentor.user, **wish), "words"
        said = "your actions"
    before = stored(row)
    MentorshipKey.objects.all().delete()
    yield sign_in(pair.mentor), reverse(f"agreements:{request.param}-update", args=[row.pk]), field, said
    assert stored(row) == before


def test_page_of_words_without_their_key_is_no_empty_form_and_leads_back(pair, locked_page):
    client, url, _field, said = locked_page

    page = client.get(url)

    content = page.content.decode()
    assert (page.status_code, f"We cannot open {said} at the moment" in content) == (200, True)
    assert ("<textarea" in content, "<h1>" in content) == (False, True)
    assert f'href="{pair.mentorship.get_absolute_url()}"' in content


def test_what_was_typed_while_the_key_went_missing_comes_back(locked_page):
    client, url, field, _said = locked_page

    page = client.post(url, {field: "Typed for an hour", "seen": "0" * 24})

    content = page.content.decode()
    assert (page.status_code, "so nothing new can be kept in them" in content) == (409, True)
    assert "Typed for an hour" in content


def test_another_first_key_of_the_installation_reseals_the_keys_and_no_note(pair, settings):
    note, old = write(pair), list(settings.FIELD_KEYS)
    before = stored(note)
    settings.FIELD_KEYS = [OTHER_KEY, *old]

    key = MentorshipKey.objects.get()
    key.key = str(key.key)
    key.save(update_fields=["key"])
    settings.FIELD_KEYS = [OTHER_KEY]

    assert (body_of(note), stored(note)) == ("I talked too much.", before)


def test_key_is_there_until_it_is_erased_says_the_database(pair):
    with pytest.raises(IntegrityError, match="mentorship_key_until_erased"), transaction.atomic():
        MentorshipKey.objects.update(erased_at=clock.now())


def written_under_the_ring(pair, words: str) -> Note:
    note = write(pair, words)
    with connection.cursor() as cursor:
        sealed = bytes(seal(words, label="agreements.note.body", row_id=note.pk))
        cursor.execute("UPDATE agreements_note SET body = %s WHERE id = %s", [sealed, note.pk])
    return note


class Editor:
    connection = connection


def test_older_notes_come_under_the_key_of_their_pair_and_back(pair, monkeypatch):
    monkeypatch.setattr(MIGRATION, "BATCH", 2)
    words = [f"Thought {number}" for number in range(5)]
    notes = [written_under_the_ring(pair, each) for each in words]
    MentorshipKey.objects.all().delete()
    assert [body_of(note) for note in notes] == words

    for _run in range(2):  # as after a stop in the middle
        MIGRATION.under_keys(None, Editor)
    there = {stored(note)[:1] for note in notes}, [body_of(note) for note in notes]
    MIGRATION.under_the_ring(None, Editor)
    MentorshipKey.objects.all().delete()
    back = {stored(note)[:1] for note in notes}, [body_of(note) for note in notes]

    assert (there, back) == (({b"\x02"}, words), ({b"\x01"}, words))
