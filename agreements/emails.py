"""The mails of a pair: sessions for the calendar, and the agreement. Nothing private is ever in one."""

from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Session
from agreements.times import times_for
from mentoring.accounts.models import User
from mentoring.lib import clock, links
from mentoring.lib.calendar import Meeting, Party, cancellation, invitation
from mentoring.lib.reader import as_read_by
from mentoring.outbox import kinds
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Attachment, Mail
from mentoring.outbox.writing import write_mail

SESSION_PLANNED = "session-planned"
SESSION_CANCELLED = "session-cancelled"
SESSION_OFF = "session-off"
AGREEMENT_ASKED = "agreement-asked"
AGREEMENT_AGREED = "agreement-agreed"
AGREEMENT_CHANGED = "agreement-changed"
# Calendar mails and what one's own partner did are not counted; asking for a yes that is missing is a nudge.
KINDS = (
    Kind(SESSION_PLANNED, gettext_lazy("A session is planned")),
    Kind(SESSION_CANCELLED, gettext_lazy("A session is cancelled")),
    Kind(SESSION_OFF, gettext_lazy("A session is off, because the pair ended")),
    Kind(AGREEMENT_ASKED, gettext_lazy("A yes to the agreement is missing"), is_counted=True, topic=kinds.REMINDERS),
    Kind(AGREEMENT_AGREED, gettext_lazy("The partner agreed"), topic=kinds.PAIR_NEWS),
    Kind(AGREEMENT_CHANGED, gettext_lazy("The agreement changed"), topic=kinds.PAIR_NEWS),
)


def is_wanted(kind: str, subject_id: UUID) -> bool:
    """False for an invitation to a session that is off by now, and for a question to a pair that ended."""
    if kind == SESSION_PLANNED:
        return Session.objects.planned().filter(pk=subject_id).exists()
    if kind in (AGREEMENT_ASKED, AGREEMENT_AGREED, AGREEMENT_CHANGED):
        return Agreement.objects.under_way().filter(pk=subject_id).exists()
    return True


def session_planned(session: Session, *, reader: User, partner: User, by: User) -> Mail:
    """When and where they meet, in the reader's own time."""
    return _session_mail("session_planned", session, reader, partner, is_own_act=reader == by)


def session_cancelled(session: Session, *, reader: User, partner: User, by: User) -> Mail:
    """That the session is off; the reason, if there is one, is between the two."""
    return _session_mail("session_cancelled", session, reader, partner, is_own_act=reader == by)


def session_off(session: Session, *, reader: User, partner: User) -> Mail:
    """That the session is off because the pair has ended; nobody is named as the one who ended it."""
    return _session_mail("session_off", session, reader, partner)


def agreement_asked(agreement: Agreement, *, reader: User, partner: User) -> Mail:
    """After the first meeting: the other one agreed before it, so only this yes is missing."""
    return _pair_mail("agreement_asked", agreement, reader, partner)


def agreement_agreed(agreement: Agreement, *, reader: User, partner: User, have_met: bool) -> Mail:
    """The other one has agreed. It asks for the same only once the two have met."""
    return _pair_mail("agreement_agreed", agreement, reader, partner, have_met=have_met)


def agreement_changed(agreement: Agreement, *, reader: User, partner: User) -> Mail:
    """The other one changed how they work together; nothing has to be done."""
    return _pair_mail("agreement_changed", agreement, reader, partner)


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
        text=_("You can cancel or log this session on its page."),
        url=links.site_address(session.get_absolute_url()),
        location=session.place,
        organiser=Party(*parseaddr(settings.DEFAULT_FROM_EMAIL)),
        attendees=[Party(person.name, person.email) for person in people if person.email],
    )


def _session_mail(name: str, session: Session, reader: User, partner: User, **more: object) -> Mail:
    with as_read_by(reader):
        times = times_for(session.starts_at, reader=reader, other=partner)
    return _pair_mail(name, session, reader, partner, session=session, times=times, **more)


def _pair_mail(name: str, subject: Agreement | Session, reader: User, partner: User, **more: object) -> Mail:
    link = links.site_address(subject.get_absolute_url())
    return write_mail(name, reader=reader, partner=partner, link=link, **more)
