"""What became of the mails, judged by what arrived and by what their rows say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.faults.plan import Fault, Kind

SENT, FAILED = "sent", "failed"
# Processes that may be handing a mail over at one time: two workers' children, and that of a worker that was killed.
SENDERS = 3
# By each of these so many mails come into doubt at most.
DOUBTS_BY = {
    Kind.WORKER: 1,
    Kind.CHILD: 1,
    Kind.POSTGRES: SENDERS,
    Kind.LOST_REPLY: 1,
    Kind.SLOW_REPLY: 1,
}


@dataclass(frozen=True, slots=True)
class Row:
    state: str
    doubts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Numbers of mails. One that is `held` arrived as far as can be known, and stands in the office for a person.

    Of `doubled` mails those are inside that came no more often than their rows admit doubts.
    """

    due: int
    sent: int
    lost: int
    held: int
    waiting: int
    doubled_inside: int
    doubled_outside: int
    doubts: int


def judged(rows: Mapping[str, Row], arrived: Counter[str]) -> Outcome:
    """`rows` of all that was due, and how often each arrived, by Message-ID."""
    held = {each for each, row in rows.items() if row.state == FAILED and row.doubts > 1}
    doubled = {each: arrived[each] - 1 for each in rows if arrived[each] > 1}
    outside = [each for each, times in doubled.items() if times > rows[each].doubts]
    return Outcome(
        due=len(rows),
        sent=sum(row.state == SENT for row in rows.values()),
        lost=sum(not arrived[each] and each not in held for each in rows),
        held=len(held),
        waiting=sum(row.state not in (SENT, FAILED) for row in rows.values()),
        doubled_inside=len(doubled) - len(outside),
        doubled_outside=len(outside),
        doubts=sum(row.doubts for row in rows.values()),
    )


def most_doubts(faults: Sequence[Fault]) -> int:
    return sum(DOUBTS_BY.get(fault.kind, 0) for fault in faults)


def broken(
    outcome: Outcome,
    *,
    most_doubts: int,
    last_after: float,
    patience: int,
    unclear: Sequence[str],
    surprises: Sequence[str],
) -> list[str]:
    """A sentence for each promise that was not kept."""
    found = [
        (outcome.lost, f"{outcome.lost} mails are lost."),
        (outcome.doubled_outside, f"{outcome.doubled_outside} mails came twice and no row says so."),
        (outcome.waiting, f"{outcome.waiting} mails are not sent {patience} s after the last fault."),
        (last_after > patience, f"The last mail came {last_after} s after the last fault, not within {patience} s."),
        (outcome.doubts > most_doubts, f"{outcome.doubts} doubts are more than the {most_doubts} that can be."),
        (unclear, f"{len(unclear)} pages had no clear answer, the first: {next(iter(unclear), '')}"),
        (surprises, f"{len(surprises)} programs ended by themselves, the first: {next(iter(surprises), '')}"),
    ]
    return [sentence for is_broken, sentence in found if is_broken]
