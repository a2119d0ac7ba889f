"""A mail to somebody, queued as a service would."""

from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail, queue_message
from tests.factories import UserFactory


def queue(
    recipient=None, *, kind="greeting", subject=None, occurrence="once", words="Good news", text="Hello", **fields
) -> OutgoingMessage:
    recipient = recipient or UserFactory()
    subject = subject or recipient
    mail = Mail(subject=words, text=text, html=f"<p>{text}</p>")
    queue_message(kind=kind, subject=subject, recipient=recipient, occurrence=occurrence, mail=mail, **fields)
    return OutgoingMessage.objects.get(
        recipient_id=recipient.pk, kind=kind, subject_id=subject.pk, occurrence=occurrence
    )
