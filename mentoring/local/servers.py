"""PostgreSQL and Valkey for one `.local`, each only where the environment names none."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentoring.local import postgres, valkey
from mentoring.local.files import own_folder, socket_folder
from mentoring.local.postgres import Postgres
from mentoring.local.processes import Child, stop_all
from mentoring.local.valkey import Valkey

STOP_SECONDS = 10


class Servers:
    """Those of the two that the environment does not name. Whoever starts them holds the lock of `local`."""

    def __init__(self, local: Path, *, keep: bool = True, connections: int = 100) -> None:
        self.local = local
        self.keep = keep
        self.sockets = socket_folder(local)
        self.running: list[Postgres | Valkey] = []
        own_folder(self.sockets)
        if "DATABASE_URL" in missing():
            self.running.append(Postgres(local=local, sockets=self.sockets, keep=keep, connections=connections))
        if "REDIS_URL" in missing():
            self.running.append(Valkey(local=local, sockets=self.sockets))

    @property
    def children(self) -> list[Child]:
        return [server.child for server in self.running]

    @property
    def data(self) -> Path | None:
        """Where our own PostgreSQL keeps its files."""
        return next((server.data for server in self.running if isinstance(server, Postgres)), None)

    def start(self) -> dict[str, str]:
        """The addresses of both servers, ours or the environment's."""
        for server in self.running:
            server.start()
        return addresses(self.local)

    def stop(self) -> None:
        stop_all(self.children, seconds=STOP_SECONDS)
        shutil.rmtree(self.sockets, ignore_errors=True)
        if not self.keep:
            self.remove()

    def remove(self) -> None:
        for server in self.running:
            if isinstance(server, Postgres):
                server.remove()
        shutil.rmtree(self.local, ignore_errors=True)


def missing() -> list[str]:
    """The servers that the environment does not name, by the variable that would."""
    return [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]


def addresses(local: Path) -> dict[str, str]:
    """Where both servers answer once they run; the environment's own addresses win."""
    sockets = socket_folder(local)
    ours = {"DATABASE_URL": postgres.url_in(sockets), "REDIS_URL": valkey.url_in(sockets)}
    return {name: os.environ.get(name) or address for name, address in ours.items()}


@contextmanager
def running_servers(local: Path, *, keep: bool = True, connections: int = 100) -> Iterator[dict[str, str]]:
    """Both servers for as long as the block lasts. The caller holds the lock."""
    servers = Servers(local, keep=keep, connections=connections)
    try:
        yield servers.start()
    finally:
        servers.stop()
