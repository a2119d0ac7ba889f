"""Servers for one test run: quick, on their own, and gone without a trace afterwards."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentoring.local.files import socket_folder
from mentoring.local.lock import Lock
from mentoring.local.secrets import ensure_secrets
from mentoring.local.servers import Servers

PREFIX = "mentoring-test-"
CONNECTIONS = 200  # each of the tests' processes has some
ABANDONED = 60  # seconds: a younger folder may be about to take its lock


class Throwaway:
    """A `.local` in the temporary folder, with everything that the settings ask for."""

    def __init__(self) -> None:
        sweep()
        self.local = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.lock = Lock(self.local)
        self.lock.take(purpose="tests")
        self.servers = Servers(self.local, keep=False, connections=CONNECTIONS)

    def start(self) -> dict[str, str]:
        """What the environment has to hold."""
        try:
            addresses = self.servers.start()
        except BaseException:
            self.stop()
            raise
        return {**ensure_secrets(self.local), **addresses, "MENTORING_LOCAL_DIR": str(self.local)}

    def stop(self) -> None:
        self.servers.stop()
        with self.lock:
            pass


def sweep() -> None:
    """Remove what runs that were killed left in the temporary folder; the servers themselves died with them."""
    for local in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        found = local.stat()
        if found.st_uid != os.geteuid() or time.time() - found.st_mtime < ABANDONED:
            continue
        with Lock(local) as lock:
            if lock.take(purpose="sweep"):
                shutil.rmtree(socket_folder(local), ignore_errors=True)
                shutil.rmtree(local, ignore_errors=True)


@contextmanager
def throwaway_servers() -> Iterator[dict[str, str]]:
    throwaway = Throwaway()
    try:
        yield throwaway.start()
    finally:
        throwaway.stop()
