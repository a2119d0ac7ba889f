"""Appending to the record of who did what, sealing what was appended, and anchoring the seals elsewhere."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef

from mentoring.audit.anchors import Anchor, append_anchor, read_anchors
from mentoring.audit.chain import BEGINNING, Entry, chain_key, link
from mentoring.audit.models import AuditEvent, AuditSeal, UnsealedEvent
from mentoring.lib import clock, request_id

BATCH, BATCHES = 1_000, 5
# One process at a time adds to the chain, and one to the file of anchors; a number per lock, for the whole database.
SEALING, ANCHORING = 0x617564697401, 0x617564697402

logger = logging.getLogger(__name__)


def record_event(
    *, verb: str, subject: models.Model, by: models.Model | AnonymousUser | None, result: str = "done"
) -> AuditEvent:
    """Append one act to the record, in the caller's transaction. `by` is None for what the product does by itself.

    The request is named only beside a person: an act of somebody who is not to be known must not lead, through the
    request, to the line of a log that knows them.
    """
    event = _event(verb, subject, by, result)
    event.save(force_insert=True)
    return event


def record_events(*, verb: str, subjects: Iterable[models.Model], by: models.Model | AnonymousUser | None) -> None:
    """As `record_event`, one act that concerns many things: an event for each, in one statement."""
    AuditEvent.objects.bulk_create([_event(verb, subject, by, "done") for subject in subjects], batch_size=BATCH)


def seal_events(*, batches: int = BATCHES) -> int:
    """Give committed events that have none their seal, the next links of the chain; returns how many got one.

    An event may commit after one with a higher sequence, so the sequence cannot say how far the sealing has come: a
    late one would be passed over. Instead a trigger notes each new event in `UnsealedEvent` in the transaction that
    appends it. Both become visible at once, the note goes when the seal comes, and the chain counts its own positions,
    without a gap, in the order of sealing. Writers only insert and sealing only deletes notes that have committed, so
    neither ever waits for the other; two sealings at once are kept apart by a lock that no writer takes.

    So many batches at a time: the tick shares its queue with the mail, and the next one goes on.
    """
    total = 0
    for _number in range(batches):
        sealed = _seal_batch()
        total += sealed
        if sealed < BATCH:
            break
    return total


def anchor_chain() -> bool:
    """Write the end of the chain into the file of anchors; False when it stands there, or nothing is sealed yet.

    A chain that is shorter than its last anchor was cut off: that is logged, and left for `verify_audit` to tell.
    """
    with transaction.atomic():
        if not _alone(ANCHORING):
            return False
        # Only now: an end read before the lock may be older than the anchor that its holder has just written.
        last = AuditSeal.objects.order_by("position").last()
        if last is None:
            return False
        anchored = _last_anchored()
        if last.position < anchored:
            logger.error("The record ends at %d, before its anchor at %d", last.position, anchored)
        if last.position <= anchored:
            return False
        append_anchor(settings.AUDIT_ANCHOR_FILE, Anchor(last.position, bytes(last.mac), clock.now()))
    return True


def _event(verb: str, subject: models.Model, by: models.Model | AnonymousUser | None, result: str) -> AuditEvent:
    actor_id = getattr(by, "pk", None)
    return AuditEvent(
        at=clock.now(),
        actor_id=actor_id,
        verb=verb,
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        result=result,
        request_id=(request_id.current() or None) if actor_id else None,
    )


@transaction.atomic
def _seal_batch() -> int:
    """Seal those that were recorded first. A note without its event stays: the verification tells of it."""
    if not _alone(SEALING):
        return 0
    has_event = Exists(AuditEvent.objects.filter(sequence=OuterRef("sequence")))
    noted = UnsealedEvent.objects.filter(has_event).order_by("sequence").values_list("sequence", flat=True)[:BATCH]
    events = AuditEvent.objects.filter(sequence__in=list(noted)).order_by("sequence").values_list(*Entry._fields)
    seals = _links([Entry(*values) for values in events])
    AuditSeal.objects.bulk_create(seals)
    UnsealedEvent.objects.filter(sequence__in=[seal.sequence for seal in seals]).delete()
    return len(seals)


def _links(entries: list[Entry]) -> list[AuditSeal]:
    """The seals of these entries, in this order, after the last one there is."""
    last = AuditSeal.objects.order_by("position").last()
    position, mac = (last.position, bytes(last.mac)) if last else (0, BEGINNING)
    key, sealed_at, seals = chain_key(), clock.now(), []
    for position, entry in enumerate(entries, start=position + 1):  # noqa: B020 - it goes on from where the chain ends
        mac = link(key, mac, entry, position=position, sealed_at=sealed_at)
        seals.append(AuditSeal(position=position, sequence=entry.sequence, sealed_at=sealed_at, mac=mac))
    return seals


def _last_anchored() -> int:
    try:
        anchors, _unreadable = read_anchors(settings.AUDIT_ANCHOR_FILE)
    except FileNotFoundError:
        return 0
    return max((anchor.position for anchor in anchors), default=0)


def _alone(lock: int) -> bool:
    """Whether this transaction holds the lock; False while another one does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        return cursor.fetchone()[0]
