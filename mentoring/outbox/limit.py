"""How much unrequested mail one person gets, decided when a mail's turn comes.

Of the kinds that count, at most two a month leave for one person: a mail takes number 1 or 2 of the person's month,
which the database keeps unique. What finds both taken is held. Held messages go with the next counted mail to that
person (mentoring.outbox.folding), or by themselves once a new month has begun where the person lives; several that
are due in one moment are one mail, too. Each rides on one carrier, is settled in the carrier's transaction and shares
the carrier's doubt. At most two counted mails are ever about one thing. A carrier in doubt goes again as it went: who
folds two mails of one Message-ID loses nothing.
"""

from collections.abc import Collection
from datetime import date, datetime, time, tzinfo
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mentoring.lib import clock, registry
from mentoring.lib.promised import promised
from mentoring.outbox.kinds import counted, is_counted
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.policies import is_wanted
from mentoring.outbox.settling import hold, mine, postpone, ride, suppress, suppress_held

State = OutgoingMessage.State
A_MONTH = 2
ABOUT_ONE_THING = 2
RIDERS = 20
AT_ONCE = 500
ENOUGH_SAID = "Two mails about this have gone out."
SAID_ALREADY = "The mail it would have gone with is about the same thing."


def lets_go(message: OutgoingMessage) -> bool:
    """Whether this claimed message may leave now; else it is settled: put off, held, or not sent at all.

    It runs in the transaction in which the attempt begins; one person's mails are decided on one after the other.
    """
    not_before = when_written_to(message)
    if not_before == registry.NEVER:
        return suppress(message)
    if not_before and not_before > clock.now():
        # Those that were held stay together: put off one by one, each would begin the day as a mail of its own.
        set_aside = hold if _is_held_with_others(message) else postpone
        return set_aside(message, until=not_before)
    if not is_counted(message.kind) or message.recipient_id is None:
        return True
    _one_at_a_time(message.recipient_id)
    return bool(message.ambiguous) or _finds_room(message)


def bring_back_held() -> int:
    """Let the oldest held message of each person whose new month has begun be due; the others will go with it.

    Whoever has a counted mail that is due already gets all of them with that one, however long no server answers. Only
    so many people at a time: on the first of a month a code to sign in must not wait behind everybody's mails.
    """
    now = clock.now()
    carrier = OutgoingMessage.objects.filter(
        recipient_id=OuterRef("recipient_id"),
        state__in=[State.DUE, State.CLAIMED],
        due_at__lte=now,
        ambiguous=0,  # one in doubt goes as it went and takes nobody along
        kind__in=counted(),
    )
    ripe = OutgoingMessage.objects.held().filter(~Exists(carrier), due_at__lte=now)
    oldest = ripe.order_by("recipient_id", "due_at", "created_at").distinct("recipient_id").values("pk")[:AT_ONCE]
    return OutgoingMessage.objects.held().filter(pk__in=oldest).update(state=State.DUE)


def when_written_to(message: OutgoingMessage) -> datetime | None:
    """The latest of what the apps answer to "may this person be written to now?"; None for at once."""
    if message.recipient_id is None:
        return None
    answers = registry.may_be_written_to.ask(message.recipient_id, message.kind)
    return max((answer for answer in answers if answer is not None), default=None)


def is_switched_off(message: OutgoingMessage) -> bool:
    """Whether its reader wants no such mail, or their account is closed, as may be since its turn came."""
    return when_written_to(message) == registry.NEVER


def zone_where_lives(person_id: UUID) -> tzinfo:
    """The zone this person lives in; the installation's where they chose none."""
    answers = (zone for zone in registry.time_zone_of.ask(person_id) if zone is not None)
    return next(answers, timezone.get_default_timezone())


def _is_held_with_others(message: OutgoingMessage) -> bool:
    """Never of one in doubt, which goes as it went."""
    if not is_counted(message.kind) or message.ambiguous:
        return False
    return OutgoingMessage.objects.held().filter(recipient_id=message.recipient_id).exists()


def _finds_room(message: OutgoingMessage) -> bool:
    if _is_enough_about(message):
        return suppress(message, why=ENOUGH_SAID)
    zone = zone_where_lives(promised(message.recipient_id))
    month = timezone.localdate(clock.now(), zone).replace(day=1)
    number = _free_number(message, month)
    if number is None:
        return hold(message, until=start_of_next(month, zone))
    mine(message).update(counted_month=month, counted_number=number)
    _take_along(message)
    return True


def _is_enough_about(message: OutgoingMessage) -> bool:
    others = OutgoingMessage.objects.filter(
        Q(state=State.SENT) | Q(counted_number__isnull=False) | Q(goes_with__isnull=False),
        recipient_id=message.recipient_id,
        subject_id=message.subject_id,
        kind__in=counted(),
    ).exclude(pk=message.pk)
    return others.count() >= ABOUT_ONE_THING


def _free_number(message: OutgoingMessage, month: date) -> int | None:
    of_month = OutgoingMessage.objects.filter(recipient_id=message.recipient_id, counted_month=month)
    taken = set(of_month.exclude(pk=message.pk).values_list("counted_number", flat=True))
    return next((number for number in range(1, A_MONTH + 1) if number not in taken), None)


def _take_along(carrier: OutgoingMessage) -> None:
    """Let what is held for this person ride along, and what would leave next to it: one morning brings one mail.

    What is held and no longer wanted, or said already, ends here; of what is due that is seen when its turn comes.
    """
    said = {carrier.subject_id, *carrier.riders.values_list("subject_id", flat=True)}
    for rider in _could_ride(carrier)[:RIDERS]:
        why_not = _why_not_along(rider, said)
        if why_not is None:
            if ride(rider, carrier):
                said.add(rider.subject_id)
        elif rider.state == State.HELD:
            suppress_held(rider, why=why_not)


def _could_ride(carrier: OutgoingMessage) -> QuerySet[OutgoingMessage]:
    """What is held for the same person, and what is due for them by now, that nobody tried and no other sender has."""
    held = Q(state=State.HELD, goes_with=None)
    due = Q(state=State.DUE, due_at__lte=clock.now()) | Q(state=State.CLAIMED, claim=carrier.claim)
    beside = due & Q(attempts=0, ambiguous=0, kind__in=counted())
    found = OutgoingMessage.objects.filter(held | beside, recipient_id=carrier.recipient_id).exclude(pk=carrier.pk)
    return found.order_by("due_at", "created_at").defer(*OutgoingMessage.PRIVATE)


def _why_not_along(rider: OutgoingMessage, said: Collection[UUID]) -> str | None:
    """None where it may ride; else what is noted where it ends."""
    if rider.subject_id in said:
        return SAID_ALREADY
    if _is_enough_about(rider):
        return ENOUGH_SAID
    return None if is_wanted(rider) and not is_switched_off(rider) else ""


def _one_at_a_time(person_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"outbox:{person_id}"])


def start_of_next(month: date, zone: tzinfo) -> datetime:
    first = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return datetime.combine(first, time(), tzinfo=zone)
