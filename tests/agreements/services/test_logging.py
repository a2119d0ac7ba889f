from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agreements.emails import is_wanted
from agreements.models import Session
from agreements.services import (
    WrongTime,
    agree,
    log_met_session,
    log_session,
    plan_session,
)
from matching.models import Mentorship
from matching.services import pause_pair
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.agreements.services.test_sessions import NEXT_WEEK, PLANNED_MAILS, calendar_of, verbs
from tests.factories import at, end_pairs, make_session

LAST_WEEK = {"starts_at": at("2026-11-20 12:00"), "minutes": 45}
CHOICES = {"cadence": "monthly", "minutes": 60, "place": "video", "contact": "mail"}


@pytest.fixture
def met_pair(pair):
    """A pair of three weeks, so that there is a past to log."""
    Mentorship.objects.update(started_at=at("2026-11-02 09:00"))
    return pair


def test_log_session_keeps_day_and_length(met_pair):
    session = make_session(met_pair.mentorship, days=-2)

    log_session(session=session, by=met_pair.mentee.user, **LAST_WEEK)

    stored = Session.objects.get()
    assert (stored.status, stored.starts_at, stored.minutes) == ("held", at("2026-11-20 12:00"), 45)
    assert verbs() == ["session.log"]


@pytest.mark.parametrize("zones", [("Europe/London", "America/New_York"), ("Pacific/Auckland", "America/Los_Angeles")])
def test_one_meeting_that_both_tell_of_is_one_wherever_they_live(met_pair, zones):
    people = met_pair.mentor.user, met_pair.mentee.user
    for person, zone in zip(people, zones, strict=True):
        person.time_zone = zone
        person.save(update_fields=["time_zone"])

    for person, zone in zip(people, zones, strict=True):
        noon = datetime(2026, 11, 18, 12, tzinfo=ZoneInfo(zone))
        log_met_session(mentorship=met_pair.mentorship, starts_at=noon, minutes=60, by=person)

    assert Session.objects.count() == 1


@pytest.mark.parametrize(("day", "minutes"), [(19, 60), (18, 45)])
def test_meeting_of_another_day_or_length_is_another(met_pair, day, minutes):
    told = {"mentorship": met_pair.mentorship, "by": met_pair.mentor.user}
    log_met_session(starts_at=at("2026-11-18 09:00"), minutes=60, **told)

    log_met_session(starts_at=at(f"2026-11-{day} 12:00"), minutes=minutes, **told)

    assert Session.objects.count() == 2


def test_meeting_told_in_the_morning_and_again_later_is_one(met_pair):
    for hour in ("09:00", "10:00", "12:00"):
        log_met_session(
            mentorship=met_pair.mentorship, starts_at=at(f"2026-11-18 {hour}"), minutes=60, by=met_pair.mentee.user
        )

    assert Session.objects.count() == 1


def test_log_session_before_its_time_takes_what_was_planned_out_of_both_calendars(met_pair, mails):
    session = plan_session(mentorship=met_pair.mentorship, by=met_pair.mentee.user, **NEXT_WEEK)

    for _press in range(2):
        log_session(session=session, by=met_pair.mentor.user, **LAST_WEEK)

    stored = Session.objects.get()
    assert (stored.status, stored.starts_at, stored.calendar_sequence) == ("held", LAST_WEEK["starts_at"], 1)
    early = list(OutgoingMessage.objects.filter(kind="session-met-early").order_by("address"))
    assert [message.address for message in early] == ["maria@mail.example", "minh@mail.example"]
    for message in early:
        calendar = calendar_of(message)
        (event,) = calendar.walk("VEVENT")
        assert calendar["METHOD"] == "CANCEL"
        assert (event["UID"], event["SEQUENCE"]) == (f"{session.pk}@mail.example", 1)
        assert event["DTSTART"].dt == NEXT_WEEK["starts_at"]
    assert early[0].mail_subject == "Met already: session of Thu 3 Dec, 14:00 GMT"
    assert "You said that you and Minh Mentee met on Fri 20 Nov." in early[0].text
    assert "Maria Mentor said that you two met on Fri 20 Nov." in early[1].text
    assert not is_wanted("session-planned", session.pk)


