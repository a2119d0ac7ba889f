import json

import pytest
from icalendar import Calendar

from agreements.models import Session
from agreements.services import WrongTime, cancel_session, log_session, move_session, plan_session
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.factories import at, end_pairs, make_session

PLANNED = {"starts_at": at("2026-12-03 14:00"), "minutes": 60, "place": "by video"}
LATER = {"starts_at": at("2026-12-10 15:00"), "minutes": 60, "place": "by video"}
MOVED_MAILS = [("session-moved", "maria@mail.example"), ("session-moved", "minh@mail.example")]


@pytest.fixture
def session(pair) -> Session:
    return plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **PLANNED)


def waiting() -> list[tuple[str, str]]:
    due = OutgoingMessage.objects.filter(state=OutgoingMessage.State.DUE)
    return list(due.order_by("kind", "address").values_list("kind", "address"))


def events_in_calendars(kind: str) -> list[tuple]:
    found = []
    for message in OutgoingMessage.objects.filter(kind=kind):
        (attachment,) = json.loads(message.attachments)
        calendar = Calendar.from_ical(attachment["text"])
        (event,) = calendar.walk("VEVENT")
        found.append((calendar["METHOD"], event["UID"], event["SEQUENCE"], event["DTSTART"].to_ical()))
    return found


def test_move_session_changes_the_entry_in_both_calendars(pair, session):
    OutgoingMessage.objects.update(state=OutgoingMessage.State.SENT, sent_at=clock.now())

    move_session(session=session, by=pair.mentor.user, **LATER)

    stored = Session.objects.get()
    assert (stored.status, stored.starts_at, stored.calendar_sequence) == ("planned", at("2026-12-10 15:00"), 1)
    assert waiting() == MOVED_MAILS
    entry = ("REQUEST", f"{session.pk}@mail.example", 1, b"20261210T150000Z")
    assert events_in_calendars("session-moved") == [entry, entry]
    assert list(AuditEvent.objects.filter(subject_id=session.pk).values_list("verb", flat=True)) == [
        "session.plan",
        "session.move",
    ]


def test_move_session_says_from_when_to_when(pair, session):
    move_session(session=session, by=pair.mentor.user, **LATER)

    to_mentee = OutgoingMessage.objects.get(kind="session-moved", recipient_id=pair.mentee.user_id)
    assert "Maria Mentor changed your session." in to_mentee.text
    assert "Thu 10 Dec, 15:00 GMT" in to_mentee.text
    assert "Before, it was planned for Thu 3 Dec, 14:00 GMT." in to_mentee.text


def test_move_session_takes_back_what_was_not_sent_yet(pair, session):
    move_session(session=session, by=pair.mentor.user, **LATER)

    assert waiting() == MOVED_MAILS


def test_move_session_to_where_it_is_sends_nothing(pair, session):
    for _press in range(2):
        move_session(session=session, by=pair.mentor.user, **LATER)

    assert (Session.objects.get().calendar_sequence, waiting()) == (1, MOVED_MAILS)


def test_move_session_to_another_room_alone_names_no_other_time(pair, session):
    move_session(session=session, by=pair.mentor.user, **PLANNED | {"place": "Room 4"})

    message = OutgoingMessage.objects.filter(kind="session-moved").first()
    assert "Room 4" in message.text
    assert "Before, it was planned" not in message.text


def test_moved_twice_and_cancelled_the_calendars_follow_in_order(pair, session):
    move_session(session=session, by=pair.mentor.user, **LATER)
    move_session(session=session, by=pair.mentee.user, **PLANNED)
    cancel_session(session=session, by=pair.mentee.user)

    uid = f"{session.pk}@mail.example"
    assert events_in_calendars("session-cancelled") == [("CANCEL", uid, 3, b"20261203T140000Z")] * 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_at": at("2026-11-23 08:59")}, "already passed"),
        ({"starts_at": at("2027-11-25 09:00")}, "more than a year away"),
        ({"minutes": 4}, "between 5 minutes and 8 hours"),
        ({"starts_at": at("2026-12-17 14:00")}, "at this time already. Please choose another time"),
        ({"starts_at": at("2026-12-17 13:30")}, "at this time already"),
        ({"starts_at": at("2026-12-17 14:59")}, "at this time already"),
    ],
)
def test_move_session_to_a_wrong_time_is_refused(pair, session, change, sentence):
    plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **PLANNED | {"starts_at": at("2026-12-17 14:00")})
    before = waiting()

    with pytest.raises(Refused, match=sentence):
        move_session(session=session, by=pair.mentor.user, **LATER | change)

    stored = Session.objects.get(pk=session.pk)
    assert (stored.starts_at, stored.calendar_sequence, waiting()) == (at("2026-12-03 14:00"), 0, before)


def test_sessions_may_follow_each_other_without_a_gap(pair, session):
    plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **PLANNED | {"starts_at": at("2026-12-03 15:00")})

    assert Session.objects.planned().count() == 2


def test_plan_session_into_another_is_refused(pair, session):
    with pytest.raises(WrongTime, match="at this time already"):
        plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **PLANNED | {"starts_at": at("2026-12-03 14:30")})


@pytest.mark.parametrize("status", ["held", "cancelled"])
def test_move_session_that_was_answered_is_refused(pair, status):
    session = make_session(pair.mentorship, days=-1, status=status)

    with pytest.raises(Refused, match="nothing to move or to cancel"):
        move_session(session=session, by=pair.mentor.user, **LATER)


def test_move_session_that_is_over_and_not_logged_plans_it_anew(pair):
    session = make_session(pair.mentorship, days=-1)

    assert move_session(session=session, by=pair.mentor.user, **LATER).starts_at == at("2026-12-10 15:00")


def test_move_session_after_the_end_is_refused(pair, session):
    end_pairs()

    with pytest.raises(Refused, match="has ended"):
        move_session(session=session, by=pair.mentor.user, **LATER)


@pytest.mark.parametrize("role", ["outsider", "coordinator", "site_administrator"])
def test_move_session_by_somebody_else_is_refused(pair, session, role):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        move_session(session=session, by=pair.users[role], **LATER)


def test_session_keeps_who_answered(pair):
    session = make_session(pair.mentorship, days=0)

    log_session(session=session, starts_at=clock.now(), minutes=30, by=pair.mentee.user)

    stored = Session.objects.get()
    assert (stored.answered_by, stored.answered_at) == (pair.mentee, clock.now())
