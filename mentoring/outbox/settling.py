"""How an attempt ends. Each of these writes only while the row is still this sender's."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.statements import write_sent

State = OutgoingMessage.State
AT_ONCE = timedelta(0)
WHEN_BROKEN = timedelta(seconds=10)
WHEN_REFUSED = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
GIVE_UP_AFTER = timedelta(hours=48)
AUTOMATIC_RESENDS = 1
SETTLED = {"claim": None, "lease_until": None}
# Its number in the month is free for another.
FREED = {"counted_month": None, "counted_number": None}
BLANKED = dict.fromkeys(OutgoingMessage.PRIVATE)


def mine(message: OutgoingMessage) -> QuerySet[OutgoingMessage]:
    """The row, as long as it is still this sender's."""
    return OutgoingMessage.objects.filter(pk=message.pk, claim=message.claim, state__in=[State.CLAIMED, State.SENDING])


def mark_sent(message: OutgoingMessage, riders: Sequence[OutgoingMessage] = ()) -> bool:
    """Settle a delivered row and those that went with it; what they said is blanked unless there was a doubt."""
    now = clock.now()
    if not riders:
        return write_sent(message, at=now)
    values = {"state": State.SENT, "sent_at": now, "last_error": "", **SETTLED}
    with transaction.atomic():
        if not write_sent(message, at=now):
            return False
        blanked = {} if message.ambiguous else BLANKED
        _riders(message).filter(pk__in=[rider.pk for rider in riders]).update(**values, **blanked)
    return True


@transaction.atomic
def suppress(message: OutgoingMessage, *, why: str = "") -> bool:
    """End a row that nobody wants any more; nobody will need its words. Always False: it was not sent."""
    if mine(message).update(state=State.SUPPRESSED, last_error=why, **SETTLED, **FREED, **BLANKED):
        _let_riders_go(message)
    return False


def suppress_held(message: OutgoingMessage, *, why: str = "") -> None:
    """The same for a row that waits for, or rides on, another."""
    held = OutgoingMessage.objects.filter(pk=message.pk, state=State.HELD)
    held.update(state=State.SUPPRESSED, goes_with=None, last_error=why, **BLANKED)


def ride(message: OutgoingMessage, carrier: OutgoingMessage) -> bool:
    """Let a row that is held, due, or claimed with its carrier go with that one; False where another sender has it."""
    free = Q(state=State.HELD, goes_with=None) | Q(state=State.DUE) | Q(state=State.CLAIMED, claim=carrier.claim)
    rows = OutgoingMessage.objects.filter(free, pk=message.pk)
    return bool(rows.update(state=State.HELD, goes_with=carrier, **SETTLED))


def fail_held(message: OutgoingMessage, *, error: str) -> None:
    """End a held row that cannot be read; its carrier goes without it."""
    held = OutgoingMessage.objects.filter(pk=message.pk, state=State.HELD)
    held.update(state=State.FAILED, goes_with=None, last_error=error[:300], due_at=clock.now())


def postpone(message: OutgoingMessage, *, until: datetime) -> bool:
    """Put a row off: its reader does not want to be written to before. Always False: it was not sent."""
    return _set_aside(message, State.DUE, until)


def hold(message: OutgoingMessage, *, until: datetime) -> bool:
    """Keep a row for the next mail to its reader, or for `until`. Always False: it was not sent."""
    return _set_aside(message, State.HELD, until)


@transaction.atomic
def _set_aside(message: OutgoingMessage, state: State, until: datetime) -> bool:
    if mine(message).update(state=state, due_at=until, **SETTLED, **FREED):
        _let_riders_go(message)
    return False


@transaction.atomic
def release(
    message: OutgoingMessage, *, error: str, pause: timedelta, in_doubt: bool = False, is_final: bool = False
) -> None:
    """Give a row back for another attempt, or end it when the answer or the doubt is final."""
    ambiguous = message.ambiguous + in_doubt
    again_at = message.due_at if pause == AT_ONCE else clock.now() + pause
    ends = is_final or _is_given_up(message, again_at) or (in_doubt and _doubt_ends_it(message, ambiguous))
    values = {"ambiguous": ambiguous, "last_error": error[:300]}
    moved = {"state": State.FAILED if ends else State.DUE, "due_at": again_at}
    freed = FREED if ends and not ambiguous else {}
    if not mine(message).update(**values, **moved, **SETTLED, **freed):
        return
    if ends and not ambiguous:
        _let_riders_go(message)
    elif ends:  # they may have arrived with it
        _riders(message).update(state=State.FAILED, due_at=again_at, **values)
    elif in_doubt:
        _riders(message).update(ambiguous=ambiguous)


def _riders(message: OutgoingMessage) -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(goes_with=message, state=State.HELD)


def _let_riders_go(message: OutgoingMessage) -> None:
    """They wait for another carrier."""
    _riders(message).update(goes_with=None)


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt, with a spread so that many do not come back at once."""
    base = WHEN_REFUSED[min(max(attempts, 1), len(WHEN_REFUSED)) - 1]
    return base * random.uniform(0.8, 1.2)  # noqa: S311 - it only spreads the load


def _is_given_up(message: OutgoingMessage, again_at: datetime) -> bool:
    """Two days after the first attempt: a message may have been planned long before it was due."""
    return message.first_tried_at is not None and again_at - message.first_tried_at > GIVE_UP_AFTER


def _doubt_ends_it(message: OutgoingMessage, ambiguous: int) -> bool:
    return message.on_doubt == OutgoingMessage.OnDoubt.HOLD or ambiguous > AUTOMATIC_RESENDS
