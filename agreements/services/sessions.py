"""Planning, moving, calling off and logging the meetings of a pair."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import emails
from agreements.models import SESSION_MOVES, Session
from agreements.services.asking import ask_to_agree
from agreements.services.pair import (
    LONGEST_MEETING,
    WrongTime,
    both_people,
    check_ahead,
    check_length,
    check_met,
    check_seen,
    find_people,
    lock_pair,
    lock_working_pair,
)
from agreements.services.reminders import drop_reminders, plan_reminders
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.reader import zone_of
from mentoring.lib.too_late import TooLate
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import Attachment, Mail, cancel_messages, queue_message
from participants.models import Profile


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
    if there is not None and (there.minutes, there.place) == (minutes, place):
        return there
    check_free(mentorship, starts_at, minutes)
    planner, _partner = find_people(mentorship, by=by)
    session = Session.objects.create(
        mentorship=mentorship, starts_at=starts_at, minutes=minutes, place=place, planned_by=planner
    )
    record_event(verb="session.plan", subject=session, by=by)
    plan_reminders(session, is_new=True)
    write = partial(emails.session_planned, by=by)
    _send_to_calendars(session, kind=emails.SESSION_PLANNED, write=write, attach=emails.calendar_invitation)
    return session


@in_transaction
def move_session(
    *, session: Session, starts_at: datetime, minutes: int, place: str, by: User, seen: str | None = None
) -> Session:
    """Give a planned session another time, length or place; both calendars follow. Moved there twice it is one mail.

    Refused once somebody said whether they met, for the past, for a time that is taken by another session, and where
    the session stands otherwise than somebody has `seen` it (None asks for nothing).
    """
    mentorship = lock_working_pair(session.mentorship_id, by=by)
    session = mentorship.sessions.get(pk=session.pk)
    place = place.strip()
    check_unanswered(session)
    check_ahead(starts_at)
    if (session.starts_at, session.minutes, session.place) == (starts_at, minutes, place):
        return session
    check_seen(seen, session.plan_as_seen, row=session, verb="session.move", by=by)
    check_length(minutes)
    check_free(mentorship, starts_at, minutes, but=session)
    check_move(SESSION_MOVES, session.status, Session.Status.PLANNED)
    before = session.starts_at
    session.starts_at, session.minutes, session.place = starts_at, minutes, place
    session.calendar_sequence += 1
    session.save(update_fields=["starts_at", "minutes", "place", "calendar_sequence"])
    record_event(verb="session.move", subject=session, by=by)
    plan_reminders(session)
    # Whoever has not got the mail before this one needs this one alone.
    cancel_messages(subject=session, kinds=[emails.SESSION_PLANNED, emails.SESSION_MOVED])
    write = partial(emails.session_moved, before=before, by=by)
    _send_to_calendars(session, kind=emails.SESSION_MOVED, write=write, attach=emails.calendar_invitation)
    return session


@in_transaction
def cancel_session(*, session: Session, by: User, seen: str | None = None) -> Session:
    """Call a planned session off and take it out of both calendars; where its time is over, no mail goes out.

    Refused where it stands otherwise than somebody has `seen` it (None asks for nothing).
    """
    mentorship = lock_pair(session.mentorship_id)
    find_people(mentorship, by=by)
    session = mentorship.sessions.get(pk=session.pk)
    if session.status == Session.Status.CANCELLED:
        return session
    check_unanswered(session)
    check_seen(seen, session.plan_as_seen, row=session, verb="session.move", by=by)
    _cancel(session, by=by)
    if session.ends_at > clock.now():
        write = partial(emails.session_cancelled, by=by)
        _send_to_calendars(session, kind=emails.SESSION_CANCELLED, write=write, attach=emails.calendar_cancellation)
    return session


def cancel_coming_sessions(*, mentorship: Mentorship, by: User | None) -> list[Session]:
    """Call off what a pair that has ended had planned and not begun, and take it out of both calendars.

    The mails say that the mentoring has ended, not through whom. What has begun stays, to be called off by the two.
    """
    # A pair that has ended plans nothing more, so one question is enough for those who had planned nothing.
    if not _coming(mentorship).exists():
        return []
    return _cancel_coming(mentorship, by)


def _coming(mentorship: Mentorship) -> QuerySet[Session]:
    return mentorship.sessions.planned().filter(starts_at__gt=clock.now()).order_by("starts_at")


@in_transaction
def _cancel_coming(mentorship: Mentorship, by: User | None) -> list[Session]:
    mentorship = lock_pair(mentorship.pk)
    sessions = list(_coming(mentorship))
    for session in sessions:
        _cancel(session, by=by)
        _send_to_calendars(
            session, kind=emails.SESSION_OFF, write=emails.session_off, attach=emails.calendar_cancellation
        )
    return sessions


@in_transaction
def log_session(*, session: Session, starts_at: datetime, minutes: int, by: User, seen: str | None = None) -> Session:
    """A planned session took place, at the time and length given. Told twice it is one session.

    Where the planned time is still ahead, they met instead of it, so it leaves both calendars. Refused for a day that
    is still ahead, for another day or length than was logged before, and where the session is planned otherwise than
    somebody has `seen` it (None asks for nothing).
    """
    mentorship = lock_working_pair(session.mentorship_id, by=by)
    session = mentorship.sessions.get(pk=session.pk)
    if session.status == Session.Status.PLANNED:
        check_seen(seen, session.as_seen, row=session, verb="session.move", by=by)
    return _log(session, starts_at, minutes, by)


@in_transaction
def log_met_session(*, mentorship: Mentorship, starts_at: datetime, minutes: int, by: User) -> Session:
    """The two met without having planned it here. Told twice it is one session, also by both, wherever they live."""
    mentorship = lock_working_pair(mentorship.pk, by=by)
    check_met(mentorship, starts_at)
    check_length(minutes)
    planner, _partner = find_people(mentorship, by=by)
    told = _told_of_day(mentorship, timezone.localdate(starts_at, zone_of(by)), minutes)
    if told is not None:
        return told
    session = _session_at(mentorship, starts_at) or Session.objects.create(
        mentorship=mentorship, starts_at=starts_at, minutes=minutes, planned_by=planner
    )
    return _log(session, starts_at, minutes, by)


@in_transaction
def reopen_session(*, session: Session, by: User) -> Session:
    """Take back what somebody said of a session whose time has come, so that it can be answered otherwise.

    Refused where it was called off before its time, or where another session has taken its place.
    """
    mentorship = lock_working_pair(session.mentorship_id, by=by)
    session = mentorship.sessions.get(pk=session.pk)
    if session.status == Session.Status.PLANNED:
        return session
    if session.starts_at > clock.now():
        raise Refused(_("This session was called off before its time. Please plan another one."))
    if _session_at(mentorship, session.starts_at) not in (None, session):
        raise WrongTime(_("There is another session at this time. Please check the day."))
    check_move(SESSION_MOVES, session.status, Session.Status.PLANNED)
    session.status, session.answered_by, session.answered_at = Session.Status.PLANNED, None, None
    session.save(update_fields=["status", "answered_by", "answered_at"])
    record_event(verb="session.reopen", subject=session, by=by)
    return session


def _log(session: Session, starts_at: datetime, minutes: int, by: User) -> Session:
    """The caller holds the lock of `session.mentorship`."""
    mentorship = session.mentorship
    if session.status == Session.Status.HELD and _is_as_logged(session, starts_at, minutes):
        return session
    check_move(SESSION_MOVES, session.status, Session.Status.HELD)
    check_met(mentorship, starts_at)
    check_length(minutes)
    if session.starts_at != starts_at and _session_at(mentorship, starts_at) is not None:
        raise WrongTime(_("There is another session at this time. Please check the day."))
    is_first = not mentorship.sessions.held().exists()
    if session.starts_at > clock.now():
        _take_out_of_calendars(session, met_at=starts_at, by=by)
    session.status, session.starts_at, session.minutes = Session.Status.HELD, starts_at, minutes
    session.answered_by, session.answered_at = find_people(mentorship, by=by)[0], clock.now()
    session.save(update_fields=["status", "starts_at", "minutes", "calendar_sequence", "answered_by", "answered_at"])
    record_event(verb="session.log", subject=session, by=by)
    drop_reminders(session)
    if is_first:
        ask_to_agree(session, by=by)
    return session


def _take_out_of_calendars(session: Session, *, met_at: datetime, by: User) -> None:
    """Before the row forgets when it was planned for. The caller saves it."""
    session.calendar_sequence += 1
    write = partial(emails.session_met_early, met_at=met_at, by=by)
    _send_to_calendars(session, kind=emails.SESSION_MET_EARLY, write=write, attach=emails.calendar_cancellation)


def check_unanswered(session: Session) -> None:
    if session.status != Session.Status.PLANNED:
        raise TooLate(settled_words(session))


def settled_words(session: Session) -> str:
    """Why a session that is planned no more can be neither moved nor cancelled."""
    if session.status == Session.Status.CANCELLED:
        return _("This session was cancelled already, so there is nothing to move or to cancel in it any more.")
    return _("You two have met in this session, so there is nothing to move or to cancel in it any more.")


def check_free(mentorship: Mentorship, starts_at: datetime, minutes: int, *, but: Session | None = None) -> None:
    """Refuse a time during which the two meet already."""
    first, last = starts_at - LONGEST_MEETING, starts_at + timedelta(minutes=minutes)
    near = mentorship.sessions.planned().filter(starts_at__gt=first, starts_at__lt=last)
    if any(each != but and each.ends_at > starts_at for each in near) or _session_at(mentorship, starts_at) not in (
        None,
        but,
    ):
        raise WrongTime(_("You have a session at this time already. Please choose another time, or move that one."))


def _is_as_logged(session: Session, starts_at: datetime, minutes: int) -> bool:
    """A day is all that people say of a meeting that is over, so the hour makes no difference."""
    same_day = timezone.localdate(session.starts_at) == timezone.localdate(starts_at)
    return same_day and session.minutes == minutes


def _told_of_day(mentorship: Mentorship, day: date, minutes: int) -> Session | None:
    """The meeting of this day and length that was told already, by the day on the clocks of whoever told it."""
    first = datetime.combine(day, time(), UTC) - timedelta(days=1)
    near = mentorship.sessions.held().filter(starts_at__range=(first, first + timedelta(days=3)), minutes=minutes)
    for session in near.select_related("answered_by__user", "planned_by__user").order_by("starts_at"):
        teller = session.answered_by or session.planned_by
        if timezone.localdate(session.starts_at, zone_of(teller.user)) == day:
            return session
    return None


def _session_at(mentorship: Mentorship, starts_at: datetime) -> Session | None:
    """The one session of this moment that was not called off; the database allows no second."""
    return mentorship.sessions.exclude(status=Session.Status.CANCELLED).filter(starts_at=starts_at).first()


def _cancel(session: Session, *, by: User | None) -> None:
    check_move(SESSION_MOVES, session.status, Session.Status.CANCELLED)
    session.status = Session.Status.CANCELLED
    session.calendar_sequence += 1
    session.answered_by = Profile.objects.filter(user=by).first() if by else None
    session.answered_at = clock.now()
    session.save(update_fields=["status", "calendar_sequence", "answered_by", "answered_at"])
    record_event(verb="session.cancel", subject=session, by=by)
    drop_reminders(session)


def _send_to_calendars(
    session: Session, *, kind: str, write: Callable[..., Mail], attach: Callable[..., Attachment]
) -> None:
    """Mail both people the session as it stands now, with the file that their calendars understand."""
    one, other = (person.user for person in both_people(session.mentorship))
    for reader, partner in ((one, other), (other, one)):
        queue_message(
            kind=kind,
            subject=session,
            recipient=reader,
            occurrence=f"sequence-{session.calendar_sequence}",
            mail=write(session, reader=reader, partner=partner),
            attachments=[attach(session, reader=reader, partner=partner)],
        )
