"""Which faults strike, in which order and when: the same for one seed, whoever sends."""

import math
import random
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    WORKER = "kill -9 of a worker"
    CHILD = "kill -9 of a worker's child"
    BEAT = "kill -9 of a beat"
    EMPTIED = "FLUSHALL"
    REDIS = "Redis killed, and back empty"
    POSTGRES = "PostgreSQL ended at once, and back"
    LOST_REPLY = "reply lost after DATA"
    SLOW_REPLY = "slow reply after DATA"


# Of the whole run: the first faults come early, and after the last there is still something to send.
FROM, TO = 0.02, 0.9
# Seconds for which a server is away at most.
LONGEST_ABSENCE = 4.0
# A reply that is waited for, and one that comes after the sender gave up (EMAIL_ANSWER_TIMEOUT is 10).
SLOW, TOO_SLOW = 4.0, 13.0


@dataclass(frozen=True, slots=True)
class Fault:
    """`after` so many mails arrived; `which` of the two processes of its kind; `seconds` for which it lasts."""

    kind: Kind
    after: int
    which: int = 0
    seconds: float = 0.0


def planned(*, seed: int, due: int, faults: int) -> list[Fault]:
    """So many faults among so many mails. None of the eight kinds comes twice more often than another."""
    chance = random.Random(seed)  # noqa: S311 - for measuring
    kinds: list[Kind] = []
    for _ in range(math.ceil(faults / len(Kind))):
        kinds += chance.sample(list(Kind), len(Kind))
    moments = sorted(chance.uniform(FROM, TO) for _ in range(faults))
    return [
        Fault(kind, after=round(moment * due), which=chance.randrange(2), seconds=_lasts(kind, chance))
        for kind, moment in zip(kinds[:faults], moments, strict=True)
    ]


def _lasts(kind: Kind, chance: random.Random) -> float:
    if kind in (Kind.REDIS, Kind.POSTGRES):
        return round(chance.uniform(0.5, LONGEST_ABSENCE), 1)
    return chance.choice((SLOW, TOO_SLOW)) if kind == Kind.SLOW_REPLY else 0.0
