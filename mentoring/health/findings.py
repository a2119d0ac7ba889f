"""What a look at one part of an installation found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look at this", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it stands, and where it is not well, what to do."""

    part: str
    state: State
    words: str


Findings = Iterator[Finding]


def ok(part: str, words: str) -> Finding:
    return Finding(part, "ok", words)


def look(part: str, words: str) -> Finding:
    return Finding(part, "look at this", words)


def broken(part: str, words: str) -> Finding:
    return Finding(part, "broken", words)


def listed(names: Iterable[str], most: int = 3) -> str:
    """The first few of many, and how many more."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
