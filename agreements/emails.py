"""The mails of a pair: sessions for the calendar, reminders, and the agreement. Nothing private is ever in one."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.keeping import kept_in_words
from agreements.models import SESSION_LINK, Action, Agreement, Session, SessionReminder
from agreements.times import times_for
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.lib import clock, links
from mentoring.lib.calendar import Meeting, Party, cancellation, invitation
from mentoring.lib.reader import as_read_by
from mentoring.outbox import kinds
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Attachment, Mail
from mentoring.outbox.writing import write_mail

SESSION_PLANNED = "session-planned"
SESSION_MOVED = "session-moved"
SESSION_CANCELLED = "session-cancelled"
SESSION_MET_EARLY = "session-met-early"
SESSION_OFF = "session-off"
SESSION_COMING = "session-coming"
SESSION_TO_LOG = "session-to-log"
ACTION_DUE = "action-due"
AGREEMENT_ASKED = "agreement-asked"
AGREEMENT_AGREED = "agreement-agreed"
AGREEMENT_CHANGED = "agreement-changed"
AGREEMENT_RENEWED = "agreement-renewed"
ASK_FOR_A_YES = (AGREEMENT_ASKED, AGREEMENT_RENEWED)
# How long the question whether two met can be answered by the link in its mail.
ANSWERED_WITHIN = timedelta(days=30)
# Calendar mails of one's own session, also on the day before, and what one's own partner did are not counted; asking
# for an answer, an action or a yes that is missing is a nudge, and so is asking for a new one: home asks for it anyway.
# Who said yes to an agreement, or has not yet, stands in no log: a mail taken back says it as one sent does. Nor does
# when two people meet.
KINDS = (
    Kind(SESSION_PLANNED, gettext_lazy("A session is planned"), is_listed=False),
    Kind(SESSION_MOVED, gettext_lazy("A session is moved"), is_listed=False),
    Kind(SESSION_CANCELLED, gettext_lazy("A session is cancelled"), is_listed=False),
    Kind(SESSION_MET_EARLY, gettext_lazy("A session is off, because the pair met before it"), is_listed=False),
    Kind(SESSION_OFF, gettext_lazy("A session is off, because the pair ended"), is_listed=False),
    Kind(SESSION_COMING, gettext_lazy("A session comes"), topic=kinds.REMINDERS, keep_hours=True, is_listed=False),
    Kind(
        SESSION_TO_LOG,
        gettext_lazy("Nobody has said yet whether the pair met"),
        is_counted=True,
        topic=kinds.REMINDERS,
        is_listed=False,
    ),
    Kind(
        ACTION_DUE,
        gettext_lazy("The day of an action has come"),
        is_counted=True,
        topic=kinds.REMINDERS,
        is_listed=False,
    ),
    Kind(
        AGREEMENT_ASKED,
        gettext_lazy("A yes to the agreement is missing"),
        is_counted=True,
        topic=kinds.REMINDERS,
        is_listed=False,
    ),
    Kind(AGREEMENT_AGREED, gettext_lazy("The partner agreed"), topic=kinds.PAIR_NEWS, is_listed=False),
    Kind(AGREEMENT_CHANGED, gettext_lazy("The agreement changed"), topic=kinds.PAIR_NEWS, is_listed=False),
    Kind(
        AGREEMENT_RENEWED,
        gettext_lazy("The programme changed the confidentiality lines"),
        is_counted=True,
        topic=kinds.REMINDERS,
        is_listed=False,
    ),
)


def is_wanted(kind: str, subject_id: UUID) -> bool:
    """False for what became of no use: the session is off, over, moved or answered, the action done, the pair ended."""
    if kind in (SESSION_PLANNED, SESSION_MOVED):
        return Session.objects.planned().filter(pk=subject_id, starts_at__gt=clock.now()).exists()
    if kind in (SESSION_COMING, SESSION_TO_LOG):
        return _is_session_mail_wanted(kind, subject_id)
    if kind == ACTION_DUE:
        still_open = Action.objects.open().filter(pk=subject_id, reminds_at=None)
        both_are_here = still_open.exclude(mentorship__memberships__person__left_at__isnull=False)
        return both_are_here.filter(mentorship__in=Mentorship.objects.working(), owner__user__is_active=True).exists()
    if kind == AGREEMENT_ASKED:
        to_agree = Agreement.objects.working().lacking_a_yes().filter(pk=subject_id)
        return to_agree.exclude(mentorship__memberships__person__left_at__isnull=False).exists()
    if kind == AGREEMENT_RENEWED:
        return Agreement.objects.working().filter(pk=subject_id).exists()
    if kind in (AGREEMENT_AGREED, AGREEMENT_CHANGED):
        return Agreement.objects.under_way().filter(pk=subject_id).exists()
    return True


def _is_session_mail_wanted(kind: str, reminder_id: UUID) -> bool:
    """A reminder that is due once more is about a time that is no longer the session's: another mail will follow.

    While a pair is on a break nobody is asked whether they met; what they planned all the same still comes. Nobody
    reads of a session for which the other one was gone already.
    """
    now = clock.now()
    coming = Session.objects.planned().filter(starts_at__gt=now)
    sessions = (
        coming if kind == SESSION_COMING else Session.objects.to_log(now).filter(starts_at__gt=now - ANSWERED_WITHIN)
    )
    reminders = SessionReminder.objects.filter(pk=reminder_id, due_at=None, session__in=sessions.order_by())
    pairs = Mentorship.objects.active() if kind == SESSION_COMING else Mentorship.objects.working()
    reminders = reminders.exclude(session__mentorship__memberships__person__left_at__lte=F("session__starts_at"))
    return reminders.filter(session__mentorship__in=pairs, person__user__is_active=True).exists()


def session_planned(session: Session, *, reader: User, partner: User, by: User) -> Mail:
    """When and where they meet, in the reader's own time."""
    return _session_mail("session_planned", session, reader, partner, is_own_act=reader == by, **_ways_out(session))