def test_log_session_that_has_begun_leaves_the_calendars_as_they_are(met_pair, mails):
    session = make_session(met_pair.mentorship, days=-1)

    log_session(session=session, by=met_pair.mentor.user, **LAST_WEEK)

    assert (Session.objects.get().calendar_sequence, "session-met-early" in dict(mails())) == (0, False)


def test_log_session_before_its_time_refused_for_its_day_mails_nobody(met_pair):
    session = plan_session(mentorship=met_pair.mentorship, by=met_pair.mentee.user, **NEXT_WEEK)

    with pytest.raises(WrongTime, match="still ahead"):
        log_session(session=session, by=met_pair.mentor.user, starts_at=NEXT_WEEK["starts_at"], minutes=60)

    assert not OutgoingMessage.objects.filter(kind="session-met-early").exists()


def test_log_met_session_leaves_a_session_that_is_ahead_as_it_is(met_pair, mails):
    session = plan_session(mentorship=met_pair.mentorship, by=met_pair.mentee.user, **NEXT_WEEK)

    log_met_session(mentorship=met_pair.mentorship, by=met_pair.mentor.user, **LAST_WEEK)

    session.refresh_from_db()
    assert (session.status, session.calendar_sequence, mails()) == ("planned", 0, PLANNED_MAILS)


def test_log_session_twice_is_harmless(met_pair, mails):
    session = make_session(met_pair.mentorship, days=-2)

    for person in (met_pair.mentee, met_pair.mentor):
        log_session(session=session, by=person.user, **LAST_WEEK)

    assert (Session.objects.held().count(), verbs(), mails()) == (1, ["session.log"], [])


def test_log_session_otherwise_a_second_time_is_refused(met_pair):
    session = make_session(met_pair.mentorship, days=-2)
    log_session(session=session, by=met_pair.mentee.user, **LAST_WEEK)

    with pytest.raises(Refused, match="already changed"):
        log_session(session=session, by=met_pair.mentor.user, **LAST_WEEK | {"minutes": 30})

    assert Session.objects.get().minutes == 45


def test_log_session_of_another_day_a_second_time_is_refused(met_pair):
    session = make_session(met_pair.mentorship, days=-2)
    log_session(session=session, by=met_pair.mentee.user, **LAST_WEEK)

    with pytest.raises(Refused, match="already changed"):
        log_session(session=session, by=met_pair.mentor.user, **LAST_WEEK | {"starts_at": at("2026-11-19 12:00")})

    assert Session.objects.get().starts_at == at("2026-11-20 12:00")


def test_log_session_at_the_time_of_another_is_refused(met_pair):
    make_session(met_pair.mentorship, days=-3, status="held", place="there")
    other = make_session(met_pair.mentorship, days=-2)

    with pytest.raises(WrongTime, match="another session at this time"):
        log_session(session=other, starts_at=at("2026-11-20 09:00"), minutes=60, by=met_pair.mentee.user)

    assert Session.objects.held().count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_at": at("2026-11-23 09:01")}, "still ahead"),
        ({"starts_at": at("2026-11-01 12:00")}, "not a pair yet on this day. You began on Mon 2 Nov 2026"),
        ({"starts_at": at("2025-11-20 12:00")}, "not a pair yet"),
        ({"minutes": 0}, "between 5 minutes and 8 hours"),
    ],
)
def test_log_session_with_a_wrong_time_is_refused(met_pair, change, sentence):
    session = make_session(met_pair.mentorship, days=-2)

    with pytest.raises(Refused, match=sentence):
        log_session(session=session, by=met_pair.mentee.user, **LAST_WEEK | change)

    assert (Session.objects.get().status, verbs()) == ("planned", [])


def test_log_session_on_the_day_they_became_a_pair(met_pair):
    session = make_session(met_pair.mentorship, days=-2)

    log_session(session=session, starts_at=at("2026-11-02 00:00"), minutes=30, by=met_pair.mentee.user)

    assert Session.objects.held().count() == 1


def test_log_session_after_the_end_is_refused(met_pair):
    session = make_session(met_pair.mentorship, days=-2)
    end_pairs()

    with pytest.raises(Refused, match="has ended"):
        log_session(session=session, by=met_pair.mentee.user, **LAST_WEEK)


