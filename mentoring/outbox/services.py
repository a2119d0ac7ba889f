"""Putting messages into the outbox, taking back those that are no longer needed, and noting that beat ticks."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Now
from django.utils.translation import gettext as _

from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.links import stored
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.kinds import kind_of
from mentoring.outbox.models import MESSAGE_MOVES, OutgoingMessage, Tick
from mentoring.outbox.past import settle_past
from mentoring.outbox.policies import is_wanted
from mentoring.outbox.settling import BLANKED, FREED

State = OutgoingMessage.State
# As long as an occurrence may be; a longer one is known by its digest.
LONGEST_OCCURRENCE = 60
ROWS_AT_ONCE = 500


class Recipient(Protocol):
    """Who can be written to."""

    pk: UUID
    email: str | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Mail:
    """What a person will read: plain strings in their language. Links may be placeholders (mentoring.lib.links).

    Placeholders are sealed until the message is queued; without a seal they are words that somebody typed.
    """

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that goes with a mail, such as a calendar entry."""

    name: str
    mime_type: str
    text: str


def queue_message(
    *,
    kind: str,
    subject: models.Model,
    recipient: Recipient,
    occurrence: str,
    mail: Mail,
    due_at: datetime | None = None,
    attachments: Sequence[Attachment] = (),
) -> bool:
    """Queue a message in the caller's transaction; a message of the same key exists once, however often it is planned.

    A recipient without an e-mail address, or whose account is closed, gets none: True says that a row was written for
    this key, now or before.
    A kind that no app declares is a fault (mentoring.outbox.kinds). Of counted kinds at most two a month reach one
    person; what exceeds them is held and goes with the next (mentoring.outbox.limit).
    """
    letters = [(recipient, mail, attachments)]
    return bool(queue_messages(kind=kind, subject=subject, occurrence=occurrence, letters=letters, due_at=due_at))


def queue_messages(
    *,
    kind: str,
    subject: models.Model,
    occurrence: str,
    letters: Iterable[tuple[Recipient, Mail, Sequence[Attachment]]],
    due_at: datetime | None = None,
) -> int:
    """As `queue_message`, for many people about one thing, in a query for each five hundred. Returns how many."""
    about = ((subject, recipient, occurrence, mail, attachments) for recipient, mail, attachments in letters)
    return _queue(kind, about, due_at)


def queue_each(
    *, kind: str, letters: Iterable[tuple[models.Model, Recipient, str, Mail]], due_at: datetime | None = None
) -> int:
    """As `queue_messages`, each letter about a thing and an occurrence of its own."""
    return _queue(kind, ((*letter, ()) for letter in letters), due_at)


Letter = tuple[models.Model, Recipient, str, Mail, Sequence[Attachment]]


