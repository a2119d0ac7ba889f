"""Mails that leave by themselves: the day before, the day after, and on the day of an action; once, and in time."""

import importlib
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps

from agreements.emails import is_wanted
from agreements.models import Session, SessionReminder
from agreements.services import (
    add_action,
    cancel_session,
    change_action,
    log_session,
    move_session,
    plan_session,
    send_due_reminders,
    tick_off_action,
)
from agreements.tasks import remind
from matching.services import end_mentorship, pause_pair
from mentoring.accounts.hours import ANY_HOUR, WORKING_HOURS, Hours
from mentoring.accounts.services import choose_mails
from mentoring.lib import clock
from mentoring.outbox import kinds
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from tests.factories import at, end_pairs

# Thursday 3 December, 14:00 in London, 15:00 in Lagos.
PLANNED = {"starts_at": at("2026-12-03 14:00"), "minutes": 60, "place": "by video"}
MIGRATION = importlib.import_module("agreements.migrations.0022_reminders_of_planned_sessions")
BOTH = ["maria@mail.example", "minh@mail.example"]


@pytest.fixture
def session(pair) -> Session:
    return plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **PLANNED)


@pytest.fixture
def action(pair):
    return add_action(
        mentorship=pair.mentorship,
        words="CANARY: draft the outline",
        owner=pair.mentee,
        due_on=at("2026-12-01 00:00").date(),
        by=pair.mentor.user,
    )


def told(kind: str, moment: str) -> list[str]:
    """To whom mails of this kind were queued by a tick of this moment."""
    with clock.standing_at(at(moment)):
        remind()
    return sorted(OutgoingMessage.objects.filter(kind=kind).values_list("address", flat=True))


def test_both_are_told_at_nine_on_the_day_before(pair, session):
    before, after = (told("session-coming", f"2026-12-02 {time}") for time in ("08:59", "09:00"))

    assert (before, after) == ([], BOTH)


def test_each_is_told_at_nine_on_their_own_clocks(pair, session):
    pair.mentor.user.time_zone = "Africa/Lagos"
    pair.mentor.user.save()
    move_session(session=session, by=pair.mentee.user, **PLANNED | {"starts_at": at("2026-12-03 15:00")})

    lagos, london = (told("session-coming", f"2026-12-02 {time}") for time in ("08:00", "09:00"))

    assert (lagos, london) == (["maria@mail.example"], BOTH)
    text = OutgoingMessage.objects.get(kind="session-coming", address="maria@mail.example").text
    assert "Thu 3 Dec, 16:00 WAT" in text
    assert "For Minh: 15:00 in London" in text


def test_somebody_who_moved_to_another_zone_is_told_at_nine_there(pair, session):
    pair.mentor.user.time_zone = "America/New_York"
    pair.mentor.user.save()

    london, new_york = (told("session-coming", f"2026-12-02 {time}") for time in ("09:00", "14:00"))

    assert (london, new_york) == (["minh@mail.example"], BOTH)


def test_ticks_twice_and_side_by_side_tell_once(pair, session):
    for _tick in range(3):
        told("session-coming", "2026-12-02 09:00")

    assert told("session-coming", "2026-12-02 18:00") == BOTH


@pytest.mark.parametrize(
    ("hours", "reminded_at"),
    [
        # Sunday is nobody's working day, so it is the Friday before a Monday.
        (WORKING_HOURS, "2026-12-04 09:00"),
        # She is there on three afternoons a week.
        (Hours(time(12), time(16), frozenset({1, 2, 3})), "2026-12-03 12:00"),
        (ANY_HOUR, "2026-12-06 09:00"),
    ],
)
def test_reminder_that_would_come_too_late_comes_when_its_reader_was_last_there(pair, hours, reminded_at):
    user = pair.mentor.user
    choose_mails(user=user, topics={topic.name for topic in kinds.TOPICS}, hours=hours, by=user)

    plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **PLANNED | {"starts_at": at("2026-12-07 10:00")})

    assert SessionReminder.objects.get(person=pair.mentor, kind="coming").due_at == at(reminded_at)


def test_session_planned_after_that_morning_has_its_calendar_mail_alone(pair):
    with clock.standing_at(at("2026-12-02 09:01")):
        plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **PLANNED)

    assert told("session-coming", "2026-12-02 18:00") == []


def test_moved_session_is_told_of_for_its_new_day_alone(pair, session):
    told("session-coming", "2026-12-02 09:00")
    move_session(session=session, by=pair.mentee.user, **PLANNED | {"starts_at": at("2026-12-10 14:00")})
    stale = OutgoingMessage.objects.filter(kind="session-coming")
    assert {message.state for message in stale} == {"cancelled"}

    assert told("session-coming", "2026-12-09 09:00") == sorted(BOTH * 2)


