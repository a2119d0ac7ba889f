"""The file of anchors: how far the record was sealed, and with which link, kept outside the database.

A chain whose end was cut off is a shorter chain without a fault; only who wrote down elsewhere how long it was sees
that. One line is `position link instant`. The file is only ever appended to; keep it where those who can change the
database cannot, or copy it there.

A power cut while a line is written leaves a part of one at the end, without its line end. That is no tampering: whoever
could tear a line could as well take it away. The next anchor closes it with a word, and begins a line of its own; a
line that was complete and is no anchor is a fault.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

# What the next anchor writes behind a line that was torn.
TORN = " (torn)"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last link of the chain at one moment."""

    position: int
    mac: bytes
    at: datetime

    def __str__(self) -> str:
        return f"{self.position} {self.mac.hex()} {self.at.isoformat()}"


class AnchorFile(NamedTuple):
    """Every anchor, the oldest first, and the numbers of the lines that are none: changed ones, and torn ones."""

    anchors: list[Anchor]
    unreadable: list[int]
    torn: list[int]


def read_anchors(path: Path) -> AnchorFile:
    """What the file holds. FileNotFoundError without a file."""
    *complete, rest = path.read_text(errors="replace").split("\n")
    found = AnchorFile([], [], [])
    for number, text in enumerate(complete, start=1):
        try:
            found.anchors.append(_parsed(text))
        except ValueError:
            (found.torn if text.endswith(TORN) else found.unreadable).append(number)
    if rest and _is_torn(rest):
        found.torn.append(len(complete) + 1)
    elif rest:
        found.anchors.append(_parsed(rest))
    return found


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Add a line for this user alone to read, on the disk before this returns."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.fstat(handle).st_uid == os.geteuid():  # a file of somebody else's keeps the rights they gave it
            os.fchmod(handle, 0o600)
        os.write(handle, f"{_line_end(path)}{anchor}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync_folder(path.parent)


def _line_end(path: Path) -> str:
    """What is missing after the last line: nothing, its line end, or the word that it was torn as well."""
    rest = path.read_text(errors="replace").rpartition("\n")[2]
    if not rest:
        return ""
    return f"{TORN}\n" if _is_torn(rest) else "\n"


def _is_torn(rest: str) -> bool:
    """Whether what stands behind the last line end is less than an anchor; only its line end may be missing."""
    try:
        _parsed(rest)
    except ValueError:
        return True
    return False


def _parsed(text: str) -> Anchor:
    position, mac, at = text.split(" ")
    return Anchor(int(position), bytes.fromhex(mac), datetime.fromisoformat(at))


def _sync_folder(folder: Path) -> None:
    """A new file's name is on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
