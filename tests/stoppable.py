"""Servers that a test may stop and start again: its own, apart from those that all tests share."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentoring.local import postgres, valkey
from mentoring.local.files import own_folder, socket_folder
from mentoring.local.postgres import Postgres
from mentoring.local.processes import stop_all
from mentoring.local.valkey import Valkey

Server = Postgres | Valkey


def stop(server: Server) -> None:
    stop_all([server.child], seconds=10)


@contextmanager
def own_valkey() -> Iterator[tuple[Valkey, str]]:
    """A running Valkey and its address, as REDIS_URL has it."""
    with own_folders() as (local, sockets):
        server = Valkey(local=local, sockets=sockets)
        try:
            server.start()
            yield server, valkey.url_in(sockets)
        finally:
            stop(server)


@contextmanager
def own_postgres() -> Iterator[tuple[Postgres, str]]:
    """A running PostgreSQL with an empty database, and its address, as DATABASE_URL has it."""
    with own_folders() as (local, sockets):
        server = Postgres(local=local, sockets=sockets, keep=False)
        try:
            server.start()
            yield server, postgres.url_in(sockets)
        finally:
            stop(server)
            server.remove()


@contextmanager
def own_folders() -> Iterator[tuple[Path, Path]]:
    local = Path(tempfile.mkdtemp(prefix="m-"))
    sockets = socket_folder(local)
    own_folder(sockets)
    try:
        yield local, sockets
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
        shutil.rmtree(local, ignore_errors=True)
