"""What people of a pair are reminded of: a session that comes, the questions whether they met and how they will work
together, an action's day.

When it is due is written with the session or the action. Shortly before it leaves, a mail is written from how things
stand then; whether it is still wanted is asked once more when it is sent.
"""

from collections.abc import Callable
from datetime import datetime, tzinfo
from uuid import UUID

from agreements import emails
from agreements.models import Action, Session, SessionReminder
from agreements.policies import has_read_lines
from agreements.services.asking import remind_to_agree
from agreements.services.pair import both_people
from agreements.times import HOUR, day_before, morning_after, morning_of
from mentoring.accounts.mails import hours_of
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.promised import promised
from mentoring.lib.reader import zone_of
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import cancel_messages_about, queue_message
from participants.models import Profile

Kind = SessionReminder.Kind
# Of each, at most, in one tick: the mail of others must not wait behind a Monday morning.
AT_ONCE = 200
MAIL_KINDS = {Kind.COMING: emails.SESSION_COMING, Kind.LOG: emails.SESSION_TO_LOG}
WRITERS: dict[str, Callable[..., emails.Mail]] = {Kind.COMING: emails.session_coming, Kind.LOG: emails.session_to_log}


def plan_reminders(session: Session, *, is_new: bool = False) -> None:
    """Let both be reminded of a session at its present time, and of nothing that was said of another one.

    The morning before is left out where it has passed: the mail for the calendar has just gone.
    """
    reminders = [
        SessionReminder(session=session, person=person, kind=kind, due_at=_ahead(moment_of(session, kind, person.user)))
        for person in both_people(session.mentorship)
        for kind in MAIL_KINDS
    ]
    SessionReminder.objects.bulk_create(
        reminders, update_conflicts=True, unique_fields=["session", "person", "kind"], update_fields=["due_at"]
    )
    if not is_new:
        # After the rows, which a tick may hold: what it queued about the time before is there to be taken back.
        cancel_messages_about(subjects=session.reminders.all(), kinds=list(MAIL_KINDS.values()))


def drop_reminders(session: Session) -> None:
    """Nobody needs to be reminded of what was answered or called off. That they agree is asked of them all the same."""
    session.reminders.filter(kind__in=MAIL_KINDS).update(due_at=None)


def moment_of(session: Session, kind: str, user: User) -> datetime:
    """When somebody is reminded: at nine on their clocks, on the day before a session or on the day after.

    What would come too late is not put off: where they do not want to be written to then, it is the last time before.
    """
    if kind == Kind.COMING:
        zone = zone_of(user)
        return hours_of(user).last_open(day_before(session.starts_at, zone), HOUR, zone)
    # No session is so long that it would not be over by then.
    return morning_after(session.starts_at, zone_of(user))


def moment_of_action(action: Action, zone: tzinfo) -> datetime | None:
    """At nine on the clocks of its owner, on its day; None where there is none or it has passed."""
    return _ahead(morning_of(action.due_on, zone)) if action.due_on else None


def send_due_reminders() -> int:
    """Queue what is due: what the tick does, safe to run twice and side by side. Returns how many mails."""
    now = clock.now()
    sessions = list(SessionReminder.objects.due(now).values_list("kind", "pk")[:AT_ONCE])
    actions = list(Action.objects.due_to_remind(now).values_list("pk", flat=True)[:AT_ONCE])
    remind = {Kind.AGREE: remind_to_agree}
    return sum(remind.get(Kind(kind), _remind_of_session)(key) for kind, key in sessions) + sum(
        _remind_of_action(key) for key in actions
    )


@in_transaction
def _remind_of_session(reminder_id: UUID) -> bool:
    """Once for each time that the session has had; later where its reader lives elsewhere by now."""
    rows = SessionReminder.objects.due(clock.now()).filter(pk=reminder_id)
    rows = rows.select_related("session__mentorship", "person__user")
    reminder = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if reminder is None:
        return False
    session, user = reminder.session, reminder.person.user
    reminder.due_at = _ahead(moment_of(session, reminder.kind, user))
    reminder.save(update_fields=["due_at"])
    kind = MAIL_KINDS[Kind(reminder.kind)]
    if reminder.due_at is not None or not emails.is_wanted(kind, reminder.pk):
        return False
    if not has_read_lines(user, session.mentorship):
        return False
    return queue_message(
        kind=kind,
        subject=reminder,
        recipient=user,
        occurrence=f"sequence-{session.calendar_sequence}",
        mail=WRITERS[reminder.kind](reminder, partner=_partner(session, reminder.person).user),
    )


@in_transaction
def _remind_of_action(action_id: UUID) -> bool:
    rows = Action.objects.due_to_remind(clock.now()).filter(pk=action_id).select_related("owner__user", "mentorship")
    action = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).defer("words").first()
    if action is None:
        return False
    action.reminds_at = moment_of_action(action, zone_of(action.owner.user))
    action.save(update_fields=["reminds_at"])
    if action.reminds_at is not None or not emails.is_wanted(emails.ACTION_DUE, action.pk):
        return False
    partner = next(each for each in both_people(action.mentorship) if each.pk != action.owner_id)
    return queue_message(
        kind=emails.ACTION_DUE,
        subject=action,
        recipient=action.owner.user,
        occurrence=promised(action.due_on).isoformat(),
        mail=emails.action_due(action, reader=action.owner.user, partner=partner.user),
    )


def _partner(session: Session, person: Profile) -> Profile:
    return next(each for each in both_people(session.mentorship) if each.pk != person.pk)


def _ahead(moment: datetime) -> datetime | None:
    return moment if moment > clock.now() else None
