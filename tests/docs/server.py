"""A machine as docs/production.md sets it up, in one folder: its commands run as they stand on the page.

Paths, the port and the name of the company are others; `sudo`, `setpriv`, `install` and `systemctl` do what they do for
somebody who may everything and has one user. All else is real.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mentoring.lib.env import BASE_DIR
from mentoring.local.postgres import installed_package
from tests.docs.markdown import lines_of
from tests.docs.units import Unit, started_by
from tests.local.processes import clean_environment
from tests.running import free_port
from tests.stoppable import own_postgres, own_valkey

GUIDE = Path("docs/production.md")
PROGRAMS = {
    "sudo": ['[ "$1" != -u ] || shift 2', 'exec env "$@"'],
    "setpriv": ["shift 3", 'exec "$@"'],
    "systemctl": ['echo "$@" >> "$(dirname "$0")/systemctl.calls"'],
    "install": [
        "for each; do",
        "    shift",
        '    case "$each" in --owner | --group) skipped=yes ;; *)',
        '        [ -n "$skipped" ] || set -- "$@" "$each"',
        "        skipped=",
        "    esac",
        "done",
        'exec /usr/bin/install "$@"',
    ],
}


@dataclass
class Server:
    folder: Path
    # Of PostgreSQL.
    sockets: Path
    redis_url: str
    port: int

    @property
    def programs(self) -> Path:
        return self.folder / "programs"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def here(self, text: str) -> str:
        """A line of the page or of a file under deploy, with what is another on this machine."""
        others = {
            "/opt/mentoring/.venv/bin/python": sys.executable,
            ".venv/bin/python": sys.executable,
            "/usr/local/bin": str(self.programs),
            "/opt/mentoring": str(BASE_DIR),
            "/etc/mentoring": str(self.folder / "settings"),
            "/var/lib/mentoring": str(self.state),
            "/var/backups/mentoring": str(self.folder / "backups"),
            "/run/postgresql": str(self.sockets),
            "redis://127.0.0.1:6379/0": self.redis_url,
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "mail.your-company.example": "127.0.0.1",
            "your-company.example": "company.com",
        }
        return re.sub("|".join(map(re.escape, others)), lambda found: others[found.group()], text)

    def run(self, line: str, *, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
        found = subprocess.run(
            ["sh", "-e", "-c", self.here(line)],
            env=self.environment(),
            cwd=BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert may_fail or found.returncode == 0, f"{line}\n{found.stdout}\n{found.stderr}"
        return found

    def environment(self) -> dict[str, str]:
        postgres = installed_package() / "pginstall" / "bin"
        path = os.pathsep.join([str(self.programs), str(postgres), "/usr/sbin", "/usr/bin", "/bin"])
        asked = {"PATH": path, "PGHOST": str(self.sockets), "PGUSER": "mentoring", "PGDATABASE": "postgres"}
        return {**clean_environment(self.state), **asked}

    def settings(self) -> dict[str, str]:
        """What systemd would give the services; PostgreSQL knows its user by the name that the system has for them."""
        files = [self.folder / "settings" / name for name in ("environment", "keys")]
        lines = [shlex.split(line, comments=True) for file in files for line in file.read_text().splitlines()]
        read = dict(part.split("=", 1) for line in lines for part in line)
        return {"PATH": os.defpath, "HOME": str(self.state), "PGUSER": "mentoring", **read}

    def command_of(self, unit: Unit) -> list[str]:
        return shlex.split(self.here(started_by(unit)))

    def put_programs(self) -> None:
        self.programs.mkdir()
        for name, lines in PROGRAMS.items():
            put_program(self.programs / name, "\n".join(["#!/bin/sh", *lines, ""]))

    def set_up(self) -> None:
        """As the page says: settings, keys, the script; then the addresses of this machine."""
        for line in lines_of(GUIDE, "## Settings and keys"):
            self.run(line)
        put_program(self.programs / "mentoring", self.here((self.programs / "mentoring").read_text()))
        settings = self.folder / "settings" / "environment"
        settings.write_text(self.here(settings.read_text()))
        for line in lines_of(GUIDE, "## Begin"):
            if line.startswith(("sudo mentoring check", "sudo mentoring migrate", "sudo mentoring collectstatic")):
                self.run(line)


def put_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    with own_postgres() as (postgres, _url), own_valkey() as (_valkey, redis_url):
        made = Server(folder, postgres.sockets, redis_url, free_port())
        made.state.mkdir(mode=0o700)
        made.put_programs()
        made.set_up()
        yield made
