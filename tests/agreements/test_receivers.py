import json

import pytest
from icalendar import Calendar

from agreements.models import Session
from matching.models import Mentorship
from matching.parting import Way
from matching.services import end_mentorship, part
from mentoring.audit.models import AuditEvent
from mentoring.outbox.models import OutgoingMessage
from programmes.services import withdraw_enrolment
from tests.factories import close_round, make_session

OFF_MAILS = [("session-off", "maria@mail.example"), ("session-off", "minh@mail.example")]


def states() -> dict[str, str]:
    return {session.place: session.status for session in Session.objects.all()}


def kinds_in_order(person) -> list[str]:
    """What is queued for this person, as it is sent."""
    queued = OutgoingMessage.objects.filter(recipient_id=person.user_id).order_by("due_at", "created_at")
    return list(queued.values_list("kind", flat=True))


@pytest.fixture
def sessions(cast) -> dict[str, Session]:
    """One of each kind a pair can have when it ends; the one under way begins this minute."""
    under_way = make_session(cast.mentorship, days=0, place="under way", minutes=60)
    return {
        "ahead": make_session(cast.mentorship, days=7, place="ahead"),
        "under way": under_way,
        "past": make_session(cast.mentorship, days=-1, place="past"),
        "held": make_session(cast.mentorship, days=-7, place="held", status="held"),
    }


def test_end_of_a_pair_calls_off_what_has_not_begun(cast, sessions):
    end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)

    assert states() == {"ahead": "cancelled", "under way": "planned", "past": "planned", "held": "held"}
    assert list(AuditEvent.objects.filter(verb="session.cancel").values_list("subject_id", "actor_id")) == [
        (sessions["ahead"].pk, cast.mentee.user.pk)
    ]


def test_end_of_a_pair_takes_the_session_out_of_both_calendars(cast, sessions, mails):
    end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)

    assert mails() == OFF_MAILS
    for message in OutgoingMessage.objects.all():
        (attachment,) = json.loads(message.attachments)
        calendar = Calendar.from_ical(attachment["text"])
        (event,) = calendar.walk("VEVENT")
        assert (calendar["METHOD"], attachment["mime_type"]) == (
            "CANCEL",
            "text/calendar; method=CANCEL; charset=utf-8",
        )
        assert (event["UID"], event["SEQUENCE"]) == (f"{sessions['ahead'].pk}@mail.example", 1)


def test_end_of_a_pair_leaves_the_sessions_of_others(cast, other_pair, mails):
    make_session(other_pair, place="theirs")

    end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)

    assert (states(), mails()) == ({"theirs": "planned"}, [])


def test_end_of_a_pair_by_somebody_outside_names_nobody(cast, sessions):
    close_round(cast.cohort, by=cast.coordinator.user)

    to_mentor = OutgoingMessage.objects.get(recipient_id=cast.mentor.user_id, kind="session-off")
    assert Mentorship.objects.get().status == "ended"
    assert "Your mentoring with Minh Mentee has ended, so this session is off." in to_mentor.text
    assert "cancelled" not in to_mentor.text
    assert "Plan another one" not in to_mentor.text


def test_giving_a_place_back_calls_off_the_sessions_of_its_pair(cast, sessions, mails):
    withdraw_enrolment(enrolment=cast.mentee_place, by=cast.mentee.user)

    assert states()["ahead"] == "cancelled"
    assert mails() == [("pair_ended", "maria@mail.example"), *OFF_MAILS]
    assert kinds_in_order(cast.mentor) == ["pair_ended", "session-off"]


@pytest.mark.parametrize("way", Way)
def test_partner_reads_of_the_end_before_a_session_goes_out_of_the_calendar(cast, sessions, way):
    part(mentorship=cast.mentorship, way=way, by=cast.mentee.user)

    assert kinds_in_order(cast.mentor) == ["pair_ended", "session-off"]
