"""The one sender: reclaim, claim, begin, announce, fence, hand over, settle.

A row is `claimed` while its mail is announced to the server and becomes `sending` (the fence) only just before the
text goes over. A process that dies before the fence loses nothing and doubles nothing; one that dies after it leaves
a row in `sending`, which is counted as ambiguous and treated as its `on_doubt` says. Due times are compared with
`lib.clock`; leases with the database's clock, which all processes share. An attempt counts from the moment the turn
of a message comes, not while it waits in a claimed batch. While there is no server nothing is claimed at all, so what
is due stays due and shows (mentoring.outbox.reports).
"""

import logging
from collections.abc import Callable
from email.utils import parseaddr
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from mentoring.lib import clock
from mentoring.outbox.away import note_away, note_back
from mentoring.outbox.envelope import compose
from mentoring.outbox.failpoints import reach
from mentoring.outbox.kinds import is_counted
from mentoring.outbox.leases import DatabaseNow, claim_lease, from_now, sending_lease
from mentoring.outbox.limit import bring_back_held, is_switched_off, lets_go
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.policies import asked_together, is_wanted
from mentoring.outbox.settling import (
    AT_ONCE,
    WHEN_BROKEN,
    fail_held,
    mark_sent,
    mine,
    pause_after,
    release,
    suppress,
    suppress_held,
)
from mentoring.outbox.smtp import AnswerLost, ConnectionBroken, MailServer, Undelivered, Unreachable
from mentoring.outbox.statements import count_attempt, write_fence

logger = logging.getLogger(__name__)
State = OutgoingMessage.State
BATCH = 50
RECLAIMED_AT_ONCE = 500


def never() -> bool:
    return False


def pump(*, until: Callable[[], bool] = never) -> int:
    """Send what is due until nothing is, or until `until()` says so; returns how many messages were handed over.

    It is asked before each message: what is being sent is finished, what was only claimed is given back.
    """
    reclaim_expired()
    bring_back_held()
    sent = 0
    with MailServer() as server:
        try:
            while not until() and _is_anything_due():
                server.open()
                note_back()
                claimed = claim_due()
                if not claimed:  # others are at what is due
                    break
                sent += _send_all(claimed, server, until)
        except Unreachable as error:
            note_away(str(error))
    return sent


def reclaim_expired() -> int:
    """Take back rows whose sender died or stalled; those already past the fence are in doubt."""
    with transaction.atomic():
        expired = OutgoingMessage.objects.filter(
            state__in=[State.CLAIMED, State.SENDING], lease_until__lt=DatabaseNow()
        ).select_for_update(skip_locked=True)
        rows = list(expired.order_by("lease_until").defer(*OutgoingMessage.PRIVATE)[:RECLAIMED_AT_ONCE])
        for message in rows:
            in_doubt = message.state == State.SENDING
            release(message, error=f"The sender stopped while {message.state}.", pause=AT_ONCE, in_doubt=in_doubt)
            reach("during-reclaim")
    return len(rows)


def claim_due() -> list[OutgoingMessage]:
    """Claim up to a batch of due rows under one token; rows another sender is looking at are passed over."""
    token = uuid4()
    reach("before-claim")
    with transaction.atomic():
        due = _due().select_for_update(skip_locked=True).order_by("due_at", "created_at")
        ids = list(due.values_list("pk", flat=True)[:BATCH])
        OutgoingMessage.objects.filter(pk__in=ids).update(
            state=State.CLAIMED, claim=token, lease_until=from_now(claim_lease())
        )
    reach("after-claim")
    return list(OutgoingMessage.objects.filter(pk__in=ids, claim=token).order_by("due_at", "created_at"))


def send(message: OutgoingMessage, server: MailServer, *, is_asked: bool = False) -> bool:
    """Send one claimed row, or settle why not; True when the server took it. Raises Unreachable before it is tried.

    `is_asked` where it was asked at claim whether the message is still wanted, and it was.
    """
    server.open()
    try:
        return begin(message, is_asked=is_asked) and _try(message, server)
    except AnswerLost as error:
        release(message, error=str(error), pause=AT_ONCE, in_doubt=True)
    except Undelivered as error:
        release(message, error=str(error), pause=pause_after(message.attempts), is_final=error.is_final)
    except ConnectionBroken as error:
        release(message, error=str(error), pause=WHEN_BROKEN)
    except Exception as error:  # a row that nobody can deal with must not keep the others waiting
        logger.exception("A message could not be sent", extra={"outgoing_message": str(message.pk)})
        server.close()
        in_doubt = message.state == State.SENDING
        release(message, error=type(error).__name__, pause=pause_after(message.attempts), in_doubt=in_doubt)
    return False


