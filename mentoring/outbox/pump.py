"""The one sender: reclaim, claim, announce, fence, hand over, settle.

A row is `claimed` while its mail is announced to the server and becomes `sending` (the fence) only just before the
text goes over. A process that dies before the fence loses nothing and doubles nothing; one that dies after it leaves
a row in `sending`, which is counted as ambiguous and treated as its `on_doubt` says. Due times are compared with
`lib.clock`; leases with the database's clock, which all processes share.
"""

import logging
import random
import smtplib
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func, QuerySet, Value

from mentoring.lib import clock, registry
from mentoring.outbox.envelope import compose
from mentoring.outbox.failpoints import reach
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.smtp import AnswerLost, MailServer, Undelivered

logger = logging.getLogger(__name__)
State = OutgoingMessage.State
BATCH = 50
CLAIM_LEASE = timedelta(seconds=20)
# Renewed at the fence: longer than the server may take to answer to DATA (mentoring.outbox.smtp waits twice).
SENDING_LEASE = timedelta(seconds=settings.EMAIL_TIMEOUT * 2 + 10)
AT_ONCE = timedelta(0)
WHEN_UNREACHABLE = timedelta(seconds=10)
WHEN_REFUSED = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
GIVE_UP_AFTER = timedelta(hours=48)
AUTOMATIC_RESENDS = 1


