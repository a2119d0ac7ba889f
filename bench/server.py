"""The product on a server of its own, as `manage.py up` starts it, and what each request takes of a processor there."""

import ctypes
import http.client
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from bench.site import HOST
from mentoring.local.processes import Child, stop_all
from mentoring.local.programs import LOOPBACK, listener_on, web
from mentoring.local.waiting import wait_until

# As many as `manage.py up` starts when it is not told.
WORKERS = 2
PROCESSES = Path("/proc")
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Answers:
    """To the same request, again and again: what one took of a processor and how long each was waited for, in ms."""

    cpu: float
    waits: Sequence[float]


class Server:
    def __init__(self, port: int, child: Child) -> None:
        self.port = port
        self.child = child

    def answers(self) -> bool:
        if self.child.exit_code is not None:
            raise RuntimeError(f"The server ended:\n{self.child.log_tail()}")
        try:
            self.get("/livez", 1)
        except (OSError, http.client.HTTPException):
            return False
        return True

    def measured(self, path: str, times: int, *, cookie: str) -> Answers:
        """The clocks are read before and after all of them: one alone is too short for that."""
        clocks = [cpu_clock(pid) for pid in self.processes()]
        before = sum(map(time.clock_gettime_ns, clocks))
        waits = self.get(path, times, cookie=cookie)
        spent = sum(map(time.clock_gettime_ns, clocks)) - before
        return Answers(spent / times / 1e6, waits)

    def get(self, path: str, times: int, *, cookie: str = "") -> list[float]:
        """Ask one after the other over one connection, as a proxy in front would; how long each took, in ms."""
        connected = http.client.HTTPConnection(LOOPBACK, self.port, timeout=60)
        headers = {"Host": HOST, "Cookie": cookie}
        waits = []
        try:
            for _ in range(times):
                began = time.perf_counter()
                connected.request("GET", path, headers=headers)
                response = connected.getresponse()
                response.read()
                waits.append((time.perf_counter() - began) * 1000)
                if response.status != http.HTTPStatus.OK:
                    raise RuntimeError(f"{path} answers {response.status}.")
        finally:
            connected.close()
        return waits

    def processes(self) -> list[int]:
        """The one that was started, and those it started."""
        first = self.child.process.pid if self.child.process else 0
        return [first, *children_of(first)]


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """The product with the bare page on this command's database, for the block; `folder` takes its log."""
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ,
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
        "DJANGO_SETTINGS_MODULE": "bench.site.settings",
        "PYTHONUNBUFFERED": "1",
    }
    with listener_on(0) as listener:
        child = web(listener, workers=WORKERS, local=folder, environment=environment, application="bench.site.wsgi")
        server = Server(listener.getsockname()[1], child)
        child.start()
        try:
            if not wait_until(server.answers, seconds=60):
                raise RuntimeError(f"The server does not answer:\n{child.log_tail()}")
            yield server
        finally:
            stop_all([child], seconds=5)


def cpu_clock(pid: int) -> int:
    """The number of the clock that runs while a thread of this process is on a processor (POSIX)."""
    number = ctypes.c_int()
    error = LIBC.clock_getcpuclockid(pid, ctypes.byref(number))
    if error:
        raise OSError(error, os.strerror(error))
    return number.value


def children_of(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    return [child for child, parent in _parents() if parent == pid]


def _parents() -> Iterator[tuple[int, int]]:
    """Each process and the one that started it."""
    for process in PROCESSES.glob("[0-9]*"):
        try:
            facts = (process / "stat").read_text()
        except OSError:  # it ended meanwhile
            continue
        # Behind its name, which may hold anything, stand its state and its parent.
        yield int(process.name), int(facts.rpartition(")")[2].split()[1])