def session_moved(session: Session, *, reader: User, partner: User, by: User, before: datetime) -> Mail:
    """From when to when it was moved; the file changes the entry that is in the calendar already."""
    with as_read_by(reader):
        old = times_for(before, reader=reader, other=partner)
    has_new_time = before != session.starts_at
    return _session_mail(
        "session_moved",
        session,
        reader,
        partner,
        is_own_act=reader == by,
        before=old,
        has_new_time=has_new_time,
        **_ways_out(session),
    )


def session_cancelled(session: Session, *, reader: User, partner: User, by: User) -> Mail:
    """That the session is off; the reason, if there is one, is between the two."""
    return _session_mail("session_cancelled", session, reader, partner, is_own_act=reader == by)


def session_met_early(session: Session, *, reader: User, partner: User, by: User, met_at: datetime) -> Mail:
    """That the two met already, so that the session as it was planned is not needed any more."""
    with as_read_by(reader):
        day = date_format(timezone.localdate(met_at), "D j M")
    return _session_mail("session_met_early", session, reader, partner, is_own_act=reader == by, day=day)


def session_off(session: Session, *, reader: User, partner: User) -> Mail:
    """That the session is off because the pair has ended, and until when its words are kept; nobody is named as the
    one who ended it.
    """
    with as_read_by(reader):
        kept = kept_in_words(session.mentorship)
    return _session_mail("session_off", session, reader, partner, kept=kept)


def session_coming(reminder: SessionReminder, *, partner: User) -> Mail:
    """The day before, that they meet: when and where."""
    return _session_mail("session_coming", reminder.session, reminder.person.user, partner)


