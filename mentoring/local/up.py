"""`manage.py up`: servers, tables, pages, workers, the clock and the mailbox in one go; Ctrl-C ends them all."""

import argparse
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from mentoring.lib.env import LOCAL_DIR
from mentoring.local import greeting, preparation, programs
from mentoring.local.lock import Lock, purpose_of_holder, tell
from mentoring.local.processes import Child, stop_all
from mentoring.local.progress import NO_WORK, Progress, Sending, Working
from mentoring.local.readiness import Readiness
from mentoring.local.secrets import ensure_secrets
from mentoring.local.sentence import Unable, say
from mentoring.local.servers import Servers
from mentoring.local.stopping import Stopped, note_signals
from mentoring.local.watch import Watch

SETTINGS = "mentoring.settings.dev"
QUEUES = ("ticks", "jobs")


def up(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    note_signals()
    try:
        with ExitStack() as stack:
            Up(options, stack).run()
    except Stopped:
        say("Everything is stopped.")
    return 0


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="manage.py up", description=__doc__)
    result.add_argument("--port", type=int, default=8000, help="where the pages are shown (8000)")
    result.add_argument("--workers", type=int, default=2, help="how many processes serve pages (2)")
    result.add_argument("--no-demo", action="store_true", help="begin with an empty company")
    return result


class Up:
    """One run. Whatever it starts tells the stack how it is stopped, so that all of it stops in the reverse order."""

    def __init__(self, options: argparse.Namespace, stack: ExitStack) -> None:
        self.options = options
        self.stack = stack
        self.local = LOCAL_DIR
        self.seconds = seconds_before()
        self.watch = Watch()
        self.mail_listener: socket.socket | None = None

    def run(self) -> None:
        self.take_lock_and_port()
        say("Starting ...")
        with self.phase("servers"):
            addresses = self.start_servers() | self.open_mailbox()
        tell(self.local, "addresses", addresses)
        environment = {**os.environ, **addresses, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONUNBUFFERED": "1"}
        with self.phase("tables"):
            preparation.prepare_tables_and_files(local=self.local, addresses=addresses, environment=environment)
        if self.options.no_demo and preparation.has_people(addresses["DATABASE_URL"]):
            say(f"People are here already, and stay. To begin with none, stop this and move {self.local.name} away.")
        self.start_programs(environment)  # they load while the demonstration is made
        if not self.options.no_demo and preparation.wants_demo(addresses):
            say("Making the demonstration company ...")
            with self.phase("demonstration"):
                preparation.make_demo(local=self.local, environment=environment)
        with self.phase("pages"):
            self.wait_until_ready(addresses)
        tell(self.local, "up", {"port": self.port})
        say(greeting.text(self.local, self.port, self.seconds, data=self.servers.data, anybody=bool(self.address)))
        self.stack.callback(say, "Stopping ...")
        known = {**os.environ, **addresses}
        self.watch.for_ever(
            Progress(Sending(self.port, known).is_stuck, self.senders),
            Progress(Working(self.port, known).is_stuck, self.workers, NO_WORK),
        )

    def take_lock_and_port(self) -> None:
        """Before anything starts, so that a refusal leaves everything as it was."""
        lock = self.stack.enter_context(Lock(self.local))
        if not lock.take(purpose=f"manage.py up --port {self.options.port}"):
            raise Unable(
                f"`{purpose_of_holder(self.local)}` already runs from this folder"
                f"{greeting.running_address(self.local)}. Stop it with Ctrl-C first."
            )
        self.listener = self.stack.enter_context(programs.listener_on(self.options.port))
        self.port = self.listener.getsockname()[1]

    def start_servers(self) -> dict[str, str]:
        ensure_secrets(self.local)
        self.servers = Servers(self.local)
        self.stack.callback(self.servers.stop)
        addresses = self.servers.start()
        preparation.check_servers(addresses)
        for server in self.servers.running:
            self.watch.add(server.child, server.start)
        return addresses

    def open_mailbox(self) -> dict[str, str]:
        """Where mail goes: to our own sink, unless the environment names a mail server."""
        addresses = {"SITE_URL": f"http://localhost:{self.port}"}
        if not os.environ.get("EMAIL_HOST"):
            self.mail_listener = self.stack.enter_context(programs.listener_on(0))
            host, port = self.mail_listener.getsockname()
            addresses |= {"EMAIL_HOST": host, "EMAIL_PORT": str(port)}
        return addresses

    def start_programs(self, environment: Mapping[str, str]) -> None:
        local, mail = self.local, self.mail_listener
        pages = programs.web(self.listener, workers=self.options.workers, local=local, environment=environment)
        clock = programs.beat(local=local, environment=environment)
        workers = [programs.worker(queue, local=local, environment=environment) for queue in QUEUES]
        self.workers = [workers[QUEUES.index("jobs")]]
        self.senders = [workers[QUEUES.index("ticks")], clock]
        mailbox = [programs.mail_sink(mail, local=local, environment=environment)] if mail else []
        for group in (mailbox, workers, [pages, clock]):  # what gives work to others stops before them
            self.stack.callback(stop_all, group, seconds=4)
        self.start(*mailbox, pages, *workers, clock)

    def wait_until_ready(self, addresses: Mapping[str, str]) -> None:
        mail = self.local / "mail" if self.mail_listener else None
        self.address = preparation.somebody_who_signs_in(addresses["DATABASE_URL"])
        readiness = Readiness(self.port, mail=mail, address=self.address)
        self.watch.until_ready(readiness, self.local / "log" / "web.log")

    def start(self, *children: Child) -> None:
        for child in children:
            child.start()
            self.watch.add(child, child.start)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def seconds_before() -> dict[str, float]:
    """What manage.py took to prepare `.venv`, and Python to come here."""
    began = os.environ.pop("MENTORING_BEGAN", None)
    return {"environment": time.time() - float(began)} if began else {}
