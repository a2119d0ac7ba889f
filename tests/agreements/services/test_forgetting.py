"""Private notes go 90 days after their pair ended, what both read 180 days after; a pair under way loses nothing."""

from datetime import timedelta

import pytest
from django.conf import settings

from agreements.keys import MentorshipKey
from agreements.models import Action, Note, Session, SharedNote
from agreements.services import add_action, forget_words_of_pairs, forgetting, write_note, write_shared_note
from agreements.tasks import forget_words as tick
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests.factories import end_pairs, make_session

AFTER = {"notes": timedelta(days=90), "words": timedelta(days=180)}
MOMENT = timedelta(seconds=1)


@pytest.fixture
def ended(pair):
    """The pair of the cast, with words of every kind, ended now."""
    session = make_session(pair.mentorship, place="Café Lark, at the window")
    for person in (pair.mentor, pair.mentee):
        write_note(mentorship=pair.mentorship, session=session, body="I talked too much.", by=person.user)
    write_shared_note(session=session, body="We looked at the offer.", version=0, by=pair.mentor.user)
    add_action(
        mentorship=pair.mentorship,
        session=session,
        words="Call Ana",
        owner=pair.mentee,
        due_on=None,
        by=pair.mentee.user,
    )
    end_pairs(pk=pair.mentorship.pk)
    return pair


def words_left() -> tuple[int, int, int, int, bool]:
    key, places = MentorshipKey.objects.get(), Session.objects.exclude(place="")
    counts = Note.objects.count(), SharedNote.objects.count(), Action.objects.count(), places.count()
    return *counts, key.key is not None


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (AFTER["notes"] - MOMENT, (2, 1, 1, 1, True)),
        (AFTER["notes"], (0, 1, 1, 1, True)),
        (AFTER["words"] - MOMENT, (0, 1, 1, 1, True)),
        (AFTER["words"], (0, 0, 0, 0, False)),
    ],
)
def test_words_go_on_their_day_and_not_before(ended, later, left):
    with clock.standing_at(clock.now() + later):
        for _run in range(2):
            tick()

        assert words_left() == left


def test_words_of_a_pair_under_way_stay_however_old(pair):
    write_note(mentorship=pair.mentorship, session=None, body="I talked too much.", by=pair.mentor.user)

    with clock.standing_at(clock.now() + timedelta(days=700)):
        assert forget_words_of_pairs() == (0, 0)

    assert Note.objects.count() == 1


def test_that_notes_were_there_is_recorded_nowhere_and_the_erased_key_is(ended):
    with clock.standing_at(clock.now() + AFTER["notes"]):
        before = AuditEvent.objects.count()
        forget_words_of_pairs()
        assert AuditEvent.objects.count() == before
    with clock.standing_at(clock.now() + AFTER["words"]):
        forget_words_of_pairs()

    events = AuditEvent.objects.filter(verb="pair.erase_words").values_list("subject_id", "actor_id")
    assert list(events) == [(ended.mentorship.pk, None)]


def test_where_they_met_goes_also_of_a_pair_whose_words_went_before(pair):
    """As with pairs that ended before this was so: nothing but the place is left of them. That they met stays."""
    session = make_session(pair.mentorship, days=-1, status=Session.Status.HELD, place="Café Lark")
    end_pairs(pk=pair.mentorship.pk)
    MentorshipKey.objects.update(key=None, erased_at=clock.now())

    with clock.standing_at(clock.now() + AFTER["words"]):
        forgotten = forget_words_of_pairs(), forget_words_of_pairs()

    assert forgotten == ((0, 1), (0, 0))
    assert list(Session.objects.values_list("pk", "status", "place")) == [(session.pk, "held", "")]


def test_words_whose_key_is_missing_go_too(ended):
    MentorshipKey.objects.all().delete()

    with clock.standing_at(clock.now() + AFTER["words"]):
        assert forget_words_of_pairs() == (2, 1)

    assert (SharedNote.objects.count(), Action.objects.count()) == (0, 0)


def test_all_go_however_many(ended, monkeypatch):
    monkeypatch.setattr(forgetting, "NOTES_AT_ONCE", 1)
    monkeypatch.setattr(forgetting, "PAIRS_AT_ONCE", 1)

    with clock.standing_at(clock.now() + AFTER["words"]):
        assert (forget_words_of_pairs(), forget_words_of_pairs()) == ((2, 1), (0, 0))


def test_note_is_not_taken_once_it_would_not_be_kept(ended):
    def write():
        return write_note(mentorship=ended.mentorship, session=None, body="One more thought.", by=ended.mentor.user)

    with clock.standing_at(clock.now() + AFTER["notes"] - MOMENT):
        assert write().body == "One more thought."
    with clock.standing_at(clock.now() + AFTER["notes"]), pytest.raises(Refused, match="no longer kept"):
        write()


def test_tick_stands_in_the_schedule():
    scheduled = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled["agreements.forget_words"] == 300
