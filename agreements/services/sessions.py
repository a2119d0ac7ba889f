"""Planning, calling off and logging the meetings of a pair."""

from datetime import datetime

from django.utils.translation import gettext as _

from agreements import emails
from agreements.models import SESSION_MOVES, Session
from agreements.services.agreement import ask_to_agree
from agreements.services.pair import (
    WrongTime,
    check_ahead,
    check_length,
    check_met,
    find_people,
    lock_pair,
    lock_working_pair,
)
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message


@in_transaction
def plan_session(*, mentorship: Mentorship, starts_at: datetime, minutes: int, place: str, by: User) -> Session:
    """Put a session into both calendars. Refused for the past, for more than a year ahead and after the end.

    The same session planned twice is one session and one mail to each.
    """
    mentorship = lock_working_pair(mentorship.pk, by=by)
    check_ahead(starts_at)
    check_length(minutes)
    place = place.strip()
    there = _session_at(mentorship, starts_at)
    if there is not None:
        if (there.minutes, there.place) != (minutes, place):
            raise WrongTime(_("You have a session at this time already. Cancel that one first to change it."))
        return there
    planner, _partner = find_people(mentorship, by=by)
    session = Session.objects.create(
        mentorship=mentorship, starts_at=starts_at, minutes=minutes, place=place, planned_by=planner
    )
    record_event(verb="session.plan", subject=session, by=by)
    _send_to_calendars(session, by=by)
    return session


@in_transaction
def cancel_session(*, session: Session, by: User) -> Session:
    """Call a planned session off and take it out of both calendars; where its time is over, no mail goes out."""
    mentorship = lock_pair(session.mentorship_id)
    find_people(mentorship, by=by)
    session = Session.objects.get(pk=session.pk)
    if session.status == Session.Status.CANCELLED:
        return session
    check_move(SESSION_MOVES, session.status, Session.Status.CANCELLED)
    session.status = Session.Status.CANCELLED
    session.calendar_sequence += 1
    session.save(update_fields=["status", "calendar_sequence"])
    record_event(verb="session.cancel", subject=session, by=by)
    if session.ends_at > clock.now():
        _send_to_calendars(session, by=by)
    return session


@in_transaction
def log_session(*, session: Session, starts_at: datetime, minutes: int, by: User) -> Session:
    """A planned session took place, at the time and length given. Refused for a time that is still ahead."""
    mentorship = lock_working_pair(session.mentorship_id, by=by)
    session = Session.objects.get(pk=session.pk)
    if session.status == Session.Status.HELD and session.minutes == minutes:
        return session
    check_move(SESSION_MOVES, session.status, Session.Status.HELD)
    check_met(mentorship, starts_at)
    check_length(minutes)
    if _session_at(mentorship, starts_at) not in (None, session):
        raise WrongTime(_("There is another session at this time. Please check the day."))
    is_first = not mentorship.sessions.held().exists()
    session.status, session.starts_at, session.minutes = Session.Status.HELD, starts_at, minutes
    session.save(update_fields=["status", "starts_at", "minutes"])
    record_event(verb="session.log", subject=session, by=by)
    if is_first:
        ask_to_agree(mentorship, by=by)
    return session


@in_transaction
def log_met_session(*, mentorship: Mentorship, starts_at: datetime, minutes: int, by: User) -> Session:
    """The two met without having planned it here. Told twice it is one session."""
    mentorship = lock_working_pair(mentorship.pk, by=by)
    check_met(mentorship, starts_at)
    check_length(minutes)
    planner, _partner = find_people(mentorship, by=by)
    session = _session_at(mentorship, starts_at) or Session.objects.create(
        mentorship=mentorship, starts_at=starts_at, minutes=minutes, planned_by=planner
    )
    return log_session(session=session, starts_at=starts_at, minutes=minutes, by=by)


def _session_at(mentorship: Mentorship, starts_at: datetime) -> Session | None:
    """The one session of this moment that was not called off; the database allows no second."""
    return mentorship.sessions.exclude(status=Session.Status.CANCELLED).filter(starts_at=starts_at).first()


def _send_to_calendars(session: Session, *, by: User) -> None:
    """Mail both people the session as it stands now, with the file that their calendars understand."""
    if session.status == Session.Status.CANCELLED:
        kind, write, attach = emails.SESSION_CANCELLED, emails.session_cancelled, emails.calendar_cancellation
    else:
        kind, write, attach = emails.SESSION_PLANNED, emails.session_planned, emails.calendar_invitation
    person, partner = find_people(session.mentorship, by=by)
    for reader, other in ((person.user, partner.user), (partner.user, person.user)):
        queue_message(
            kind=kind,
            subject=session,
            recipient=reader,
            occurrence=f"sequence-{session.calendar_sequence}",
            mail=write(session, reader=reader, partner=other, by=by),
            attachments=[attach(session, reader=reader, partner=other)],
        )
