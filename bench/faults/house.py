"""Everything that serves a company, in processes of its own that may be killed: whatever ends is started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2

from bench.faults.mail_server import MailServer
from mentoring.lib.env import BASE_DIR
from mentoring.local import postgres, preparation, programs, valkey
from mentoring.local.files import own_folder, socket_folder
from mentoring.local.postgres import Postgres
from mentoring.local.processes import Child, stop_all
from mentoring.local.secrets import ensure_secrets
from mentoring.local.stopping import SIGNALS, Stopped, asked, heed, note_signals
from mentoring.local.valkey import Valkey
from mentoring.local.waiting import wait_until

TWO = 2  # workers, and beats
# What of the environment a program of the house sees: nothing that says where other servers are.
SEEN = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH")
PROCESSES = Path("/proc")
STALLED = 45.0
PREFIX = "mentoring-faults-"


class House:
    """PostgreSQL, Valkey, a mail server, the pages, two workers and two beats. `application` is what these two run."""

    def __init__(self, local: Path, stack: ExitStack, *, application: str) -> None:
        self.local, self.stack = local, stack
        sockets = own_folder(socket_folder(local))
        stack.callback(shutil.rmtree, sockets, ignore_errors=True)
        # It keeps its promises of what is on disk, as a real one does.
        self.postgres, self.valkey = Postgres(local=local, sockets=sockets), Valkey(local=local, sockets=sockets)
        self.mail = MailServer(local)
        self.listeners = [stack.enter_context(programs.listener_on(0)) for _ in range(2)]
        self.port, mail_port = (listener.getsockname()[1] for listener in self.listeners)
        self.environment = {
            **{name: os.environ[name] for name in SEEN if name in os.environ},
            **ensure_secrets(local),
            "MENTORING_LOCAL_DIR": str(local),
            "DJANGO_SETTINGS_MODULE": "mentoring.settings.dev",
            "DATABASE_URL": postgres.url_in(sockets),
            "REDIS_URL": valkey.url_in(sockets),
            "SITE_URL": f"http://localhost:{self.port}",
            "EMAIL_HOST": programs.LOOPBACK,
            "EMAIL_PORT": str(mail_port),
            "PYTHONUNBUFFERED": "1",
        }
        self.workers = [self._worker(f"worker-{number}", application) for number in range(1, TWO + 1)]
        self.beats = [self._beat(f"beat-{number}", application) for number in range(1, TWO + 1)]
        self.mail_server = self._mail_server()
        self.pages = programs.web(self.listeners[0], workers=1, local=local, environment=self.environment)
        self.began = 0.0
        self.expected: set[int] = set()
        self.surprises: list[str] = []

    @property
    def children(self) -> list[Child]:
        """What gives work to others first."""
        return [self.pages, *self.beats, *self.workers]

    def start_servers(self) -> None:
        """With empty tables."""
        self.stack.callback(self._end_servers)
        self.postgres.start()
        self.valkey.start()
        addresses = {name: self.environment[name] for name in ("DATABASE_URL", "REDIS_URL")}
        preparation.prepare_tables_and_files(local=self.local, addresses=addresses, environment=self.environment)

    def start_pages(self) -> None:
        """And where the mails will go."""
        self.stack.callback(self._end_programs)
        for child in (self.mail_server, self.pages):
            child.start()

    def start_senders(self) -> None:
        self.began = now()
        for child in (*self.workers, *self.beats):
            child.start()

    def kill(self, pid: int) -> None:
        """As a machine does that runs out of memory."""
        self.expected.add(pid)
        os.kill(pid, signal.SIGKILL)

    def look(self) -> None:
        """Start again what ended, as `manage.py up` and systemd do; only the mail server must not end."""
        if self.mail_server.exit_code is not None:
            raise RuntimeError(f"The mail server ended:\n{self.mail_server.log_tail()}")
        for child in self.children:
            if child.exit_code is not None and child.process is not None:
                if child.process.pid not in self.expected:
                    self.surprises.append(f"{child.name} ended by itself with {child.exit_code}.")
                child.start()

    def until(self, is_true: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
        """Wait for something, and keep everything running meanwhile."""

        def looked() -> bool:
            self.look()
            return is_true()

        return wait_until(looked, seconds=seconds, every=every)

    def is_stalled(self) -> bool:
        """Nothing arrives any more: not even the longest lease of a sender that was killed keeps mails so long."""
        return now() - max(self.mail.last_at(), self.began) > STALLED

    def run_code(self, code: str, **environment: str) -> str:
        """What Python code says that runs beside the house, on its database."""
        command = [sys.executable, "-m", "mentoring", "shell", "--no-imports", "-v", "0", "-c", code]
        ended = subprocess.run(
            command, cwd=BASE_DIR, env={**self.environment, **environment}, capture_output=True, text=True
        )
        heed()
        if ended.returncode:
            raise RuntimeError(f"This failed: {code}\n{ended.stderr}")
        return ended.stdout

    def query(self, sql: str) -> Sequence[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.environment["DATABASE_URL"])) as own, own, own.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def _worker(self, name: str, application: str) -> Child:
        options = [*programs.WORKER, "--queues", "ticks,jobs", "--hostname", f"{name}@%h"]
        return self._celery(name, application, *options)

    def _beat(self, name: str, application: str) -> Child:
        return self._celery(
            name, application, "beat", "--loglevel", "warning", "--schedule", str(self.local / f"{name}.schedule")
        )

    def _celery(self, name: str, application: str, *options: str) -> Child:
        command = ["celery", "-A", application, *options]
        return programs.python_child(name, *command, local=self.local, environment=self.environment)

    def _mail_server(self) -> Child:
        number = self.listeners[1].fileno()
        command = ["bench.faults.mail_server", "--folder", str(self.local), "--listener", str(number)]
        return programs.python_child(
            "mail", *command, local=self.local, environment=self.environment, pass_fds=[number]
        )

    def _end_programs(self) -> None:
        for group in (self.children, [self.mail_server]):
            stop_all(group, seconds=10)
        wait_until(lambda: not self._left(), seconds=5)
        for pid in self._left():  # whose worker was killed, and who did not notice
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _end_servers(self) -> None:
        stop_all([self.postgres.child, self.valkey.child], seconds=10)
        self.postgres.remove()

    def _left(self) -> list[int]:
        """The Python processes of this house that still run."""
        ours = f"MENTORING_LOCAL_DIR={self.local}".encode()
        return [int(each.name) for each in PROCESSES.glob("[0-9]*") if ours in _environment_of(each)]


@contextmanager
def open_house(*, application: str) -> Iterator[House]:
    """A house in a folder of its own, not started yet; of it nothing is left afterwards, neither process nor file.

    Ctrl-C is noted and heeded wherever something is waited for: what Python raises while it forks would be dropped.
    """
    with _signals_noted(), ExitStack() as stack:
        local = Path(tempfile.mkdtemp(prefix=PREFIX))
        stack.callback(shutil.rmtree, local, ignore_errors=True)
        try:
            yield House(local, stack, application=application)
        finally:
            asked.clear()  # it was heeded; tidying up waits for things, too


@contextmanager
def _signals_noted() -> Iterator[None]:
    before = {each: signal.getsignal(each) for each in SIGNALS}
    note_signals()
    try:
        yield
    except Stopped:
        raise KeyboardInterrupt from None
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _environment_of(process: Path) -> Sequence[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:  # it ended meanwhile, or is not ours to ask
        return ()


def now() -> float:
    """By the clock that names the mails."""
    return time.time()
