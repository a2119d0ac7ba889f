"""Two who have met and did not agree are reminded of it: each at most once, a week later, and never once it is done."""

from datetime import time

import pytest

from agreements.models import Agreement, Session, SessionReminder
from agreements.services import agree, log_met_session, log_session, plan_session, reopen_session
from agreements.tasks import remind
from matching.services import end_mentorship, pause_pair, resume_pair
from mentoring.accounts.hours import ANY_HOUR, Hours
from mentoring.accounts.services import choose_mails
from mentoring.lib import clock
from mentoring.outbox import kinds
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.tasks import pump_outbox
from participants.models import Profile
from tests.agreements.renewing import renew
from tests.factories import at
from tests.outbox.conftest import sink

__all__ = ["sink"]
USUAL = {"cadence": "three_weekly", "minutes": 60, "place": "video", "contact": "mail"}
BOTH = ["maria@mail.example", "minh@mail.example"]


def they_meet(pair, moment: str = "2026-11-23 09:00", *, met: str = "2026-11-23 08:00") -> Session:
    """On a Monday, so that a week later is a Monday, too."""
    with clock.standing_at(at(moment)):
        return log_met_session(mentorship=pair.mentorship, starts_at=at(met), minutes=60, by=pair.mentor.user)


def first_of(pair) -> Session:
    return Session.objects.get(mentorship=pair.mentorship, starts_at=at("2026-11-23 08:00"))


def says_yes(person, pair, moment: str = "2026-11-23 09:00") -> None:
    with clock.standing_at(at(moment)):
        agree(agreement=Agreement.objects.get(mentorship=pair.mentorship), by=person.user, **USUAL)


def asked(moment: str) -> list[str]:
    """Whom mails that ask for a yes were written to, and not taken back, after a tick of this moment."""
    with clock.standing_at(at(moment)):
        remind()
    mails = OutgoingMessage.objects.filter(kind="agreement-asked").exclude(state="cancelled")
    return sorted(mails.values_list("address", flat=True))


@pytest.fixture
def met(pair):
    they_meet(pair)
    return pair


def test_both_are_reminded_at_nine_a_week_after_they_said_that_they_met(met):
    before, after = (asked(f"2026-11-30 {hour}") for hour in ("08:59", "09:00"))

    assert (before, after) == ([], BOTH)


def test_reminder_says_nothing_of_what_the_other_one_did(met):
    asked("2026-11-30 09:00")

    mail = OutgoingMessage.objects.get(kind="agreement-asked", address="minh@mail.example")
    assert mail.mail_subject == "You have met: how will you work together?"
    assert "You and Maria Mentor have met" in mail.text
    assert "this is the only reminder" in mail.text
    assert mail.text.count("Maria") == 1
    assert (kinds.is_counted(mail.kind), kinds.topic_of(mail.kind)) == (True, kinds.REMINDERS)


def test_meeting_told_late_is_reminded_of_a_week_after_it_was_told(pair):
    they_meet(pair, "2026-11-25 17:00", met="2026-11-23 08:00")

    assert (asked("2026-12-01 09:00"), asked("2026-12-02 09:00")) == ([], BOTH)


def test_each_is_reminded_at_nine_on_their_own_clocks(pair):
    pair.mentor.user.time_zone = "Africa/Lagos"
    pair.mentor.user.save()
    they_meet(pair)

    lagos, london = (asked(f"2026-11-30 {hour}") for hour in ("08:00", "09:00"))

    assert (lagos, london) == (["maria@mail.example"], BOTH)


def test_somebody_who_moved_to_another_zone_is_reminded_at_nine_there(met):
    met.mentor.user.time_zone = "America/New_York"
    met.mentor.user.save()

    london, new_york = (asked(f"2026-11-30 {hour}") for hour in ("09:00", "14:00"))

    assert (london, new_york) == (["minh@mail.example"], BOTH)


def test_reminder_waits_for_the_hours_of_its_reader(met, sink):
    user = met.mentee.user
    hours = Hours(time(12), time(16), frozenset({1}))
    choose_mails(user=user, topics={topic.name for topic in kinds.TOPICS}, hours=hours, by=user)

    asked("2026-11-30 09:00")
    with clock.standing_at(at("2026-11-30 09:01")):
        pump_outbox()

    mail = OutgoingMessage.objects.get(kind="agreement-asked", recipient_id=user.pk)
    assert (mail.state, mail.due_at) == ("due", at("2026-12-01 12:00"))


def test_whoever_switched_reminders_off_gets_none(met, sink):
    user = met.mentee.user
    on = {topic.name for topic in kinds.TOPICS} - {kinds.REMINDERS.name}
    choose_mails(user=user, topics=on, hours=ANY_HOUR, by=user)

    asked("2026-11-30 09:00")
    with clock.standing_at(at("2026-11-30 09:01")):
        pump_outbox()

    assert OutgoingMessage.objects.get(kind="agreement-asked", recipient_id=user.pk).state == "suppressed"


def test_ticks_twice_and_later_remind_once(met):
    for moment in ("2026-11-30 09:00", "2026-11-30 09:00", "2026-12-07 09:00"):
        asked(moment)

    assert asked("2026-12-14 09:00") == BOTH
    assert OutgoingMessage.objects.filter(kind="agreement-asked").count() == 2


