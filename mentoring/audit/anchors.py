"""The file of anchors: how far the record was sealed, and with which link, kept outside the database.

A chain whose end was cut off is a shorter chain without a fault; only who wrote down elsewhere how long it was sees
that. One line is `position link instant`. The file is only ever appended to; keep it where those who can change the
database cannot, or copy it there.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last link of the chain at one moment."""

    position: int
    mac: bytes
    at: datetime

    def __str__(self) -> str:
        return f"{self.position} {self.mac.hex()} {self.at.isoformat()}"


def read_anchors(path: Path) -> tuple[list[Anchor], list[int]]:
    """Every anchor, the oldest first, and the numbers of lines that are none. FileNotFoundError without a file."""
    anchors, unreadable = [], []
    for number, text in enumerate(path.read_text(errors="replace").splitlines(), start=1):
        try:
            anchors.append(_parsed(text))
        except ValueError:
            unreadable.append(number)
    return anchors, unreadable


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Add a line for this user alone to read, on the disk before this returns."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.fstat(handle).st_uid == os.geteuid():  # a file of somebody else's keeps the rights they gave it
            os.fchmod(handle, 0o600)
        os.write(handle, f"{_line_end(handle)}{anchor}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync_folder(path.parent)


def _line_end(handle: int) -> str:
    """What is missing after a line that a power cut tore, so that the next one does not go with it."""
    size = os.fstat(handle).st_size
    return "" if size == 0 or os.pread(handle, 1, size - 1) == b"\n" else "\n"


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
