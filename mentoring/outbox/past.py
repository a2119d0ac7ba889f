"""Mails of a past that was only told: each ends as the pump would have ended it when its turn came; nobody gets any.

The rules are those of mentoring.outbox.limit, for one reader after the other and in memory: nobody sends beside it,
and nothing can fail. What a reader did by then must be told already, and what they did later must not.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from mentoring.lib import clock, registry
from mentoring.lib.promised import promised
from mentoring.outbox.kinds import counted, is_counted
from mentoring.outbox.limit import A_MONTH, ABOUT_ONE_THING, start_of_next, when_written_to, zone_where_lives
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.policies import is_wanted
from mentoring.outbox.settling import BLANKED, FREED

State = OutgoingMessage.State
# A month, and which mail of it.
Place = tuple[date | None, int | None]
AT_ONCE = timedelta(minutes=1)


class Ends:
    """How each mail ended, to be written in few statements."""

    def __init__(self) -> None:
        self.sent: dict[Place, list[UUID]] = defaultdict(list)
        self.along: dict[tuple[UUID, datetime], list[UUID]] = defaultdict(list)
        self.put_off: dict[UUID, datetime] = {}
        self.unwanted: list[UUID] = []

    def write(self) -> int:
        """Returns how many count as sent."""
        for at in set(self.put_off.values()):
            _rows([pk for pk, until in self.put_off.items() if until == at]).update(due_at=at)
        for (month, number), sent in self.sent.items():
            place = {"counted_month": month, "counted_number": number}
            _rows(sent).update(state=State.SENT, sent_at=F("due_at"), goes_with=None, **place, **BLANKED)
        for (carrier, at), along in self.along.items():
            _rows(along).update(state=State.SENT, sent_at=at, goes_with=carrier, **BLANKED)
        _rows(self.unwanted).update(state=State.CANCELLED, goes_with=None, **BLANKED)
        return sum(len(some) for some in (*self.sent.values(), *self.along.values()))


class Reader:
    """One person's mails, in the order of their turns."""

    def __init__(self, person_id: UUID | None, taken: Iterable[Place], said: Counter[UUID], ends: Ends) -> None:
        self.person_id, self.taken, self.said, self.ends = person_id, set(taken), said, ends
        self.turns: list[tuple[datetime, datetime, UUID, OutgoingMessage]] = []
        self.held: set[UUID] = set()

    @cached_property
    def zone(self) -> tzinfo:
        return zone_where_lives(promised(self.person_id))

    def settle(self, messages: Iterable[OutgoingMessage], until: datetime) -> None:
        self.turns = [(each.due_at, each.created_at, each.pk, each) for each in messages]
        heapify(self.turns)
        while self.turns:
            at, _created, _pk, message = heappop(self.turns)
            if at < until:
                with clock.standing_at(at):
                    self._take_turn(message, at)

    def _take_turn(self, message: OutgoingMessage, at: datetime) -> None:
        not_before = when_written_to(message)
        if not_before == registry.NEVER or not _was_wanted(message, at):
            self.ends.unwanted.append(message.pk)
        elif not_before and not_before > at:
            self._wait(message, not_before)
        elif is_counted(message.kind) and self.person_id is not None:
            self._count(message, at)
        else:
            self.ends.sent[None, None].append(message.pk)

    def _wait(self, message: OutgoingMessage, until: datetime) -> None:
        self.ends.put_off[message.pk] = until
        heappush(self.turns, (until, message.created_at, message.pk, message))

    def _count(self, message: OutgoingMessage, at: datetime) -> None:
        """It takes a place in the month, and what is held or due goes along; without a place it is held."""
        if self.said[message.subject_id] >= ABOUT_ONE_THING:
            self.ends.unwanted.append(message.pk)
            return
        month = timezone.localdate(at, self.zone).replace(day=1)
        free = [number for number in range(1, A_MONTH + 1) if (month, number) not in self.taken]
        if not free:
            self.held.add(message.pk)
            self._wait(message, start_of_next(month, self.zone))
            return
        self.taken.add((month, free[0]))
        self.said[message.subject_id] += 1
        self.ends.sent[month, free[0]].append(message.pk)
        self._take_along(message, at)

    def _take_along(self, carrier: OutgoingMessage, at: datetime) -> None:
        said, stay = {carrier.subject_id}, []
        for turn in sorted(self.turns):
            message = turn[-1]
            is_held = message.pk in self.held
            if not is_counted(message.kind) or not (is_held or turn[0] <= at):
                stay.append(turn)
            elif self._may_go_along(message, at, said):
                said.add(message.subject_id)
                self.said[message.subject_id] += 1
                self.ends.along[carrier.pk, at].append(message.pk)
            elif is_held:
                self.ends.unwanted.append(message.pk)
            else:
                stay.append(turn)
        self.turns = stay

    def _may_go_along(self, message: OutgoingMessage, at: datetime, said: set[UUID]) -> bool:
        if message.subject_id in said or self.said[message.subject_id] >= ABOUT_ONE_THING:
            return False
        return _was_wanted(message, at) and when_written_to(message) != registry.NEVER


def settle_past(until: datetime) -> int:
    """Settle what was written and due before that moment. Returns how many count as sent."""
    past = OutgoingMessage.objects.filter(created_at__lt=until, due_at__lt=until, state__in=[State.DUE, State.HELD])
    # By the moves that there are: what nobody hands over goes along with what is told.
    past.filter(state=State.DUE).update(state=State.HELD, **FREED)
    letters: dict[UUID | None, list[OutgoingMessage]] = defaultdict(list)
    for message in past.defer(*OutgoingMessage.PRIVATE):
        letters[message.recipient_id].append(message)
    taken, said, ends = _taken(letters), _said(letters), Ends()
    for person, messages in letters.items():
        Reader(person, taken[person], said[person], ends).settle(messages, until)
    return ends.write()


def _taken(people: Collection[UUID | None]) -> dict[UUID | None, list[Place]]:
    """Which places in which months each of them has had already."""
    found: dict[UUID | None, list[Place]] = defaultdict(list)
    for person, month, number in _counted_to(people, ~Q(counted_month=None), "counted_month", "counted_number"):
        found[person].append((month, number))
    return found


def _said(people: Collection[UUID | None]) -> dict[UUID | None, Counter[UUID]]:
    """How many mails about which things each of them has had already."""
    found: dict[UUID | None, Counter[UUID]] = defaultdict(Counter)
    for person, subject in _counted_to(people, Q(state=State.SENT), "subject_id"):
        found[person][subject] += 1
    return found


def _counted_to(people: Collection[UUID | None], which: Q, *fields: str) -> QuerySet[OutgoingMessage, tuple[Any, ...]]:
    messages = OutgoingMessage.objects.filter(which, recipient_id__in=set(people) - {None}, kind__in=counted())
    return messages.values_list("recipient_id", *fields)


def _was_wanted(message: OutgoingMessage, at: datetime) -> bool:
    """What left as soon as it was written was wanted then, whatever became of it later."""
    return at <= message.created_at + AT_ONCE or is_wanted(message)


def _rows(ids: Iterable[UUID]) -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(pk__in=ids)