def _send_all(claimed: list[OutgoingMessage], server: MailServer, until: Callable[[], bool]) -> int:
    sent = 0
    try:
        wanted = _asked_at_claim(claimed)
        for message in claimed:
            if until():
                break
            sent += wanted.get(message.pk, True) and send(message, server, is_asked=message.pk in wanted)
    finally:
        _give_back(claimed)
    return sent


def _asked_at_claim(claimed: list[OutgoingMessage]) -> dict[UUID, bool]:
    """Whether each is still wanted, where that was asked for many at once. What is not, is settled here.

    It saves announcing what nobody wants, and a question for each mail. What counts is asked of each by itself, at the
    fence: between that answer and DATA lies that one statement, however long a mail waited in its batch.
    """
    try:
        wanted = asked_together(claimed)
    except Exception:  # each is asked by itself when its turn comes: one that cannot be judged stops no other
        logger.exception("It could not be asked which messages are still wanted")
        return {}
    for message in claimed:
        if not wanted.get(message.pk, True):
            suppress(message)
    return wanted


def begin(message: OutgoingMessage, *, is_asked: bool = False) -> bool:
    """Whether the message may leave now that its turn has come; then the attempt counts and the lease is renewed.

    False for a row that is another's by now, and for one that was settled: unwanted, put off or held. A lease that ran
    out while the row waited in its batch is renewed as well, unless somebody took the row back.
    """
    if not is_counted(message.kind):
        return _is_let_go(message, is_asked)
    with transaction.atomic():  # what else of this person is held, or rides along, is decided with it
        still_mine = mine(message).filter(state=State.CLAIMED).select_for_update().values_list("pk")
        return bool(still_mine.first()) and _is_let_go(message, is_asked)


def _is_let_go(message: OutgoingMessage, is_asked: bool) -> bool:
    if not is_asked and not is_wanted(message):
        return suppress(message)
    if not lets_go(message):
        return False
    message.attempts += 1
    message.first_tried_at = message.first_tried_at or clock.now()
    return count_attempt(message, lease=claim_lease())


def _try(message: OutgoingMessage, server: MailServer) -> bool:
    server.announce(sender=_sender(), recipient=message.address)
    reach("after-rcpt")
    if not is_wanted(message) or is_switched_off(message):
        server.drop()
        return suppress(message)
    riders = _wanted_riders(message)
    mail = _composed(message, riders)
    if mail is None or not pass_fence(message):
        server.drop()
        return False
    reach("after-fence")
    server.hand_over(mail)
    reach("after-250")
    return mark_sent(message, riders)


def _wanted_riders(message: OutgoingMessage) -> list[OutgoingMessage]:
    """What goes with this mail and is still wanted and readable; the others end here, and it goes without them."""
    wanted: list[OutgoingMessage] = []
    if not is_counted(message.kind):  # it carries nothing along
        return wanted
    for rider in message.riders.filter(state=State.HELD).order_by("due_at", "created_at"):
        if not is_wanted(rider) or is_switched_off(rider):
            suppress_held(rider)
            continue
        try:
            compose(rider).as_bytes()
        except Exception as error:
            logger.exception("A message could not be composed", extra={"outgoing_message": str(rider.pk)})
            fail_held(rider, error=type(error).__name__)
            continue
        wanted.append(rider)
    return wanted


def _composed(message: OutgoingMessage, riders: list[OutgoingMessage]) -> bytes | None:
    """The mail of a row; a row that cannot be read fails at once, for no later attempt will read it."""
    try:
        return compose(message, riders).as_bytes()
    except Exception as error:
        logger.exception("A message could not be composed", extra={"outgoing_message": str(message.pk)})
        release(message, error=type(error).__name__, pause=AT_ONCE, is_final=True)
        return None


def pass_fence(message: OutgoingMessage) -> bool:
    """Mark the row as being handed over, unless its lease ran out and somebody else may have it."""
    if not write_fence(message, lease=sending_lease()):
        return False
    message.state = State.SENDING
    return True


def _give_back(claimed: list[OutgoingMessage]) -> None:
    """Let others have what this sender claimed and did not come to."""
    untouched = OutgoingMessage.objects.filter(claim__in={message.claim for message in claimed}, state=State.CLAIMED)
    untouched.update(state=State.DUE, claim=None, lease_until=None)


def _is_anything_due() -> bool:
    return _due().exists()


def _due() -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(state=State.DUE, due_at__lte=clock.now())


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
