"""Child processes that never outlive the process which started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

PR_SET_PDEATHSIG = 1
LONGEST_LOG = 5_000_000
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    """One program that runs beside this one, in a session of its own so that Ctrl-C reaches it only through us."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        cwd: str | Path = "/",
        **options: Any,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.stop_signal = stop_signal
        self.options: dict[str, Any] = {"cwd": cwd, "env": environment, **options}
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with opened_log(self.log) as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=ends_with_parent(self.stop_signal),
                **self.options,
            )

    @property
    def exit_code(self) -> int | None:
        """None while it runs, or before it started."""
        return self.process.poll() if self.process else None

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process and self.exit_code is None:
            self.process.send_signal(self.stop_signal)

    def await_end(self, deadline: float) -> None:
        """Wait for one that was asked; after the deadline (of `time.monotonic`) end it and all it started.

        It is not asked again: a second signal makes some programs drop what they are finishing.
        """
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def log_tail(self) -> str:
        return tail(self.log)


def tail(log: Path, lines: int = 15) -> str:
    text = log.read_text(errors="replace") if log.exists() else ""
    return "\n".join(text.splitlines()[-lines:])


def ends_with_parent(with_signal: signal.Signals) -> Callable[[], None]:
    """Runs in the child before its program starts: the kernel then ends it when we die, even by `kill -9`."""
    parent = os.getpid()

    def arrange() -> None:
        if LIBC is None:
            return
        LIBC.prctl(PR_SET_PDEATHSIG, int(with_signal))
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return arrange


def note(log: Path, sentence: str) -> None:
    """A line of our own among those of a program."""
    with opened_log(log) as file:
        file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {sentence}\n".encode())


def opened_log(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def stop_all(children: Sequence[Child], *, seconds: float) -> None:
    """Ask all at once, then wait for each: together they take as long as the slowest, at most `seconds`."""
    deadline = time.monotonic() + seconds
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.await_end(deadline)
