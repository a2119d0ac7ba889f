"""The mails that arrived, read as their readers see them, and until when each of them made sense."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from agreements.models import Action, Consent, SessionReminder
from feedback.models import Invitation
from matching.models import ProposalSide
from mentoring.outbox.models import OutgoingMessage
from tests.flows.nine_months.company import ZONES

MOMENT = "%a %d %b %H:%M"


@dataclass(frozen=True, slots=True)
class Part:
    """What one mail says about one thing. `until` is when it was done or over, for what asks or reminds."""

    kind: str
    subject: str
    counts: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it arrived; of what went along, the first part is its own."""

    name: str
    at: datetime
    parts: tuple[Part, ...]
    text: str

    @property
    def kinds(self) -> list[str]:
        return [part.kind for part in self.parts]

    @property
    def counts(self) -> bool:
        return self.parts[0].counts

    def __str__(self) -> str:
        """Such as "Tue 07 Apr 09:00 session-coming"; several in one mail in the order of the alphabet."""
        return f"{self.at:{MOMENT}} {' + '.join(sorted(self.kinds))}"


def mails_in(messages: Sequence[bytes], is_counted: Callable[[str], bool]) -> Iterator[Mail]:
    """What arrived, each at its moment on the clocks of its reader."""
    rows = {row.message_id: row for row in OutgoingMessage.objects.defer(*OutgoingMessage.PRIVATE)}
    for raw in messages:
        mail = message_from_bytes(raw, policy=policy.default)
        own = rows[mail["Message-ID"]]
        riders = sorted((row for row in rows.values() if row.goes_with_id == own.pk), key=lambda row: row.kind)
        name = mail["To"].partition("@")[0].capitalize()
        yield Mail(
            name=name,
            at=parsedate_to_datetime(mail["Date"]).astimezone(ZoneInfo(ZONES[name])),
            parts=tuple(
                Part(row.kind, str(row.subject_id), is_counted(row.kind), until(row)) for row in (own, *riders)
            ),
            text=mail.get_body(["plain"]).get_content(),
        )


def until(row: OutgoingMessage) -> datetime | None:
    read = UNTIL.get(row.kind)
    return read(row) if read else None


def _session_begins(row: OutgoingMessage) -> datetime:
    session = SessionReminder.objects.select_related("session").get(pk=row.subject_id).session
    return min(session.starts_at, session.answered_at or session.starts_at)


def _session_is_answered(row: OutgoingMessage) -> datetime | None:
    return SessionReminder.objects.select_related("session").get(pk=row.subject_id).session.answered_at


def _reader_agrees(row: OutgoingMessage) -> datetime | None:
    yes = Consent.objects.filter(agreement=row.subject_id, kind=Consent.Kind.AGREED, person__user=row.recipient_id)
    return yes.values_list("given_at", flat=True).first()


def _survey_is_answered(row: OutgoingMessage) -> datetime | None:
    """By the end of that day at the latest: nothing finer is kept."""
    day = Invitation.objects.get(pk=row.subject_id).answered_on
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC) if day else None


UNTIL: Mapping[str, Callable[[OutgoingMessage], datetime | None]] = {
    "session-coming": _session_begins,
    "session-to-log": _session_is_answered,
    "suggestion_reminder": lambda row: ProposalSide.objects.get(pk=row.subject_id).answered_at,
    "agreement-asked": _reader_agrees,
    "survey-invitation": _survey_is_answered,
    "survey-reminder": _survey_is_answered,
    "action-due": lambda row: Action.objects.defer("words").get(pk=row.subject_id).done_at,
}