class DatabaseNow(Func):
    """The database's wall clock, not the start of the transaction."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def never() -> bool:
    return False


def pump(*, until: Callable[[], bool] = never) -> int:
    """Send what is due until nothing is, or until `until()` says so; returns how many messages were handed over.

    It is asked before each message: what is being sent is finished, what was only claimed is given back.
    """
    reclaim_expired()
    sent = 0
    with MailServer() as server:
        while not until() and (claimed := claim_due()):
            sent += sum(send(message, server) for message in claimed if not until())
            _give_back(claimed)
    return sent


def reclaim_expired() -> int:
    """Take back rows whose sender died or stalled; those already past the fence are in doubt."""
    with transaction.atomic():
        expired = OutgoingMessage.objects.filter(
            state__in=[State.CLAIMED, State.SENDING], lease_until__lt=DatabaseNow()
        ).select_for_update(skip_locked=True)
        rows = list(expired.order_by("lease_until")[:500].defer("mail_subject", "text", "html", "attachments"))
        reach("during-reclaim")
        for message in rows:
            in_doubt = message.state == State.SENDING
            _release(message, error=f"The sender stopped while {message.state}.", pause=AT_ONCE, in_doubt=in_doubt)
    return len(rows)


def claim_due() -> list[OutgoingMessage]:
    """Claim up to a batch of due rows under one token; rows another sender is looking at are passed over."""
    token = uuid4()
    reach("before-claim")
    with transaction.atomic():
        due = OutgoingMessage.objects.filter(state=State.DUE, due_at__lte=clock.now())
        ids = list(
            due.select_for_update(skip_locked=True)
            .order_by("due_at", "created_at")
            .values_list("pk", flat=True)[:BATCH]
        )
        OutgoingMessage.objects.filter(pk__in=ids).update(
            state=State.CLAIMED, claim=token, lease_until=_lease(CLAIM_LEASE), attempts=F("attempts") + 1
        )
    reach("after-claim")
    return list(OutgoingMessage.objects.filter(claim=token).order_by("due_at", "created_at"))


def send(message: OutgoingMessage, server: MailServer) -> bool:
    """Send one claimed row, or settle why not; True when the server took it."""
    if not is_wanted(message):
        return _suppress(message)
    try:
        mail = compose(message)
    except Exception as error:  # one unreadable row must not keep the others waiting
        logger.exception("A message could not be composed", extra={"outgoing_message": str(message.pk)})
        _release(message, error=type(error).__name__, pause=AT_ONCE, is_final=True)
        return False
    try:
        server.announce(sender=_sender(), recipient=message.address)
        reach("after-rcpt")
        if not is_wanted(message):
            server.drop()
            return _suppress(message)
        if not _pass_fence(message):
            server.drop()
            return False
        reach("after-fence")
        server.hand_over(mail)
        reach("after-250")
        return _mark_sent(message)
    except AnswerLost as error:
        _release(message, error=str(error), pause=AT_ONCE, in_doubt=True)
    except Undelivered as error:
        _release(message, error=str(error), pause=_pause(message.attempts), is_final=error.is_final)
    except (smtplib.SMTPException, OSError) as error:  # before the fence: nothing was handed over
        server.close()
        _release(message, error=str(error), pause=WHEN_UNREACHABLE)
    return False


def _give_back(claimed: list[OutgoingMessage]) -> None:
    """Let others have what this sender claimed and did not come to."""
    untouched = OutgoingMessage.objects.filter(claim=claimed[0].claim, state=State.CLAIMED)
    untouched.update(state=State.DUE, claim=None, lease_until=None)


def is_wanted(message: OutgoingMessage) -> bool:
    """False as soon as one app says that this message is no longer wanted."""
    return False not in registry.message_wanted.ask(message.kind, message.subject_id)


def _pass_fence(message: OutgoingMessage) -> bool:
    """Mark the row as being handed over, unless its lease ran out and somebody else may have it."""
    mine = OutgoingMessage.objects.filter(
        pk=message.pk, claim=message.claim, state=State.CLAIMED, lease_until__gt=DatabaseNow()
    )
    return mine.update(state=State.SENDING, lease_until=_lease(SENDING_LEASE)) == 1


def _mark_sent(message: OutgoingMessage) -> bool:
    """Settle a delivered row; what it said is blanked unless an earlier attempt left a doubt."""
    values = {"state": State.SENT, "sent_at": clock.now(), "claim": None, "lease_until": None, "last_error": ""}
    if not message.ambiguous:
        values |= dict.fromkeys(("mail_subject", "text", "html", "attachments"))
    return _mine(message).update(**values) == 1


def _suppress(message: OutgoingMessage) -> bool:
    _mine(message).update(state=State.SUPPRESSED, claim=None, lease_until=None)
    return False


def _release(
    message: OutgoingMessage, *, error: str, pause: timedelta, in_doubt: bool = False, is_final: bool = False
) -> None:
    """Give a row back for another attempt, or end it when the answer or the doubt is final."""
    ambiguous = message.ambiguous + in_doubt
    given_up = clock.now() - message.created_at > GIVE_UP_AFTER
    ends = is_final or given_up or (in_doubt and _doubt_ends_it(message, ambiguous))
    _mine(message).update(
        state=State.FAILED if ends else State.DUE,
        due_at=message.due_at if pause == AT_ONCE else clock.now() + pause,
        ambiguous=ambiguous,
        last_error=error[:300],
        claim=None,
        lease_until=None,
    )


def _doubt_ends_it(message: OutgoingMessage, ambiguous: int) -> bool:
    return message.on_doubt == OutgoingMessage.OnDoubt.HOLD or ambiguous > AUTOMATIC_RESENDS


def _mine(message: OutgoingMessage) -> QuerySet[OutgoingMessage]:
    """The row, as long as it is still this sender's."""
    return OutgoingMessage.objects.filter(pk=message.pk, claim=message.claim, state__in=[State.CLAIMED, State.SENDING])


def _pause(attempts: int) -> timedelta:
    """How long to wait before the next attempt, with a spread so that many do not come back at once."""
    base = WHEN_REFUSED[min(max(attempts, 1), len(WHEN_REFUSED)) - 1]
    return base * random.uniform(0.8, 1.2)  # noqa: S311


def _lease(duration: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(
        DatabaseNow() + Value(duration, output_field=DurationField()), output_field=DateTimeField()
    )


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
