"""Who runs the servers of one `.local`, and what they told about it. Only a held lock makes these files true."""

import fcntl
import json
from pathlib import Path
from typing import TextIO

from mentoring.local.files import private_folder, write_private

TOLD = ("addresses", "up")


class Lock:
    """One process at a time may run the servers of `local`. The kernel frees the lock of a killed one."""

    def __init__(self, local: Path) -> None:
        self.local = local
        self.path = private_folder(local) / "lock"
        self.held: TextIO | None = None

    def take(self, *, purpose: str) -> bool:
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self.held = file
        forget(self.local)  # whoever left these files is gone
        file.truncate(0)
        file.write(purpose)
        file.flush()
        return True

    def __enter__(self) -> "Lock":
        return self

    def __exit__(self, *_error: object) -> None:
        if self.held:
            forget(self.local)
            self.held.close()
            self.held = None


def purpose_of_holder(local: Path) -> str:
    return (local / "lock").read_text().strip() or "another command"


def tell(local: Path, name: str, values: dict) -> None:
    write_private(local / f"{name}.json", json.dumps(values, indent=2))


def told(local: Path, name: str) -> dict:
    try:
        return json.loads((local / f"{name}.json").read_text())
    except FileNotFoundError:
        return {}


def forget(local: Path) -> None:
    for name in TOLD:
        (local / f"{name}.json").unlink(missing_ok=True)