def test_nobody_is_reminded_who_agreed(met):
    for person in (met.mentor, met.mentee):
        says_yes(person, met, "2026-11-24 09:00")

    assert asked("2026-11-30 09:00") == []


def test_whom_the_mail_of_the_others_yes_asked_is_not_reminded(met):
    says_yes(met.mentor, met, "2026-11-24 09:00")

    assert asked("2026-11-30 09:00") == []
    assert OutgoingMessage.objects.filter(kind="agreement-agreed", address="minh@mail.example").count() == 1


def test_whoever_wants_no_news_of_the_pair_is_reminded_though_the_other_one_agreed(met):
    user = met.mentee.user
    on = {topic.name for topic in kinds.TOPICS} - {kinds.PAIR_NEWS.name}
    choose_mails(user=user, topics=on, hours=ANY_HOUR, by=user)
    says_yes(met.mentor, met, "2026-11-24 09:00")

    assert asked("2026-11-30 09:00") == ["minh@mail.example"]


def test_whoever_was_asked_when_they_met_is_not_reminded(pair):
    says_yes(pair.mentor, pair)
    they_meet(pair)

    at_once, later = asked("2026-11-23 09:00"), asked("2026-11-30 09:00")

    assert (at_once, later) == (["minh@mail.example"], ["minh@mail.example"])
    assert OutgoingMessage.objects.filter(kind="agreement-asked").count() == 1


def test_whoever_says_themselves_that_they_met_is_reminded_of_a_yes_that_nobody_asked_for(pair):
    """The mail of the other one's yes, from before they met, said that there is no hurry."""
    says_yes(pair.mentee, pair, "2026-11-23 08:30")
    they_meet(pair)

    at_once, later = asked("2026-11-23 09:00"), asked("2026-11-30 09:00")

    assert (at_once, later) == ([], ["maria@mail.example"])


def test_reminder_on_its_way_stays_for_whoever_gets_no_mail_of_the_other_ones_yes(met):
    user = met.mentee.user
    on = {topic.name for topic in kinds.TOPICS} - {kinds.PAIR_NEWS.name}
    choose_mails(user=user, topics=on, hours=ANY_HOUR, by=user)
    asked("2026-11-30 09:00")

    says_yes(met.mentor, met, "2026-11-30 09:00")

    assert asked("2026-11-30 09:01") == ["minh@mail.example"]


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_reminder_that_waits_is_taken_back_from_both_once_one_agrees(met, who):
    asked("2026-11-30 09:00")

    says_yes(getattr(met, who), met, "2026-11-30 09:00")

    assert asked("2026-11-30 09:01") == []  # the mail that one agreed asks the other


def test_pair_that_ended_is_reminded_of_nothing(met):
    end_mentorship(mentorship=met.mentorship, by=met.mentor.user)

    assert asked("2026-11-30 09:00") == []


def test_nobody_is_reminded_once_the_other_one_left(met):
    Profile.objects.filter(pk=met.mentor.pk).update(last_day="2026-11-27", left_at=at("2026-11-28 00:00"))

    assert asked("2026-11-30 09:00") == []


def test_pair_on_a_break_is_reminded_when_it_goes_on(met):
    pause_pair(mentorship=met.mentorship, by=met.mentee.user)

    during = asked("2026-11-30 09:00")
    resume_pair(mentorship=met.mentorship, by=met.mentee.user)

    assert (during, asked("2026-12-06 09:00"), asked("2026-12-07 09:00")) == ([], [], BOTH)


def test_new_lines_ask_by_their_own_mail_alone(met):
    with clock.standing_at(at("2026-11-25 09:00")):
        renew(met)

    assert asked("2026-11-30 09:00") == []


def test_nobody_is_reminded_more_than_a_week_late(met):
    assert asked("2026-12-08 09:00") == []
    assert not SessionReminder.objects.filter(kind="agree").exclude(due_at=None).exists()


def test_pair_that_did_not_meet_after_all_is_reminded_of_nothing(met):
    reopen_session(session=first_of(met), by=met.mentor.user)

    assert asked("2026-11-30 09:00") == []


def test_reminder_stays_where_the_first_session_is_told_anew_beside_another(met):
    they_meet(met, "2026-11-23 10:00", met="2026-11-23 07:00")
    reopened = reopen_session(session=first_of(met), by=met.mentor.user)
    log_session(session=reopened, starts_at=reopened.starts_at, minutes=30, by=met.mentor.user)

    assert asked("2026-11-30 09:00") == BOTH


def test_first_session_that_was_planned_reminds_too_and_the_second_does_not(pair):
    planned = {"starts_at": at("2026-11-24 09:00"), "minutes": 60, "place": ""}
    session = plan_session(mentorship=pair.mentorship, by=pair.mentee.user, **planned)
    with clock.standing_at(at("2026-11-24 10:00")):
        log_session(session=session, starts_at=session.starts_at, minutes=60, by=pair.mentee.user)
    they_meet(pair, "2026-11-25 09:00", met="2026-11-25 08:00")

    assert SessionReminder.objects.filter(kind="agree").count() == 2
    assert asked("2026-12-01 09:00") == BOTH
