"""Both people, or one impatient finger, at the same moment: one thing comes of it, and nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from agreements import services
from agreements.models import Action, Agreement, Consent, MentorshipKey, Note, Session, SharedNote
from matching.models import Mentorship
from matching.services import end_mentorship
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.factories import at, make_session

MONDAY = at("2026-11-23 09:00")
PRESSES = 4

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list[object]:
    """What came of each act: its result, or the sentence of its refusal. Any other exception is raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            with clock.standing_at(MONDAY):
                return act()
        except Refused as refusal:
            return refusal.message
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_session_planned_by_many_presses_of_both(pair, mails):
    plan = {"mentorship": pair.mentorship, "starts_at": at("2026-12-03 14:00"), "minutes": 60, "place": "by video"}
    people = [pair.mentor.user, pair.mentee.user] * (PRESSES // 2)

    sessions = at_once(*(lambda by=by: services.plan_session(**plan, by=by) for by in people))

    assert sessions == [Session.objects.get()] * PRESSES
    assert len(mails()) == 2


def test_one_session_cancelled_and_logged_is_one_of_both(pair):
    session = services.plan_session(
        mentorship=pair.mentorship, starts_at=at("2026-11-24 09:00"), minutes=60, place="", by=pair.mentor.user
    )

    at_once(
        lambda: services.cancel_session(session=session, by=pair.mentor.user),
        lambda: services.log_session(session=session, starts_at=MONDAY, minutes=60, by=pair.mentee.user),
    )

    stored = Session.objects.get()
    assert (stored.status, stored.calendar_sequence) in [("cancelled", 1), ("held", 1)]


def test_one_session_met_logged_by_both_is_one(pair):
    met = {"mentorship": pair.mentorship, "starts_at": MONDAY, "minutes": 30}

    sessions = at_once(
        lambda: services.log_met_session(**met, by=pair.mentor.user),
        lambda: services.log_met_session(**met, by=pair.mentee.user),
    )

    assert sessions == [Session.objects.held().get()] * 2


def test_nothing_stays_planned_in_a_pair_that_ended_at_the_same_moment(pair):
    plan = {"mentorship": pair.mentorship, "minutes": 60, "place": "", "by": pair.mentor.user}
    times = [at(f"2026-12-0{day} 14:00") for day in range(1, PRESSES)]

    at_once(
        lambda: end_mentorship(mentorship=pair.mentorship, by=pair.mentee.user),
        *(lambda time=time: services.plan_session(starts_at=time, **plan) for time in times),
    )

    assert Mentorship.objects.get().status == "ended"
    assert not Session.objects.planned().exists()


def test_one_note_of_many_presses(pair):
    note = {"mentorship": pair.mentorship, "session": None, "body": "Once", "by": pair.mentor.user}

    notes = at_once(*[lambda: services.write_note(**note)] * PRESSES)

    assert notes == [Note.objects.get()] * PRESSES


def test_both_agree_at_once(pair, mails):
    agreement = pair.mentorship.agreement
    choices = {"cadence": "monthly", "minutes": 60, "place": "video", "contact": "mail"}

    at_once(
        *(
            lambda by=person.user: services.agree(agreement=agreement, by=by, **choices)
            for person in (pair.mentor, pair.mentee)
        )
    )

    assert Agreement.objects.with_sides().get().is_agreed
    assert Consent.objects.filter(kind="agreed").count() == 2
    assert [kind for kind, _address in mails()] == ["agreement-agreed"]


def test_two_who_save_the_shared_note_at_once_lose_no_word(pair):
    session = make_session(pair.mentorship)
    MentorshipKey.objects.all().delete()

    came = at_once(
        *(
            lambda by=person.user: services.write_shared_note(session=session, body=f"By {by.name}", version=0, by=by)
            for person in (pair.mentor, pair.mentee)
        )
    )

    note = SharedNote.objects.get()
    refusals = [each for each in came if isinstance(each, str)]
    assert (note.version, MentorshipKey.objects.count()) == (1, 1)
    assert refusals == [
        f"{note.changed_by.user.name} changed this note while you were writing. Both texts are here: you decide."
    ]


def test_two_answers_at_once_are_one(pair):
    session = make_session(pair.mentorship, days=0)
    answers = [(pair.mentor.user, "met"), (pair.mentee.user, "no")]

    came = at_once(
        *(
            lambda by=by, answer=answer: services.answer_session(
                session=session, answer=answer, starts_at=MONDAY, minutes=60, seen=session.as_seen, by=by
            )
            for by, answer in answers
        )
    )

    assert sum(isinstance(each, str) for each in came) == 1
    assert Session.objects.get().status in ("held", "cancelled")


def test_ticks_side_by_side_remind_once(pair):
    services.plan_session(
        mentorship=pair.mentorship, starts_at=at("2026-12-03 14:00"), minutes=60, place="", by=pair.mentor.user
    )
    services.add_action(
        mentorship=pair.mentorship,
        words="x",
        owner=pair.mentee,
        due_on=at("2026-12-02 00:00").date(),
        by=pair.mentor.user,
    )

    def tick() -> int:
        with clock.standing_at(at("2026-12-02 09:00")):
            return services.send_due_reminders()

    assert sum(at_once(*[tick] * PRESSES)) == 3
    reminders = OutgoingMessage.objects.filter(kind__in=["session-coming", "action-due"])
    assert (reminders.count(), Action.objects.get().reminds_at) == (3, None)


def test_session_moved_while_its_reminder_is_queued_is_told_of_at_its_new_time_alone(pair):
    session = services.plan_session(
        mentorship=pair.mentorship, starts_at=at("2026-12-03 14:00"), minutes=60, place="", by=pair.mentor.user
    )

    def tick() -> int:
        with clock.standing_at(at("2026-12-02 09:00")):
            return services.send_due_reminders()

    at_once(
        tick,
        lambda: services.move_session(
            session=session, starts_at=at("2026-12-10 14:00"), minutes=60, place="", by=pair.mentee.user
        ),
    )

    due = set(session.reminders.filter(kind="coming").values_list("due_at", flat=True))
    still_waiting = OutgoingMessage.objects.filter(kind="session-coming", state=OutgoingMessage.State.DUE)
    assert (due, still_waiting.count()) == ({at("2026-12-09 09:00")}, 0)


@pytest.mark.parametrize("kind", ["action", "note", "session"])
def test_two_who_save_on_top_of_the_same_state_keep_one_and_tell_the_other(pair, kind):
    act, now = changes_of(pair, kind)

    came = at_once(lambda: act("by one"), lambda: act("by another"))

    told = [each for each in came if isinstance(each, str)]
    assert len(told) == 1
    assert "Nothing of yours is lost" in told[0]
    assert now() == ("by one" if told == [came[1]] else "by another")


def changes_of(pair, kind):
    """How a thing of this kind is changed by somebody who saw it as it stands now, and what it says then."""
    by = pair.mentor.user
    if kind == "action":
        made = {"owner": pair.mentee, "due_on": None, "by": by}
        action = services.add_action(mentorship=pair.mentorship, words="first", **made)
        seen = action.as_seen
        return (
            lambda words: services.change_action(action=action, words=words, seen=seen, **made),
            lambda: Action.objects.get().words,
        )
    if kind == "note":
        note = services.write_note(mentorship=pair.mentorship, session=None, body="first", by=by)
        seen = note.as_seen
        return (
            lambda body: services.change_note(note=note, body=body, seen=seen, by=by),
            lambda: Note.objects.get().body,
        )
    when = {"starts_at": at("2026-12-03 14:00"), "minutes": 60, "by": by}
    session = services.plan_session(mentorship=pair.mentorship, place="first", **when)
    seen = session.plan_as_seen
    return (
        lambda place: services.move_session(session=session, place=place, seen=seen, **when),
        lambda: Session.objects.get().place,
    )
