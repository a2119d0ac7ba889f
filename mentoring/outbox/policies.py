"""Whether a message may still go out."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from mentoring.lib import registry
from mentoring.outbox.models import OutgoingMessage


def is_wanted(message: OutgoingMessage) -> bool:
    """False as soon as one app says that this message is no longer wanted."""
    return False not in registry.message_wanted.ask(message.kind, message.subject_id)


def asked_together(messages: Iterable[OutgoingMessage]) -> dict[UUID, bool]:
    """Whether each is still wanted, by the row's id; only of kinds about which an app answers for many at once."""
    by_kind: dict[str, list[OutgoingMessage]] = defaultdict(list)
    for message in messages:
        by_kind[message.kind].append(message)
    said: dict[UUID, bool] = {}
    for kind, rows in by_kind.items():
        things = {message.subject_id for message in rows}
        answers = [answer for answer in registry.messages_wanted.ask(kind, things) if answer is not None]
        if answers:
            wanted = set.intersection(*answers)
            said |= {message.pk: message.subject_id in wanted for message in rows}
    return said
