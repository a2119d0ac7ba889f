from datetime import timedelta

import pytest

from agreements.models import Note
from agreements.services import LONGEST_NOTE, change_note, delete_note, write_note
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests.factories import end_pairs, make_session


def write(cast, body="I talked too much.", by=None, session=None) -> Note:
    return write_note(mentorship=cast.mentorship, session=session, body=body, by=by or cast.mentor.user)


def test_write_note_keeps_it_for_its_author_alone(pair):
    note = write(pair)

    everybody = {name: Note.objects.visible_to(user).count() for name, user in pair.users.items() if user}
    assert Note.objects.get(pk=note.pk).body == "I talked too much."
    assert everybody == dict.fromkeys(everybody, 0) | {"mentor": 1}


def test_write_note_about_a_session(pair):
    session = make_session(pair.mentorship)

    assert write(pair, session=session).session == session


def test_write_note_leaves_no_trace_in_the_record(pair):
    before = AuditEvent.objects.count()

    note = write(pair)
    change_note(note=note, body="I listened.", by=pair.mentor.user)
    delete_note(note=note, by=pair.mentor.user)

    assert AuditEvent.objects.count() == before


def test_write_note_twice_within_a_press_is_one_note(pair):
    first, second = write(pair), write(pair)

    assert (second, Note.objects.count()) == (first, 1)


def test_write_note_of_the_same_words_later_is_another_note(pair):
    write(pair)

    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        write(pair)

    assert Note.objects.count() == 2


def test_write_note_of_the_same_words_by_both_are_two_notes(pair):
    write(pair)
    write(pair, by=pair.mentee.user)

    assert Note.objects.count() == 2


def test_write_note_after_the_end_is_possible(pair):
    end_pairs()

    assert write(pair).body == "I talked too much."


@pytest.mark.parametrize(
    ("body", "sentence"), [("", "write something"), (" \n ", "write something"), ("x" * (LONGEST_NOTE + 1), "too long")]
)
def test_write_note_without_or_with_too_many_words_is_refused(pair, body, sentence):
    with pytest.raises(Refused, match=sentence):
        write(pair, body=body)

    assert not Note.objects.exists()


def test_write_note_before_reading_the_lines_is_refused(cast):
    with pytest.raises(Refused, match="read the confidentiality lines first"):
        write(cast)


@pytest.mark.parametrize("role", ["outsider", "coordinator", "site_administrator"])
def test_write_note_by_somebody_else_is_refused(pair, role):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        write(pair, by=pair.users[role])


def test_write_note_about_a_session_of_another_pair_is_refused(pair, other_pair):
    with pytest.raises(Refused, match="one of your own sessions"):
        write(pair, session=make_session(other_pair))


def test_change_note_replaces_its_words(pair):
    note = write(pair)

    change_note(note=note, body=" I listened. ", by=pair.mentor.user)

    assert Note.objects.get().body == "I listened."


def test_change_note_to_nothing_is_refused(pair):
    note = write(pair)

    with pytest.raises(Refused, match="write something"):
        change_note(note=note, body=" ", by=pair.mentor.user)

    assert Note.objects.get().body == "I talked too much."


@pytest.mark.parametrize("role", ["mentee", "coordinator", "site_administrator"])
def test_note_of_somebody_else_is_neither_changed_nor_deleted(pair, role):
    note = write(pair)

    with pytest.raises(Refused, match="Only the person who wrote a note"):
        change_note(note=note, body="Not mine", by=pair.users[role])
    with pytest.raises(Refused, match="Only the person who wrote a note"):
        delete_note(note=note, by=pair.users[role])

    assert Note.objects.get().body == "I talked too much."


def test_delete_note_erases_it(pair):
    delete_note(note=write(pair), by=pair.mentor.user)

    assert not Note.objects.exists()