def session_to_log(reminder: SessionReminder, *, partner: User) -> Mail:
    """The day after: whether they met. Its links stand for the reader alone, and opening one changes nothing."""
    session = reminder.session
    expires_at = session.ends_at + ANSWERED_WITHIN
    answer = links.placeholder(
        purpose=SESSION_LINK, subject_id=reminder.pk, expires_at=expires_at, view="agreements:session-answer"
    )
    return _session_mail("session_to_log", session, reminder.person.user, partner, answer=answer)


def action_due(action: Action, *, reader: User, partner: User) -> Mail:
    """That the day of an action has come. What it says stands on the page alone."""
    return _pair_mail("action_due", action.mentorship, reader, partner, day=action.due_on)


def agreement_asked(agreement: Agreement, *, reader: User, partner: User, is_reminder: bool) -> Mail:
    """After the first meeting: the other one agreed before it, so only this yes is missing; or, as a reminder some
    days later, the same question without a word on what the other one said.
    """
    return _pair_mail("agreement_asked", agreement, reader, partner, is_reminder=is_reminder)


def agreement_agreed(agreement: Agreement, *, reader: User, partner: User, is_asked: bool) -> Mail:
    """The other one has agreed; whether the reader `is_asked` for the same now, or may take their time."""
    return _pair_mail("agreement_agreed", agreement, reader, partner, is_asked=is_asked)


def agreement_changed(agreement: Agreement, *, reader: User, partner: User) -> Mail:
    """The other one changed how they work together; nothing has to be done."""
    return _pair_mail("agreement_changed", agreement, reader, partner)


def agreement_renewed(agreement: Agreement, *, reader: User, partner: User) -> Mail:
    """The programme changed the lines on what stays between the two, so both are asked for a new yes."""
    programme = agreement.mentorship.cohort.programme.name
    return _pair_mail("agreement_renewed", agreement, reader, partner, programme=programme)


def calendar_invitation(session: Session, *, reader: User, partner: User) -> Attachment:
    """The session as an entry for the reader's calendar."""
    with as_read_by(reader):
        text = invitation(_meeting(session, reader, partner))
    return Attachment("session.ics", "text/calendar; method=REQUEST; charset=utf-8", text)


def calendar_cancellation(session: Session, *, reader: User, partner: User) -> Attachment:
    """The word that takes the session out of the reader's calendar again."""
    with as_read_by(reader):
        text = cancellation(_meeting(session, reader, partner))
    return Attachment("session.ics", "text/calendar; method=CANCEL; charset=utf-8", text)


def _meeting(session: Session, reader: User, partner: User) -> Meeting:
    people = sorted([reader, partner], key=lambda user: (user.name, user.pk))
    return Meeting(
        uid=f"{session.pk}@{settings.MAIL_DOMAIN}",
        sequence=session.calendar_sequence,
        stamped_at=clock.now(),
        starts_at=session.starts_at,
        minutes=session.minutes,
        title=_("Mentoring: %(first)s and %(second)s") % {"first": people[0].name, "second": people[1].name},
        text=_("You can move, cancel or log this session on its page."),
        url=links.site_address(session.get_absolute_url()),
        location=session.place,
        organiser=Party(*parseaddr(settings.DEFAULT_FROM_EMAIL)),
        attendees=[Party(person.name, person.email) for person in people if person.email],
    )


def _ways_out(session: Session) -> dict[str, str]:
    """Where a session is moved or called off, after signing in."""
    pages = {"move": "agreements:session-move", "cancel": "agreements:session-cancel"}
    return {name: links.site_address(reverse(page, args=[session.pk])) for name, page in pages.items()}


def _session_mail(name: str, session: Session, reader: User, partner: User, **more: object) -> Mail:
    with as_read_by(reader):
        times = times_for(session.starts_at, reader=reader, other=partner)
    return _pair_mail(name, session, reader, partner, session=session, times=times, **more)


def _pair_mail(
    name: str, subject: Agreement | Mentorship | Session, reader: User, partner: User, **more: object
) -> Mail:
    link = links.site_address(subject.get_absolute_url())
    return write_mail(name, reader=reader, partner=partner, link=link, **more)
