"""Whether mails leave and long work is picked up.

A worker can live, be connected and take no work: only what is achieved shows it.
"""

import socket
import time
from collections.abc import Callable, Mapping, Sequence

from mentoring.local.preparation import check_servers
from mentoring.local.processes import Child, note, stop_all
from mentoring.local.readiness import Site
from mentoring.local.sentence import Unable, say

ASKED_EVERY = 10.0  # seconds
RED_FOR = 60.0
APART = 300.0
STOP_SECONDS = 4.0
PUMP, JOBS, DATABASE = "/healthz/pump", "/healthz/jobs", "/readyz"
NO_MAILS, NO_WORK = "Mails have not left in time", "Long work was not picked up in time"


class Progress:
    """Asks a probe, and restarts the programs that should do what it looks at once it has said no for a minute.

    `is_stuck` says whether nothing goes on although everything it needs answers; `trouble` says so on the terminal.
    """

    def __init__(self, is_stuck: Callable[[], bool], children: Sequence[Child], trouble: str = NO_MAILS) -> None:
        self.is_stuck = is_stuck
        self.children = children
        self.trouble = trouble
        self.ask_at = 0.0
        self.red_since: float | None = None
        self.restarted_at: float | None = None

    def look(self) -> None:
        now = time.monotonic()
        if now < self.ask_at:
            return
        self.ask_at = now + ASKED_EVERY
        if not self.is_stuck():
            self.red_since = None
            return
        if self.red_since is None:
            self.red_since = now
        if now - self.red_since >= RED_FOR and not self.was_restarted_lately(now):
            self.restart(now)

    def was_restarted_lately(self, now: float) -> bool:
        return self.restarted_at is not None and now - self.restarted_at < APART

    def restart(self, now: float) -> None:
        """Which of them is stuck cannot be seen from outside, so all of them."""
        names = " and ".join(child.name for child in self.children)
        are = "are" if len(self.children) > 1 else "is"
        sentence = f"{self.trouble} for {RED_FOR:.0f} s: {names} {are} started again."
        say(sentence)
        self.restarted_at = now
        stop_all(self.children, seconds=STOP_SECONDS)
        for child in self.children:
            note(child.log, sentence)
            child.start()


class Working:
    """What does long work, seen from outside: its probe, and the servers without which no worker can help."""

    probe = JOBS

    def __init__(self, port: int, addresses: Mapping[str, str]) -> None:
        self.site = Site(port)
        self.addresses = addresses

    def is_stuck(self) -> bool:
        return (
            self.site.get(self.probe).status == "503"
            and self.site.get(DATABASE).status == "200"
            and self.servers_answer()
        )

    def servers_answer(self) -> bool:
        try:
            check_servers(self.addresses)
        except Unable:
            return False
        return True


class Sending(Working):
    """What sends mails, which also needs somewhere to send them to."""

    probe = PUMP

    def servers_answer(self) -> bool:
        return super().servers_answer() and self.mail_server_answers()

    def mail_server_answers(self) -> bool:
        """Only whether something listens; without a mail server named nothing can be sent."""
        host, port = self.addresses.get("EMAIL_HOST"), int(self.addresses.get("EMAIL_PORT") or 25)
        if not host:
            return False
        try:
            socket.create_connection((host, port), timeout=5).close()
        except OSError:
            return False
        return True