def test_log_session_of_a_first_meeting_asks_the_partner_whose_yes_is_missing(met_pair, mails):
    agree(agreement=met_pair.mentorship.agreement, by=met_pair.mentee.user, **CHOICES)
    session = make_session(met_pair.mentorship, days=-2)

    log_session(session=session, by=met_pair.mentee.user, **LAST_WEEK)

    assert mails() == [("agreement-agreed", "maria@mail.example"), ("agreement-asked", "maria@mail.example")]


def test_yes_that_was_asked_for_and_said_is_asked_for_no_more(met_pair, mails):
    """The mail may wait, for the hours of its reader or for the next month; by then there may be nothing to ask for."""
    stands = met_pair.mentorship.agreement
    agree(agreement=stands, by=met_pair.mentee.user, **CHOICES)
    log_met_session(mentorship=met_pair.mentorship, by=met_pair.mentee.user, **LAST_WEEK)
    before = is_wanted("agreement-asked", stands.pk)

    agree(agreement=stands, by=met_pair.mentor.user, **CHOICES)

    assert ("agreement-asked", "maria@mail.example") in mails()
    assert (before, is_wanted("agreement-asked", stands.pk)) == (True, False)


def test_yes_is_not_asked_for_while_the_pair_has_a_break(met_pair):
    log_met_session(mentorship=met_pair.mentorship, by=met_pair.mentee.user, **LAST_WEEK)

    pause_pair(mentorship=met_pair.mentorship, by=met_pair.mentee.user)

    assert not is_wanted("agreement-asked", met_pair.mentorship.agreement.pk)


def test_log_session_of_a_second_meeting_asks_nobody(met_pair, mails):
    agree(agreement=met_pair.mentorship.agreement, by=met_pair.mentee.user, **CHOICES)
    make_session(met_pair.mentorship, days=-9, status="held")
    session = make_session(met_pair.mentorship, days=-2)

    log_session(session=session, by=met_pair.mentee.user, **LAST_WEEK)

    assert mails() == [("agreement-agreed", "maria@mail.example")]


@pytest.mark.parametrize("agreed", [(), ("mentor",), ("mentor", "mentee")])
def test_log_session_mails_nobody_who_has_agreed_or_is_told_anyway(met_pair, mails, agreed):
    for role in agreed:
        agree(agreement=met_pair.mentorship.agreement, by=met_pair.users[role], **CHOICES)
    session = make_session(met_pair.mentorship, days=-2)

    log_session(session=session, by=met_pair.mentee.user, **LAST_WEEK)

    assert "agreement-asked" not in dict(mails())


def test_log_met_session_keeps_a_meeting_nobody_planned(met_pair, mails):
    log_met_session(mentorship=met_pair.mentorship, by=met_pair.mentor.user, **LAST_WEEK)

    stored = Session.objects.get()
    assert (stored.status, stored.starts_at, stored.minutes) == ("held", at("2026-11-20 12:00"), 45)
    assert stored.planned_by == met_pair.mentor
    assert verbs() == ["session.log"]
    assert mails() == []


def test_log_met_session_twice_is_one_session(met_pair):
    for person in (met_pair.mentor, met_pair.mentee):
        log_met_session(mentorship=met_pair.mentorship, by=person.user, **LAST_WEEK)

    assert (Session.objects.count(), verbs()) == (1, ["session.log"])


def test_log_met_session_at_a_planned_time_logs_the_planned_one(met_pair):
    planned = make_session(met_pair.mentorship, days=-3, place="by video")

    logged = log_met_session(
        mentorship=met_pair.mentorship, starts_at=planned.starts_at, minutes=30, by=met_pair.mentor.user
    )

    assert (logged, Session.objects.get().status) == (planned, "held")


def test_log_met_session_of_a_future_day_is_refused(met_pair):
    ahead = clock.now() + timedelta(days=1)

    with pytest.raises(WrongTime, match="still ahead"):
        log_met_session(mentorship=met_pair.mentorship, starts_at=ahead, minutes=30, by=met_pair.mentor.user)

    assert not Session.objects.exists()


def test_log_met_session_before_reading_the_lines_is_refused(cast):
    with pytest.raises(Refused, match="read the confidentiality lines first"):
        log_met_session(mentorship=cast.mentorship, by=cast.mentor.user, **LAST_WEEK)
