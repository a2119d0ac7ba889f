"""Mails to somebody, queued as a service would, and the pump at a moment of one's choice."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import pump
from mentoring.outbox.services import Mail, queue_message
from tests.factories import UserFactory

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def queue(
    recipient=None, *, kind="greeting", subject=None, occurrence="once", words="Good news", text="Hello", **fields
) -> OutgoingMessage:
    """Due now, to the second, where the fields do not say when."""
    recipient = recipient or UserFactory()
    subject = subject or recipient
    fields.setdefault("due_at", clock.now())
    mail = Mail(subject=words, text=text, html=f"<p>{text}</p>")
    queue_message(kind=kind, subject=subject, recipient=recipient, occurrence=occurrence, mail=mail, **fields)
    return OutgoingMessage.objects.get(
        recipient_id=recipient.pk, kind=kind, subject_id=subject.pk, occurrence=occurrence
    )


def nudge(recipient, number: int, **fields) -> OutgoingMessage:
    """A counted mail about a thing of its own."""
    thing = UserFactory()
    return queue(recipient, kind="nudge", subject=thing, text=f"Nudge {number}", words=f"Nudge {number}", **fields)


def pump_at(moment: datetime) -> int:
    with clock.standing_at(moment):
        return pump()


def nudges(recipient, count: int, at: datetime = NOON) -> list[OutgoingMessage]:
    """Several, a second apart, the last of them at the given moment; each had its turn when it was due."""
    numbered = []
    for number in range(1, count + 1):
        with clock.standing_at(at - timedelta(seconds=count - number)):
            numbered.append(nudge(recipient, number))
            pump()
    return numbered


def state_of(message: OutgoingMessage) -> str:
    return OutgoingMessage.objects.values_list("state", flat=True).get(pk=message.pk)


def states(messages) -> list[str]:
    return [state_of(message) for message in messages]


def texts(sink) -> list[str]:
    """What arrived, in the order in which it did."""
    mails = [message_from_bytes(each, policy=policy.default) for each in sink.messages]
    return [mail.get_body(["plain"]).get_content().replace("\r\n", "\n").rstrip() for mail in mails]
