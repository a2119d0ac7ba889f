"""The mails of the fault tests, and what of them arrived."""

from datetime import timedelta
from email import message_from_bytes

from django.db.models import F

from mentoring.outbox.models import OutgoingMessage
from tests.factories import ProfileFactory, make_message
from tests.outbox.mail_sink import Sink


def invitations(count: int) -> list[OutgoingMessage]:
    people = ProfileFactory.create_batch(count)
    return [make_message(person.user, kind="invitation", subject_id=person.pk) for person in people]


def expire_leases() -> None:
    """As if the time of every lease had run out."""
    OutgoingMessage.objects.filter(lease_until__isnull=False).update(lease_until=F("lease_until") - timedelta(hours=1))


def ids(sink: Sink) -> list[str]:
    """The Message-IDs of what arrived, in that order."""
    return [message_from_bytes(each)["Message-ID"] for each in sink.messages]
