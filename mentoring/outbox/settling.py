"""How an attempt ends. Each of these writes only while the row is still this sender's."""

import random
from datetime import datetime, timedelta

from django.db.models import QuerySet

from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage

State = OutgoingMessage.State
AT_ONCE = timedelta(0)
WHEN_BROKEN = timedelta(seconds=10)
WHEN_REFUSED = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
GIVE_UP_AFTER = timedelta(hours=48)
AUTOMATIC_RESENDS = 1
SETTLED = {"claim": None, "lease_until": None}
BLANKED = dict.fromkeys(OutgoingMessage.PRIVATE)


def mine(message: OutgoingMessage) -> QuerySet[OutgoingMessage]:
    """The row, as long as it is still this sender's."""
    return OutgoingMessage.objects.filter(pk=message.pk, claim=message.claim, state__in=[State.CLAIMED, State.SENDING])


def mark_sent(message: OutgoingMessage) -> bool:
    """Settle a delivered row; what it said is blanked unless an earlier attempt left a doubt."""
    values = {"state": State.SENT, "sent_at": clock.now(), "last_error": "", **SETTLED}
    if not message.ambiguous:
        values |= BLANKED
    return mine(message).update(**values) == 1


def suppress(message: OutgoingMessage) -> bool:
    """End a row that nobody wants any more; nobody will need its words. Always False: it was not sent."""
    mine(message).update(state=State.SUPPRESSED, **SETTLED, **BLANKED)
    return False


def release(
    message: OutgoingMessage, *, error: str, pause: timedelta, in_doubt: bool = False, is_final: bool = False
) -> None:
    """Give a row back for another attempt, or end it when the answer or the doubt is final."""
    ambiguous = message.ambiguous + in_doubt
    again_at = message.due_at if pause == AT_ONCE else clock.now() + pause
    ends = is_final or _is_given_up(message, again_at) or (in_doubt and _doubt_ends_it(message, ambiguous))
    mine(message).update(
        state=State.FAILED if ends else State.DUE,
        due_at=again_at,
        ambiguous=ambiguous,
        last_error=error[:300],
        **SETTLED,
    )


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt, with a spread so that many do not come back at once."""
    base = WHEN_REFUSED[min(max(attempts, 1), len(WHEN_REFUSED)) - 1]
    return base * random.uniform(0.8, 1.2)  # noqa: S311


def _is_given_up(message: OutgoingMessage, again_at: datetime) -> bool:
    """Two days after the first attempt: a message may have been planned long before it was due."""
    return message.first_tried_at is not None and again_at - message.first_tried_at > GIVE_UP_AFTER


def _doubt_ends_it(message: OutgoingMessage, ambiguous: int) -> bool:
    return message.on_doubt == OutgoingMessage.OnDoubt.HOLD or ambiguous > AUTOMATIC_RESENDS
