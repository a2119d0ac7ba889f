"""Whether a message may still go out."""

from mentoring.lib import registry
from mentoring.outbox.models import OutgoingMessage


def is_wanted(message: OutgoingMessage) -> bool:
    """False as soon as one app says that this message is no longer wanted."""
    return False not in registry.message_wanted.ask(message.kind, message.subject_id)
