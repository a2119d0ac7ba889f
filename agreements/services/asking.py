"""The yes to an agreement that is missing once the two have met: asked for by mail at most once for each version."""

from datetime import datetime, timedelta
from uuid import UUID

from agreements import emails
from agreements.models import Agreement, Consent, Session, SessionReminder
from agreements.services.agreement import has_agreed
from agreements.services.pair import both_people, find_people, lock_pair
from agreements.times import morning_of
from mentoring.accounts.mails import topics_off
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.promised import promised
from mentoring.lib.reader import zone_of
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.kinds import PAIR_NEWS
from mentoring.outbox.services import cancel_messages, queue_message
from participants.models import Profile

# How long two who met are left to agree by themselves, and how late a reminder of it is not sent any more.
REMINDED_AFTER = timedelta(days=7)
TOO_LATE_AFTER = timedelta(days=7)
Kind = SessionReminder.Kind


def ask_to_agree(session: Session, *, by: User) -> None:
    """After the first meeting, which `session` is: whoever has not agreed a week later is reminded by mail.

    Until then they are asked on their pages. Where one of the two agreed before they met, and said now that they did,
    the other is asked by mail at once, and not once more.
    """
    person, partner = find_people(session.mentorship, by=by)
    agreement = Agreement.objects.get(mentorship=session.mentorship)
    if has_agreed(agreement, person) and not has_agreed(agreement, partner):
        _ask(agreement, partner, person, is_reminder=False)
    reminders = [
        SessionReminder(session=session, person=each, kind=Kind.AGREE, due_at=_moment_of(session, each.user))
        for each in (person, partner)
    ]
    SessionReminder.objects.bulk_create(
        reminders, update_conflicts=True, unique_fields=["session", "person", "kind"], update_fields=["due_at"]
    )


def drop_reminders_to_agree(agreement: Agreement) -> None:
    """Nobody needs to be reminded of a yes for which another mail asks."""
    reminders = SessionReminder.objects.filter(session__mentorship=agreement.mentorship_id, kind=Kind.AGREE)
    reminders.update(due_at=None)
    cancel_messages(subject=agreement, kinds=[emails.AGREEMENT_ASKED])


@in_transaction
def remind_to_agree(reminder_id: UUID) -> bool:
    """Once for each version of an agreement, whichever session was the first; a week later where the pair has a break,
    and later where its reader lives elsewhere by now. Nobody is reminded of it who agreed, or whom a mail asked.
    """
    pair_id = SessionReminder.objects.filter(pk=reminder_id).values_list("session__mentorship", flat=True).first()
    if pair_id is None:
        return False
    mentorship = lock_pair(pair_id)  # before the reminder, as whoever logs a session or agrees at this moment
    rows = SessionReminder.objects.due(clock.now()).filter(pk=reminder_id).select_related("session", "person__user")
    reminder = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if reminder is None:
        return False
    was_due_at, reminder.due_at = promised(reminder.due_at), None
    reader, later = reminder.person, _moment_of(reminder.session, reminder.person.user)
    if later > clock.now():
        reminder.due_at = later
    elif mentorship.paused_at:
        reminder.due_at = _mornings_later(clock.now(), reader.user)
    reminder.save(update_fields=["due_at"])
    agreement = Agreement.objects.get(mentorship=mentorship)
    is_late = was_due_at < clock.now() - TOO_LATE_AFTER
    if reminder.due_at or is_late or not emails.is_wanted(emails.AGREEMENT_ASKED, agreement.pk):
        return False
    partner = next(each for each in both_people(mentorship) if each.pk != reader.pk)
    if not mentorship.sessions.held().exists() or _needs_no_mail(agreement, reader, partner):
        return False
    return _ask(agreement, reader, partner, is_reminder=True)


def _needs_no_mail(agreement: Agreement, reader: Profile, partner: Profile) -> bool:
    """They agreed, or a mail said that the other one did and asked for the same.

    Of a yes from before the two met it said that there is no hurry, unless its reader had agreed to earlier lines.
    """
    if has_agreed(agreement, reader):
        return True
    yes = agreement.consents.current().filter(person=partner, kind=Consent.Kind.AGREED).first()
    if yes is None or PAIR_NEWS.name in topics_off(reader.user):
        return False
    had_met = agreement.mentorship.sessions.held().filter(answered_at__lte=yes.given_at)
    earlier = agreement.consents.filter(person=reader, kind=Consent.Kind.AGREED, version__lt=agreement.version)
    return had_met.exists() or earlier.exists()


def _ask(agreement: Agreement, reader: Profile, partner: Profile, *, is_reminder: bool) -> bool:
    return queue_message(
        kind=emails.AGREEMENT_ASKED,
        subject=agreement,
        recipient=reader.user,
        occurrence=f"version-{agreement.version}",
        mail=emails.agreement_asked(agreement, reader=reader.user, partner=partner.user, is_reminder=is_reminder),
    )


def _moment_of(session: Session, user: User) -> datetime:
    """At nine on their clocks, a week after somebody said that the two had met."""
    return _mornings_later(session.answered_at or session.starts_at, user)


def _mornings_later(moment: datetime, user: User) -> datetime:
    zone = zone_of(user)
    return morning_of(moment.astimezone(zone).date() + REMINDED_AFTER, zone)