def test_reminder_already_claimed_is_no_longer_wanted_once_the_session_moved(pair, session):
    told("session-coming", "2026-12-02 09:00")
    reminder = SessionReminder.objects.filter(kind="coming").first()
    assert is_wanted("session-coming", reminder.pk)

    move_session(session=session, by=pair.mentee.user, **PLANNED | {"starts_at": at("2026-12-10 14:00")})

    assert not is_wanted("session-coming", reminder.pk)


@pytest.mark.parametrize("moment", ["2026-12-03 14:00", "2026-12-05 09:00"])
def test_nobody_is_told_of_a_session_that_has_begun(pair, session, moment):
    assert told("session-coming", moment) == []


def test_day_after_both_are_asked_whether_they_met(pair, session):
    before, after = (told("session-to-log", f"2026-12-04 {time}") for time in ("08:59", "09:00"))

    assert (before, after) == ([], BOTH)
    message = OutgoingMessage.objects.filter(kind="session-to-log").first()
    assert message.text.count("[[link session ") == 3
    assert "by video" not in message.text


def test_they_are_asked_once(pair, session):
    for day in (4, 5, 6, 20):
        told("session-to-log", f"2026-12-{day:02} 09:00")

    assert told("session-to-log", "2026-12-21 09:00") == BOTH


def test_after_the_longest_night_they_are_asked_the_same_morning(pair):
    late = {"starts_at": at("2026-12-03 23:59"), "minutes": 480, "place": ""}
    plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **late)

    assert told("session-to-log", "2026-12-04 09:00") == BOTH


def log(session, pair) -> None:
    with clock.standing_at(at("2026-12-03 15:00")):
        log_session(session=session, starts_at=session.starts_at, minutes=60, by=pair.mentor.user)


def call_off(session, pair) -> None:
    with clock.standing_at(at("2026-12-03 16:00")):
        cancel_session(session=session, by=pair.mentor.user)


def end(session, pair) -> None:
    end_mentorship(mentorship=pair.mentorship, by=pair.mentor.user)


@pytest.mark.parametrize("act", [log, call_off, end])
def test_nobody_is_asked_once_it_is_done(pair, session, act):
    act(session, pair)

    assert told("session-to-log", "2026-12-04 09:00") == []


@pytest.mark.parametrize("act", [log, call_off])
def test_question_that_waits_is_not_sent_once_the_other_one_answered(pair, session, act):
    told("session-to-log", "2026-12-04 09:00")
    reminder = SessionReminder.objects.filter(kind="log").first()
    with clock.standing_at(at("2026-12-04 10:00")):
        before = is_wanted("session-to-log", reminder.pk)
        act(session, pair)
        after = is_wanted("session-to-log", reminder.pk)

    assert (before, after) == (True, False)


def test_question_is_not_asked_once_its_link_would_be_over(pair, session):
    assert told("session-to-log", "2027-01-03 09:00") == []


def test_only_those_are_asked_who_have_read_the_lines(cast):
    from_mentor = cast.mentorship.agreement
    from_mentor.consents.create(person=cast.mentor, kind="read", version=1, digest="0" * 64, given_at=clock.now())
    plan_session(mentorship=cast.mentorship, by=cast.mentor.user, **PLANNED)

    assert told("session-to-log", "2026-12-04 09:00") == ["maria@mail.example"]


def test_somebody_who_left_is_not_asked(pair, session):
    pair.mentee.user.is_active = False
    pair.mentee.user.save()

    assert told("session-to-log", "2026-12-04 09:00") == ["maria@mail.example"]


def test_nobody_reads_of_a_session_for_which_the_other_one_was_gone(pair, session, action):
    Profile.objects.filter(pk=pair.mentor.pk).update(last_day="2026-11-30", left_at=at("2026-12-01 00:00"))

    assert told("action-due", "2026-12-01 09:00") == []
    assert told("session-coming", "2026-12-02 09:00") == []
    assert told("session-to-log", "2026-12-04 09:00") == []


def test_whoever_met_somebody_on_their_last_day_is_asked_about_it(pair, session):
    pair.mentee.user.is_active = False
    pair.mentee.user.save()
    Profile.objects.filter(pk=pair.mentee.pk).update(last_day="2026-12-03", left_at=at("2026-12-04 00:00"))

    assert told("session-to-log", "2026-12-04 09:00") == ["maria@mail.example"]


