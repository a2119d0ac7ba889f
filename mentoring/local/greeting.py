"""What `manage.py up` says once everything runs."""

import os
from collections.abc import Mapping
from pathlib import Path

from mentoring.local.lock import told

NOBODY = "Nobody can sign in yet. Make a site administrator in a second terminal: python3 manage.py createsuperuser"


def text(local: Path, port: int, seconds: Mapping[str, float], *, data: Path | None, anybody: bool) -> str:
    """`data` is where our own PostgreSQL keeps its files, if it is ours; `anybody` whether somebody can sign in."""
    lines = [
        f"Mentoring runs at http://localhost:{port}",
        mailbox(port),
        *(logins(local) if anybody else [NOBODY]),
        f"PostgreSQL: its own, in {data}." if data else "PostgreSQL: the one that DATABASE_URL names.",
        valkey(),
        f"Ready after {sum(seconds.values()):.1f} s ({', '.join(f'{k} {v:.1f} s' for k, v in seconds.items())}).",
        "Ctrl-C stops everything.",
    ]
    return "\n".join(lines)


def mailbox(port: int) -> str:
    if os.environ.get("EMAIL_HOST"):
        return f"Mails go to the server of EMAIL_HOST, {os.environ['EMAIL_HOST']}; the mailbox page stays empty."
    return f"Every mail it sends stays on this machine: http://localhost:{port}/mailbox/"


def logins(local: Path) -> list[str]:
    """The people of the demonstration and their passwords, as its command wrote them down."""
    path = local / "logins.txt"
    if not path.exists():
        return []
    people = [f"  {line}" for line in path.read_text().splitlines() if line.strip()]
    return ["Sign in as one of these, with the password or with a code that arrives in the mailbox:", *people]


def valkey() -> str:
    if os.environ.get("REDIS_URL"):
        return "Redis or Valkey: the one that REDIS_URL names."
    return "Valkey, which speaks Redis' protocol: its own, in memory."


def running_address(local: Path) -> str:
    port = told(local, "up").get("port")
    return f", at http://localhost:{port}" if port else ""
