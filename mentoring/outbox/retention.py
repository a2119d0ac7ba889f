"""How long what a message said is kept, once it is over."""

from datetime import datetime, timedelta

from django.db.models import Q

from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.settling import BLANKED

KEPT = timedelta(days=30)


def blank_old_messages() -> int:
    """Blank what failed, was taken back or was sent in doubt over thirty days ago; the row itself stays in the log.

    What ended well was blanked at once. Returns how many were blanked.
    """
    then = clock.now() - KEPT
    # What a closed account took back may have been due long after that.
    kept = OutgoingMessage.objects.over_and_kept().filter(Q(due_at__lt=then) | Q(account_closed_at__lt=then))
    return kept.update(**BLANKED)


def kept_until(message: OutgoingMessage) -> datetime:
    """The end of that time for a message that is over: it was due for the last time when it ended."""
    return message.due_at + KEPT
