"""An `up` in a process of its own, as a person starts it, and what can be seen of it from outside."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import psycopg2
from psycopg2.extensions import cursor

from mentoring.lib.env import BASE_DIR
from mentoring.local.files import name_for
from mentoring.local.lock import told
from mentoring.local.processes import ends_with_parent
from mentoring.local.programs import listener_on
from mentoring.local.unprivileged import ROOMS
from mentoring.local.waiting import wait_until
from tests.local.processes import clean_environment, none_left

READY = "Ctrl-C stops everything."
PATIENCE = 180  # seconds: the machine may be busy with other tests
# What happens to people and pairs; sessions of browsers, accounts and the record of events are not among them.
STORY = ("programmes_", "matching_", "agreements_", "feedback_", "outbox_")
NEVER_CHANGED = ("feedback_snapshot", "feedback_goalsnapshot", "feedback_meetingsnapshot")


class Running:
    """An `up` in a process of its own, as a person starts it."""

    def __init__(self, local: Path, *arguments: str) -> None:
        self.local = local
        self.output = local.with_name("output.txt")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mentoring", "up", *arguments],
                cwd=BASE_DIR,
                env=clean_environment(local),
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=ends_with_parent(signal.SIGTERM),
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def says(self, text: str, seconds: float = 120) -> bool:
        wait_until(lambda: text in self.said or self.process.poll() is not None, seconds=seconds)
        return text in self.said


def free_port() -> int:
    with listener_on(0) as listener:
        return listener.getsockname()[1]


class Product:
    """A running product, seen from outside: its address, its commands, its mails and its database."""

    def __init__(self, running: Running, port: int) -> None:
        self.running = running
        self.local = running.local
        self.site = f"http://localhost:{port}"
        self._read: dict[str, EmailMessage] = {}

    def run(self, *arguments: str) -> str:
        """What a management command says, in a second terminal."""
        ended = self._command(*arguments)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def refuse(self, *arguments: str) -> str:
        """What a management command says that must not succeed."""
        ended = self._command(*arguments)
        assert ended.returncode == 1, ended.stdout
        return ended.stderr

    def _command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mentoring", *arguments],
            cwd=BASE_DIR,
            env=clean_environment(self.local),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    @property
    def mails(self) -> list[EmailMessage]:
        """Every mail that went out, the oldest first."""
        for path in sorted((self.local / "mail").glob("*.eml")):
            if path.name not in self._read:
                self._read[path.name] = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        return [self._read[name] for name in sorted(self._read)]

    def mails_to(self, address: str, subject: str = "") -> list[EmailMessage]:
        """The mails to somebody whose subject begins so, the oldest first."""
        return [mail for mail in self.mails if mail["To"] == address and mail["Subject"].startswith(subject)]

    def mail_to(self, address: str, subject: str, *, number: int = 1) -> EmailMessage:
        """The first (or second ...) of these mails, once it went out."""

        def is_there() -> bool:
            return len(self.mails_to(address, subject)) >= number or self._let_the_minute_pass()

        there = wait_until(is_there, seconds=PATIENCE, every=0.2)
        assert there, f"no mail “{subject}”, but {[mail['Subject'] for mail in self.mails_to(address)]}"
        return self.mails_to(address, subject)[number - 1]

    def _let_the_minute_pass(self) -> bool:
        """What nobody waits for leaves with the full minute: that much a test need not wait either."""
        self.query(NEXT_MINUTE)
        return False

    @contextmanager
    def database(self) -> Iterator[cursor]:
        """One transaction of somebody who looks into the database from outside."""
        connection = psycopg2.connect(told(self.local, "addresses")["DATABASE_URL"])
        with closing(connection), connection, connection.cursor() as opened:
            yield opened

    def query(self, sql: str, *values: object) -> list[tuple]:
        with self.database() as database:
            database.execute(sql, values)
            return database.fetchall() if database.description else []

    def becomes(self, sql: str, *values: object) -> bool:
        """Whether the answer to a question becomes true while the workers are at it."""
        return wait_until(lambda: self.query(sql, *values) == [(True,)], seconds=PATIENCE, every=0.2)

    def let_days_pass(self, days: int) -> None:
        """As if so many days had gone by: every moment of the story lies that much further back.

        A test cannot wait for weeks. Everything moves together, so that all stays as it would be.
        """
        assert self.becomes(NOTHING_UNDER_WAY)
        with self.database() as database:
            database.execute(MOMENTS)
            for table, columns in database.fetchall():
                if table.startswith(STORY) and table not in NEVER_CHANGED:
                    moved = ", ".join(f"{column} = {column} - make_interval(days => {days})" for column in columns)
                    database.execute(f"UPDATE {table} SET {moved}")  # noqa: S608 - names from the database itself
            database.execute(NEW_MONTH)


NEXT_MINUTE = """
    UPDATE outbox_outgoingmessage SET due_at = now()
    WHERE state = 'due' AND due_at BETWEEN now() AND now() + interval '1 minute'
"""
NOTHING_UNDER_WAY = "SELECT NOT EXISTS (SELECT FROM outbox_outgoingmessage WHERE state IN ('claimed', 'sending'))"
# A month is no moment: where weeks have gone by another one has begun, in which nothing was counted yet.
NEW_MONTH = "UPDATE outbox_outgoingmessage SET counted_month = NULL, counted_number = NULL"
MOMENTS = """
    SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('date', 'timestamp with time zone')
      AND column_name <> 'counted_month'
    GROUP BY table_name ORDER BY table_name
"""


def words_of(mail: EmailMessage) -> str:
    """What a mail reads as plain text."""
    return "\n".join(mail.get_body(("plain",)).get_content().splitlines())


def link_in(mail: EmailMessage) -> str:
    """Where the one button of a mail leads."""
    (address,) = re.findall(r"^https?://\S+$", words_of(mail), re.MULTILINE)
    return address


@contextmanager
def running_product(*arguments: str) -> Iterator[Product]:
    """A product of its own in a short temporary folder, gone without a trace afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="m-"))
    port = free_port()
    running = Running(folder / ".local", "--port", str(port), "--workers", "1", *arguments)
    try:
        assert running.says(READY, seconds=PATIENCE), running.said
        yield Product(running, port)
    finally:
        running.process.send_signal(signal.SIGTERM)
        try:
            running.process.wait(60)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()
        assert none_left(running.local, seconds=30)
        shutil.rmtree(ROOMS / name_for(running.local), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
