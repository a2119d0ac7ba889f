import json

import pytest
from icalendar import Calendar

from agreements.models import Session
from agreements.services import (
    WrongTime,
    cancel_session,
    plan_session,
)
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.factories import at, end_pairs, make_session

NEXT_WEEK = {"starts_at": at("2026-12-03 14:00"), "minutes": 60, "place": "by video"}
PLANNED_MAILS = [("session-planned", "maria@mail.example"), ("session-planned", "minh@mail.example")]
CANCELLED_MAILS = [("session-cancelled", "maria@mail.example"), ("session-cancelled", "minh@mail.example")]


def verbs() -> list[str]:
    return list(AuditEvent.objects.filter(subject_label="agreements.session").values_list("verb", flat=True))


def calendar_of(message: OutgoingMessage) -> Calendar:
    (attachment,) = json.loads(message.attachments)
    return Calendar.from_ical(attachment["text"])


def test_plan_session_keeps_it_and_mails_both(pair, mails):
    session = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)

    stored = Session.objects.get()
    assert stored == session
    assert (stored.status, stored.starts_at, stored.minutes, stored.place) == (
        "planned",
        at("2026-12-03 14:00"),
        60,
        "by video",
    )
    assert stored.planned_by == pair.mentee
    assert mails() == PLANNED_MAILS
    assert verbs() == ["session.plan"]


def test_plan_session_attaches_one_and_the_same_entry_for_both(pair):
    session = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)

    for message in OutgoingMessage.objects.all():
        calendar = calendar_of(message)
        (event,) = calendar.walk("VEVENT")
        assert calendar["METHOD"] == "REQUEST"
        assert (event["UID"], event["SEQUENCE"]) == (f"{session.pk}@mail.example", 0)
        assert event["DTSTART"].to_ical() == b"20261203T140000Z"
        assert event["DTEND"].to_ical() == b"20261203T150000Z"
        assert event["ORGANIZER"] == "mailto:mentoring@mail.example"
        assert event["ATTENDEE"] == ["mailto:maria@mail.example", "mailto:minh@mail.example"]
        assert event["SUMMARY"] == "Mentoring: Maria Mentor and Minh Mentee"
        assert event["LOCATION"] == "by video"


def test_plan_session_mail_may_be_sent_once_more_in_doubt(pair):
    plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)

    assert set(OutgoingMessage.objects.values_list("on_doubt", flat=True)) == {OutgoingMessage.OnDoubt.RESEND}


def test_plan_session_twice_is_one_session_and_one_mail_each(pair, mails):
    first = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)
    second = plan_session(mentorship=pair.mentorship, by=pair.mentor.user, **NEXT_WEEK)

    assert (second, Session.objects.count(), mails()) == (first, 1, PLANNED_MAILS)


def test_plan_session_of_another_length_at_the_same_time_is_refused(pair, mails):
    plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)

    with pytest.raises(WrongTime, match="at this time already"):
        plan_session(mentorship=pair.mentorship, by=pair.mentor.user, **NEXT_WEEK | {"minutes": 30})

    assert (Session.objects.count(), mails()) == (1, PLANNED_MAILS)


def test_plan_session_again_after_it_was_cancelled(pair):
    first = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)
    cancel_session(session=first, by=pair.mentee.user)

    second = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)

    assert second != first
    assert OutgoingMessage.objects.count() == 6


def test_plan_session_for_somebody_without_an_address_mails_the_other(pair, mails):
    pair.mentor.user.email = None
    pair.mentor.user.save()

    plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)

    assert mails() == [("session-planned", "minh@mail.example")]
    (event,) = calendar_of(OutgoingMessage.objects.get()).walk("VEVENT")
    assert event["ATTENDEE"] == "mailto:minh@mail.example"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_at": at("2026-11-23 08:59")}, "already passed"),
        ({"starts_at": at("2026-11-23 09:00")}, "already passed"),
        ({"starts_at": at("2027-11-25 09:00")}, "more than a year away"),
        ({"minutes": 4}, "between 5 minutes and 8 hours"),
        ({"minutes": 481}, "between 5 minutes and 8 hours"),
    ],
)
def test_plan_session_with_a_wrong_time_is_refused(pair, mails, change, sentence):
    with pytest.raises(Refused, match=sentence):
        plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK | change)

    assert (Session.objects.count(), mails(), verbs()) == (0, [], [])


def test_plan_session_before_reading_the_lines_is_refused(cast):
    with pytest.raises(Refused, match="read the confidentiality lines first"):
        plan_session(mentorship=cast.mentorship, by=cast.mentee.user, **NEXT_WEEK)


def test_plan_session_by_somebody_else_is_refused(pair):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        plan_session(mentorship=pair.mentorship, by=pair.coordinator.user, **NEXT_WEEK)


def test_plan_session_after_the_end_is_refused(pair):
    end_pairs()

    with pytest.raises(Refused, match="has ended"):
        plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)


def test_cancel_session_takes_it_out_of_both_calendars(pair, mails):
    session = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)

    cancel_session(session=session, by=pair.mentor.user)

    stored = Session.objects.get()
    assert (stored.status, stored.calendar_sequence) == ("cancelled", 1)
    assert mails() == CANCELLED_MAILS + PLANNED_MAILS
    for message in OutgoingMessage.objects.filter(kind="session-cancelled"):
        calendar = calendar_of(message)
        (event,) = calendar.walk("VEVENT")
        assert calendar["METHOD"] == "CANCEL"
        assert (event["UID"], event["SEQUENCE"]) == (f"{session.pk}@mail.example", 1)
    assert verbs() == ["session.plan", "session.cancel"]


def test_cancel_session_twice_is_harmless(pair, mails):
    session = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)

    for _press in range(2):
        cancel_session(session=session, by=pair.mentor.user)

    assert Session.objects.get().calendar_sequence == 1
    assert mails() == CANCELLED_MAILS + PLANNED_MAILS


def test_cancel_session_that_is_over_mails_nobody(pair, mails):
    session = make_session(pair.mentorship, days=-1)

    cancel_session(session=session, by=pair.mentor.user)

    assert (Session.objects.get().status, mails()) == ("cancelled", [])


def test_cancel_session_is_possible_after_the_end(pair):
    session = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **NEXT_WEEK)
    end_pairs()

    assert cancel_session(session=session, by=pair.mentor.user).status == "cancelled"


def test_cancel_session_that_was_held_is_refused(pair):
    session = make_session(pair.mentorship, days=-1, status="held")

    with pytest.raises(Refused, match="nothing to move or to cancel"):
        cancel_session(session=session, by=pair.mentor.user)


def test_cancel_session_by_somebody_else_is_refused(pair):
    session = make_session(pair.mentorship)

    with pytest.raises(Refused, match="Only the two people of a pair"):
        cancel_session(session=session, by=pair.outsider.user)
