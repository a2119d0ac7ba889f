"""Putting messages into the outbox, taking back those that are no longer needed, and noting that beat ticks."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from mentoring.lib import clock
from mentoring.outbox.kinds import kind_of
from mentoring.outbox.models import OutgoingMessage, Tick
from mentoring.outbox.settling import BLANKED, FREED

# As long as an occurrence may be; a longer one is known by its digest.
LONGEST_OCCURRENCE = 60


class Recipient(Protocol):
    """Who can be written to."""

    pk: UUID
    email: str | None


@dataclass(frozen=True, slots=True)
class Mail:
    """What a person will read: plain strings in their language. Links may be placeholders (mentoring.lib.links)."""

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

    A recipient without an e-mail address gets none: True says that a row was written for this key, now or before.
    A kind that no app declares is a fault (mentoring.outbox.kinds). Of counted kinds at most two a month reach one
    person; what exceeds them is held and goes with the next (mentoring.outbox.limit).
    """
    on_doubt = kind_of(kind).on_doubt
    if not recipient.email:
        return False
    if len(occurrence) > LONGEST_OCCURRENCE:
        occurrence = hashlib.sha256(occurrence.encode()).hexdigest()[:LONGEST_OCCURRENCE]
    key = f"{kind}:{subject.pk}:{recipient.pk}:{occurrence}"
    message = OutgoingMessage(
        key=key,
        kind=kind,
        recipient_id=recipient.pk,
        address=recipient.email,
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        occurrence=occurrence,
        mail_subject=mail.subject,
        text=mail.text,
        html=mail.html,
        attachments=json.dumps([asdict(each) for each in attachments]),
        due_at=due_at or clock.now(),
        on_doubt=on_doubt,
        message_id=message_id(key),
        created_at=clock.now(),
    )
    OutgoingMessage.objects.bulk_create([message], ignore_conflicts=True)
    return True


def message_id(key: str) -> str:
    """The Message-ID of a key: equal on every attempt, so that most servers fold a message that came twice."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{settings.MAIL_DOMAIN}>"


def cancel_messages(*, subject: models.Model, kinds: Sequence[str]) -> int:
    """Take back what still waits about `subject`; what is already on its way is not touched. Returns how many."""
    return _cancel(OutgoingMessage.objects.filter(subject_id=subject.pk, kind__in=kinds))


def cancel_waiting_before(moment: datetime) -> int:
    """Take back everything written before `moment` that still waits: mails about a past that was only told."""
    return _cancel(OutgoingMessage.objects.filter(created_at__lt=moment))


def _cancel(messages: models.QuerySet[OutgoingMessage]) -> int:
    """Nobody will need the words of what is taken back."""
    waiting = messages.filter(state__in=[OutgoingMessage.State.DUE, OutgoingMessage.State.HELD])
    return waiting.update(state=OutgoingMessage.State.CANCELLED, goes_with=None, **FREED, **BLANKED)


def record_tick(*, name: str) -> None:
    """Note that this tick was begun now. One row per name; the database's clock, which all processes share."""
    Tick.objects.bulk_create(
        [Tick(name=name, last_at=Now())], update_conflicts=True, unique_fields=["name"], update_fields=["last_at"]
    )
