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
from mentoring.outbox.models import OutgoingMessage, Tick

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
    on_doubt: str = OutgoingMessage.OnDoubt.RESEND,
) -> bool:
    """Queue a message in the caller's transaction; a message of the same key exists once, however often it is planned.

    A recipient without an e-mail address gets none: True says that a row was written for this key, now or before.
    """
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
    waiting = OutgoingMessage.objects.filter(subject_id=subject.pk, kind__in=kinds, state=OutgoingMessage.State.DUE)
    return waiting.update(state=OutgoingMessage.State.CANCELLED)


def cancel_waiting_before(moment: datetime) -> int:
    """Take back everything written before `moment` that still waits: mails about a past that was only told."""
    waiting = OutgoingMessage.objects.filter(created_at__lt=moment, state=OutgoingMessage.State.DUE)
    return waiting.update(state=OutgoingMessage.State.CANCELLED)


def record_tick(*, name: str) -> None:
    """Note that this tick was begun now. One row per name; the database's clock, which all processes share."""
    Tick.objects.bulk_create(
        [Tick(name=name, last_at=Now())], update_conflicts=True, unique_fields=["name"], update_fields=["last_at"]
    )