def test_calendar_mails_are_not_counted_and_nudges_are():
    of_pairs = (
        "session-planned",
        "session-moved",
        "session-cancelled",
        "session-coming",
        "session-to-log",
        "action-due",
    )

    assert {name: kinds.is_counted(name) for name in of_pairs} == {
        "session-planned": False,
        "session-moved": False,
        "session-cancelled": False,
        "session-coming": False,
        "session-to-log": True,
        "action-due": True,
    }


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("day", ["2027-03-14", "2027-03-28", "2027-04-04", "2027-10-31", "2027-11-07"])
def test_reminders_keep_nine_over_the_nights_in_which_clocks_change(pair, zone, day):
    pair.mentor.user.time_zone = zone
    pair.mentor.user.save()
    with clock.standing_at(at("2027-03-01 09:00")):
        plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **PLANNED | {"starts_at": at(f"{day} 12:00")})

    local = [
        reminder.due_at.astimezone(ZoneInfo(zone))
        for reminder in SessionReminder.objects.filter(person=pair.mentor).order_by("due_at")
    ]
    starts = at(f"{day} 12:00").astimezone(ZoneInfo(zone)).date()
    assert [(moment.hour, moment.minute) for moment in local] == [(9, 0)] * 2
    assert [moment.date() - starts for moment in local] == [timedelta(days=-1), timedelta(days=1)]


def test_owner_of_an_action_is_told_once_on_its_day_and_not_of_what(pair, action):
    before, on_the_day = (told("action-due", f"2026-12-01 {time}") for time in ("08:59", "09:00"))
    later = told("action-due", "2026-12-02 09:00")

    assert (before, on_the_day, later) == ([], ["minh@mail.example"], ["minh@mail.example"])
    message = OutgoingMessage.objects.get(kind="action-due")
    assert "CANARY" not in message.mail_subject + message.text + message.html
    assert "With Maria Mentor you noted an action for Tue 1 Dec 2026." in message.text


def test_nobody_is_told_of_an_action_that_is_done(pair, action):
    tick_off_action(action=action, is_done=True, by=pair.mentor.user)

    assert told("action-due", "2026-12-01 09:00") == []


@pytest.mark.parametrize(
    ("reopened", "told_to"),
    [("2026-12-01 15:00", ["minh@mail.example"]), ("2026-12-02 09:00", []), ("2026-12-20 15:00", [])],
)
def test_action_that_is_open_again_tells_of_no_day_that_is_over(pair, action, reopened, told_to):
    tick_off_action(action=action, is_done=True, by=pair.mentor.user)
    told("action-due", "2026-12-01 09:00")

    with clock.standing_at(at(reopened)):
        tick_off_action(action=action, is_done=False, by=pair.mentor.user)

    assert told("action-due", reopened) == told_to


def test_reminder_of_an_action_is_not_wanted_once_it_is_ticked_off(pair, action):
    told("action-due", "2026-12-01 09:00")
    before = is_wanted("action-due", action.pk)
    tick_off_action(action=action, is_done=True, by=pair.mentor.user)

    assert (before, is_wanted("action-due", action.pk)) == (True, False)


def test_action_of_another_day_or_person_is_told_of_anew(pair, action):
    told("action-due", "2026-12-01 09:00")
    with clock.standing_at(at("2026-12-01 10:00")):
        change_action(
            action=action, words="x", owner=pair.mentor, due_on=at("2026-12-08 00:00").date(), by=pair.mentee.user
        )

    assert told("action-due", "2026-12-08 09:00") == BOTH


def test_action_of_an_ended_pair_is_told_of_to_nobody(pair, action):
    end_pairs()

    assert told("action-due", "2026-12-01 09:00") == []


def test_pair_on_a_break_is_asked_for_nothing_and_still_told_of_what_it_planned(pair, session, action):
    pause_pair(mentorship=pair.mentorship, by=pair.mentee.user)

    assert told("action-due", "2026-12-01 09:00") == []
    assert told("session-coming", "2026-12-02 09:00") == BOTH
    assert told("session-to-log", "2026-12-04 12:00") == []


def test_tick_says_how_many_mails(pair, session, action):
    with clock.standing_at(at("2026-12-02 09:00")):
        assert (send_due_reminders(), send_due_reminders()) == (3, 0)


def test_sessions_planned_before_there_were_reminders_get_theirs(pair, session):
    pair.mentor.user.time_zone = "Africa/Lagos"
    pair.mentor.user.save()
    wanted = set(SessionReminder.objects.filter(person=pair.mentee).values_list("kind", "due_at"))
    SessionReminder.objects.all().delete()

    with time_machine.travel(clock.now(), tick=False):
        for _run in range(2):
            MIGRATION.plan_reminders(apps, None)

    of_mentee, of_mentor = (
        set(SessionReminder.objects.filter(person=person).values_list("kind", "due_at"))
        for person in (pair.mentee, pair.mentor)
    )
    assert of_mentee == wanted
    assert of_mentor == {("coming", at("2026-12-02 08:00")), ("log", at("2026-12-04 08:00"))}
