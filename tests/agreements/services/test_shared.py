import pytest

from agreements.models import Session, SharedNote
from agreements.services import LONGEST_NOTE, WrittenMeanwhile, write_shared_note
from matching.models import Mentorship
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests.factories import make_session


@pytest.fixture
def session(pair) -> Session:
    return make_session(pair.mentorship, days=-1, status="held")


def write(session, by, body, version=0):
    return write_shared_note(session=session, body=body, version=version, by=by.user)


def test_both_read_and_change_it_and_nobody_else(pair, session):
    write(session, pair.mentor, "We spoke of the board.")
    write(session, pair.mentee, "We spoke of the board, and of time.", version=1)

    note = SharedNote.objects.get()
    seeing = {name for name, user in pair.users.items() if user and SharedNote.objects.visible_to(user).exists()}
    assert (note.body, note.version, note.changed_by) == ("We spoke of the board, and of time.", 2, pair.mentee)
    assert seeing == {"mentor", "mentee"}


def test_who_saves_on_top_of_words_they_have_not_seen_gets_both_texts(pair, session):
    write(session, pair.mentor, "First.")
    write(session, pair.mentor, "By the mentor.", version=1)

    with pytest.raises(WrittenMeanwhile, match="Maria Mentor changed this note while you were writing") as refused:
        write(session, pair.mentee, "By the mentee.", version=1)

    assert (refused.value.note.body, refused.value.note.version) == ("By the mentor.", 2)
    assert SharedNote.objects.get().body == "By the mentor."


def test_who_wrote_in_another_window_is_told_that_it_was_they(pair, session):
    write(session, pair.mentor, "First.")

    with pytest.raises(WrittenMeanwhile, match="You changed this note in another window"):
        write(session, pair.mentor, "Second.")


def test_two_who_write_the_first_words_do_not_lose_any(pair, session):
    write(session, pair.mentor, "By the mentor.")

    with pytest.raises(WrittenMeanwhile):
        write(session, pair.mentee, "By the mentee.")

    assert SharedNote.objects.get().body == "By the mentor."


def test_same_words_twice_are_one_change(pair, session):
    for _press in range(2):
        write(session, pair.mentor, "Once.")

    assert SharedNote.objects.get().version == 1
    assert AuditEvent.objects.filter(verb="session.share").count() == 1


def test_it_can_be_emptied_and_written_anew(pair, session):
    write(session, pair.mentor, "Words.")
    write(session, pair.mentor, " ", version=1)
    assert SharedNote.objects.get().body == ""

    assert write(session, pair.mentee, "Others.", version=2).version == 3


def test_nothing_to_keep_makes_no_note(pair, session):
    assert (write(session, pair.mentor, " \n"), SharedNote.objects.count()) == (None, 0)


def test_version_of_a_note_that_is_gone_is_refused(pair, session):
    with pytest.raises(Refused, match="no longer there"):
        write(session, pair.mentor, "Words.", version=4)


def test_too_many_words_are_refused(pair, session):
    with pytest.raises(Refused, match="too long"):
        write(session, pair.mentor, "x" * (LONGEST_NOTE + 1))


@pytest.mark.parametrize("role", ["outsider", "coordinator", "site_administrator"])
def test_somebody_else_is_refused(pair, session, role):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        write_shared_note(session=session, body="Mine", version=0, by=pair.users[role])


def test_it_is_not_written_after_the_end(pair, session):
    Mentorship.objects.update(status="ended", ended_at=clock.now())

    with pytest.raises(Refused, match="has ended"):
        write(session, pair.mentor, "Late.")


def test_record_names_the_session_and_no_word(pair, session):
    write(session, pair.mentor, "CANARY")

    (event,) = AuditEvent.objects.filter(verb="session.share")
    assert event.subject_id == session.pk
    assert "CANARY" not in str(vars(event))