def _queue(kind: str, letters: Iterable[Letter], due_at: datetime | None = None) -> int:
    """What is due at no other time is due now, or with the full minute where nobody waits for it: what several ticks
    have for one person at nine is one mail then (mentoring.outbox.limit).
    """
    declared, now = kind_of(kind), clock.now()
    due_at = due_at or (full_minute(now) if declared.is_counted else now)
    messages = [_message(kind, *letter) for letter in letters if letter[1].email and letter[1].is_active]
    for message in messages:
        message.on_doubt, message.due_at, message.created_at = declared.on_doubt, due_at, now
    OutgoingMessage.objects.bulk_create(messages, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
    return len(messages)


def _message(
    kind: str,
    subject: models.Model,
    recipient: Recipient,
    occurrence: str,
    mail: Mail,
    attachments: Sequence[Attachment],
) -> OutgoingMessage:
    if len(occurrence) > LONGEST_OCCURRENCE:
        occurrence = hashlib.sha256(occurrence.encode()).hexdigest()[:LONGEST_OCCURRENCE]
    key = f"{kind}:{subject.pk}:{recipient.pk}:{occurrence}"
    return OutgoingMessage(
        key=key,
        kind=kind,
        recipient_id=recipient.pk,
        address=recipient.email or "",
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        occurrence=occurrence,
        mail_subject=stored(mail.subject),
        text=stored(mail.text),
        html=stored(mail.html),
        attachments=json.dumps([asdict(each) for each in attachments]),
        message_id=message_id(key),
    )


def full_minute(moment: datetime) -> datetime:
    """The full minute that comes; `moment` itself where it is one."""
    minute = moment.replace(second=0, microsecond=0)
    return moment if minute == moment else minute + timedelta(minutes=1)


def message_id(key: str) -> str:
    """The Message-ID of a key: equal on every attempt, so that most servers fold a message that came twice."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{settings.MAIL_DOMAIN}>"


def cancel_messages(*, subject: models.Model, kinds: Sequence[str], recipient: models.Model | None = None) -> int:
    """Take back what still waits about `subject`, for everybody or for one person; what is already on its way is not
    touched. Returns how many.
    """
    messages = OutgoingMessage.objects.filter(subject_id=subject.pk, kind__in=kinds)
    return _cancel(messages.filter(recipient_id=recipient.pk) if recipient else messages)


def has_left(*, subject: models.Model, kinds: Sequence[str], recipient: models.Model) -> bool:
    """Whether one of these messages reached its person, or may have."""
    messages = OutgoingMessage.objects.filter(subject_id=subject.pk, kind__in=kinds, recipient_id=recipient.pk)
    return messages.filter(Q(state__in=[State.SENT, State.CLAIMED, State.SENDING]) | Q(ambiguous__gt=0)).exists()


def cancel_messages_about(*, subjects: Iterable[models.Model], kinds: Sequence[str]) -> int:
    """As `cancel_messages`, about many things at once."""
    keys = [subject.pk for subject in subjects]
    return _cancel(OutgoingMessage.objects.filter(subject_id__in=keys, kind__in=kinds))


@transaction.atomic
def stop_messages_to(recipient: Recipient) -> int:
    """Take back whatever still waits for somebody whose account closes. Returns how much.

    Their words are kept for thirty days: an account is closed by mistake, too (`resume_messages_to`). What may have
    arrived already, or is being handed over with another at this moment, is taken back for good.
    """
    waiting = OutgoingMessage.objects.filter(recipient_id=recipient.pk, state__in=[State.DUE, State.HELD])
    # Locked before it is looked at, so that none of it begins to ride along in between.
    list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    in_doubt = Q(ambiguous__gt=0) | Q(goes_with__state__in=[State.CLAIMED, State.SENDING])
    doubtful = list(waiting.filter(in_doubt).values_list("pk", flat=True))
    stopped = waiting.filter(pk__in=doubtful).update(state=State.CANCELLED, goes_with=None, **FREED, **BLANKED)
    return stopped + waiting.update(state=State.CANCELLED, goes_with=None, account_closed_at=clock.now(), **FREED)


def resume_messages_to(recipients: Iterable[Recipient]) -> int:
    """Let what closing their accounts alone took back be due again, at its own time or now. Returns how much.

    Nothing that was sent comes twice, whatever nobody wants any more is left out when its turn comes, and what counts
    finds its place in the month then, as ever. An address that has changed meanwhile gets nothing.
    """
    addresses = {recipient.pk: recipient.email for recipient in recipients if recipient.email}
    stopped = OutgoingMessage.objects.filter(account_closed_at__isnull=False, text__isnull=False)
    to_them = stopped.filter(recipient_id__in=addresses, address__in=set(addresses.values()))
    return to_them.update(
        state=State.DUE,
        due_at=Greatest(F("due_at"), Value(full_minute(clock.now()))),
        first_tried_at=None,
        account_closed_at=None,
    )


@transaction.atomic
def tell_mails_until(moment: datetime) -> int:
    """Mails about a past that was only told: what was written and due before `moment` counts as sent when it was due,
    and nobody gets it. Returns how many do.

    As by the pump two a month are counted, the third is held, and what nobody wanted any more is taken back. That is
    asked of things as they stand when this is called: a story calls it before it tells what came after.
    """
    return settle_past(moment)


@transaction.atomic
def tell_as_sent(moment: datetime) -> int:
    """As `tell_mails_until`, at the end of what is told: what was written before and still waits is taken back."""
    return tell_mails_until(moment) + _cancel(OutgoingMessage.objects.filter(created_at__lt=moment))


@transaction.atomic
def _cancel(messages: models.QuerySet[OutgoingMessage]) -> int:
    """Nobody will need the words of what is taken back. What rides on it (tried once, to be tried again) waits anew.

    What waits for a closed account to be opened again is taken back for good.
    """
    waiting = messages.filter(Q(state__in=[State.DUE, State.HELD]) | Q(account_closed_at__isnull=False))
    count = waiting.update(state=State.CANCELLED, goes_with=None, account_closed_at=None, **FREED, **BLANKED)
    if not count:
        return 0
    riders = OutgoingMessage.objects.filter(state=State.HELD, goes_with__in=messages.filter(state=State.CANCELLED))
    riders.update(goes_with=None)
    return count


@in_transaction
def send_again(*, message: OutgoingMessage, by: models.Model) -> OutgoingMessage:
    """Let a message that could not be sent be due once more, with the same words under the same Message-ID.

    Refused when it is not one of those, when what it said is no longer kept, or when nobody needs it any more.
    """
    rows = OutgoingMessage.objects.filter(pk=message.pk).defer(*OutgoingMessage.PRIVATE)
    message = rows.select_for_update().get()
    refusal = _("Only what could not be sent can be sent once more.")
    check_move(MESSAGE_MOVES, message.state, State.DUE, refusal=refusal)
    if message.state != State.FAILED:  # the pump alone gives back what it claimed or holds
        raise Refused(refusal)
    if rows.filter(text__isnull=True).exists():
        raise Refused(_("What it said is no longer kept, so it cannot be sent once more."))
    if not is_wanted(message):
        raise Refused(_("Nobody needs this message any more: what it is about has changed."))
    message.state, message.due_at, message.first_tried_at = State.DUE, clock.now(), None
    message.goes_with = None
    message.save(update_fields=["state", "due_at", "first_tried_at", "goes_with"])
    record_event(verb="message.send_again", subject=message, by=by)
    return message


def record_tick(*, name: str) -> None:
    """Note that this tick was begun now. One row per name; the database's clock, which all processes share."""
    Tick.objects.bulk_create(
        [Tick(name=name, last_at=Now())], update_conflicts=True, unique_fields=["name"], update_fields=["last_at"]
    )
