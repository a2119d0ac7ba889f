"""What a person chose about mails, as the outbox hears of it, and what then becomes of a mail."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mentoring.accounts.hours import ANY_HOUR, WORKING_HOURS, Hours
from mentoring.accounts.mails import hours_of, when_to_write
from mentoring.accounts.models import Choice, OwnHours, User
from mentoring.accounts.services import choose_mails, switch_off
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock, registry
from mentoring.lib.errors import Refused
from mentoring.outbox import kinds
from mentoring.outbox.kinds import PAIR_NEWS, REMINDERS, SURVEYS, TOPICS
from mentoring.outbox.limit import bring_back_held
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import begin, claim_due
from mentoring.outbox.services import Mail, queue_message
from tests.factories import UserFactory

AT_ONCE = ("account", "suggestion", "pair_made", "place_approved", "session-planned", "agreement-agreed", "job_over")
TIMED = (
    *("survey-invitation", "survey-reminder", "suggestion_reminder", "agreement-asked", "agreement-renewed"),
    *(
        "round_closing",
        "round_closing_alone",
        "session-to-log",
        "action-due",
        "session-coming",
        "suggestion_closed",
        "choice_open",
        "naming_open",
        "round_ended",
        "question_asked",
    ),
)
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, tzinfo=UTC)
MONDAY_AT_EIGHT = datetime(2026, 11, 30, 8, tzinfo=UTC)
ALL_NAMES = {topic.name for topic in TOPICS}


@pytest.fixture(autouse=True)
def _wanted(monkeypatch, settings):
    """Nothing here is about a survey or a pair that exists; hours are kept."""
    monkeypatch.setattr(registry, "message_wanted", registry.Question("Is this message still wanted?"))
    settings.MAILS_KEEP_HOURS = True


def queue(person: User, kind: str) -> OutgoingMessage:
    thing = UserFactory()
    mail = Mail(subject="Words", text="Text", html="<p>Text</p>")
    queue_message(kind=kind, subject=thing, recipient=person, occurrence="once", mail=mail)
    return OutgoingMessage.objects.get(subject_id=thing.pk)


def pass_at(moment: datetime) -> dict[str, str]:
    """What one pass of the pump makes of what is due, up to the moment at which a mail would leave."""
    with clock.standing_at(moment):
        bring_back_held()
        for message in claim_due():
            if begin(message):
                OutgoingMessage.objects.filter(pk=message.pk).update(
                    state="sent", sent_at=moment, claim=None, lease_until=None
                )
    return dict(OutgoingMessage.objects.values_list("kind", "state"))


def answers(person: User, moment: datetime, *names: str) -> set[datetime | None]:
    with clock.standing_at(moment):
        return {when_to_write(person.pk, name) for name in names}


def test_what_was_asked_for_goes_at_once_at_any_hour(ada):
    assert answers(ada, FRIDAY_NIGHT, *AT_ONCE) == {None}


def test_what_counts_or_reminds_arrives_in_working_hours(ada):
    assert answers(ada, FRIDAY_NIGHT, *TIMED) == {MONDAY_AT_EIGHT}
    assert answers(ada, MONDAY_AT_EIGHT, *TIMED) == {None}


def test_it_is_the_clock_of_the_person_that_counts(db):
    person = UserFactory(time_zone="America/New_York")

    assert answers(person, MONDAY_AT_EIGHT, "survey-reminder") == {MONDAY_AT_EIGHT + timedelta(hours=5)}


def test_zone_is_what_the_question_says(ada, monkeypatch):
    question = registry.Question("In which time zone does this person live?")
    question.answered_by(lambda person_id: zoneinfo.ZoneInfo("Asia/Tokyo") if person_id == ada.pk else None)
    monkeypatch.setattr(registry, "time_zone_of", question)

    assert answers(ada, MONDAY_AT_EIGHT, "survey-reminder") == {None}, "in Tokyo it is five in the afternoon"


def test_without_hours_for_everybody_mails_come_at_any_hour(ada, settings):
    settings.MAILS_KEEP_HOURS = False

    assert answers(ada, FRIDAY_NIGHT, *TIMED) == {None}


@pytest.mark.parametrize("for_everybody", [True, False])
def test_own_hours_hold_whatever_holds_for_everybody(ada, settings, for_everybody):
    settings.MAILS_KEEP_HOURS = for_everybody
    choose_mails(user=ada, topics=ALL_NAMES, hours=Hours(time(6), time(7), frozenset({5})), by=ada)

    assert answers(ada, FRIDAY_NIGHT, *TIMED) == {datetime(2026, 11, 28, 6, tzinfo=UTC)}


def test_what_is_switched_off_never_comes_and_the_rest_does(ada, ben):
    choose_mails(user=ada, topics=ALL_NAMES - {SURVEYS.name, PAIR_NEWS.name}, hours=WORKING_HOURS, by=ada)

    off = ("survey-invitation", "survey-reminder", "agreement-agreed", "agreement-changed")
    assert answers(ada, FRIDAY_NIGHT, *off) == {registry.NEVER}
    assert registry.NEVER not in answers(ada, FRIDAY_NIGHT, "round_closing", "suggestion_reminder", *AT_ONCE[:5])
    assert registry.NEVER not in answers(ben, FRIDAY_NIGHT, *off)


def test_nothing_that_can_wait_comes_to_a_closed_account(ada, ben):
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert answers(ada, MONDAY_AT_EIGHT, *TIMED) == {registry.NEVER}
    assert answers(ben, MONDAY_AT_EIGHT, *TIMED) == {None}


def test_what_always_comes_cannot_be_switched_off_by_a_row(ada):
    Choice.objects.bulk_create([Choice(user=ada, topic=name, is_on=False) for name in ("", "account", "suggestion")])

    assert answers(ada, FRIDAY_NIGHT, "account", "suggestion", "session-planned") == {None}


def test_kind_of_another_version_and_person_nobody_knows_go_at_once(ada):
    assert answers(ada, FRIDAY_NIGHT, "of-a-later-version") == {None}
    assert answers(UserFactory.build(), MONDAY_AT_EIGHT, "survey-reminder") == {None}


@pytest.mark.parametrize(
    ("kind", "queries"), [("account", 0), ("suggestion", 0), ("agreement-agreed", 1), ("survey-reminder", 2)]
)
def test_asking_costs_one_query_for_choice_and_hours(ada, kind, queries):
    """And one for the time zone, of the few kinds that wait for an hour."""
    switch_off(user=ada, topic=REMINDERS)
    OwnHours.objects.create(user=ada, begins=time(9), ends=time(10), days=[1, 2])

    with CaptureQueriesContext(
        connection,
    ) as asked:
        when_to_write(ada.pk, kind)

    assert len(asked) == queries


def test_mail_that_is_switched_off_ends_and_is_not_held(ada):
    switch_off(user=ada, topic=SURVEYS)
    with clock.standing_at(MONDAY_AT_EIGHT):
        message = queue(ada, "survey-invitation")

    assert pass_at(MONDAY_AT_EIGHT) == {"survey-invitation": "suppressed"}
    message.refresh_from_db()
    assert (message.text, message.counted_month) == (None, None), "it takes no place in the month"


def test_mail_that_waits_leaves_at_the_hour(ada):
    with clock.standing_at(FRIDAY_NIGHT):
        message = queue(ada, "survey-invitation")

    assert pass_at(FRIDAY_NIGHT) == {"survey-invitation": "due"}
    message.refresh_from_db()
    assert (message.due_at, message.attempts) == (MONDAY_AT_EIGHT, 0)
    assert pass_at(MONDAY_AT_EIGHT - timedelta(seconds=1)) == {"survey-invitation": "due"}
    assert pass_at(MONDAY_AT_EIGHT) == {"survey-invitation": "sent"}


def test_mail_that_waits_for_the_hour_is_not_sent_once_nobody_needs_it(ada):
    with clock.standing_at(FRIDAY_NIGHT):
        queue(ada, "survey-invitation")
    pass_at(FRIDAY_NIGHT)

    registry.message_wanted.answered_by(lambda kind, subject_id: False)

    assert pass_at(MONDAY_AT_EIGHT) == {"survey-invitation": "suppressed"}


def test_choice_made_while_a_mail_waits_holds_for_it(ada):
    with clock.standing_at(FRIDAY_NIGHT):
        queue(ada, "survey-invitation")
    pass_at(FRIDAY_NIGHT)

    switch_off(user=ada, topic=SURVEYS)

    assert pass_at(MONDAY_AT_EIGHT) == {"survey-invitation": "suppressed"}


def test_what_was_held_for_a_month_stays_one_mail_when_the_month_begins_at_night(ada):
    """Otherwise two would leave at eight as the two of the month, and the rest would wait a month more."""
    a_tuesday = datetime(2026, 11, 24, 10, tzinfo=UTC)
    for _number in range(6):
        with clock.standing_at(a_tuesday):
            queue(ada, "survey-invitation")
        pass_at(a_tuesday)
    held = OutgoingMessage.objects.filter(state="held")
    assert held.count() == 4

    for _pass in range(6):
        pass_at(datetime(2026, 12, 1, 0, 0, 1, tzinfo=UTC))
    assert held.filter(goes_with=None).count() == 4
    pass_at(datetime(2026, 12, 1, 8, tzinfo=UTC))

    carriers = OutgoingMessage.objects.filter(state="sent", counted_month="2026-12-01")
    assert (carriers.count(), held.filter(goes_with=carriers.get()).count()) == (1, 3)


def test_choosing_is_recorded_once_and_says_by_whom(ada):
    hours = Hours(time(9), time(17), frozenset({0, 1}))
    for _time in range(2):
        choose_mails(user=ada, topics=ALL_NAMES - {SURVEYS.name}, hours=hours, by=ada)
    for _time in range(2):
        switch_off(user=ada, topic=REMINDERS)

    assert hours_of(ada) == hours
    assert list(AuditEvent.objects.order_by("at", "pk").values_list("verb", "subject_id", "actor_id")) == [
        ("account.mails_choose", ada.pk, ada.pk),
        ("account.mails_choose", ada.pk, None),
    ]
    assert set(Choice.objects.filter(user=ada, is_on=False).values_list("topic", flat=True)) == {"surveys", "reminders"}


def test_who_leaves_the_hours_as_they_are_goes_on_with_those_of_everybody(ada, settings):
    choose_mails(user=ada, topics=set(), hours=WORKING_HOURS, by=ada)
    assert not OwnHours.objects.exists()

    settings.MAILS_KEEP_HOURS = False
    assert hours_of(ada) == ANY_HOUR


def test_hours_without_a_day_are_refused(ada):
    with pytest.raises(Refused, match="Please choose at least one day"), transaction.atomic():
        choose_mails(user=ada, topics=ALL_NAMES, hours=Hours(time(8), time(9), frozenset()), by=ada)


@pytest.mark.parametrize("days", [[], [7], [0, 9]])
def test_database_knows_no_hours_without_a_day_of_the_week(ada, days):
    with pytest.raises(IntegrityError, match="own_hours_have_a_day"):
        OwnHours.objects.create(user=ada, begins=time(8), ends=time(9), days=days)


def test_database_keeps_one_choice_for_each_topic(ada):
    Choice.objects.create(user=ada, topic=SURVEYS.name, is_on=True)

    with pytest.raises(IntegrityError, match="choice_one_per_topic"):
        Choice.objects.create(user=ada, topic=SURVEYS.name, is_on=False)


def test_what_is_timed_is_what_counts_and_reminds():
    assert {kind.name for kind in kinds.declared() if kinds.keeps_hours(kind.name)} == set(TIMED)
