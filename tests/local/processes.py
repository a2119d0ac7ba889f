"""Looks at this machine's processes, for tests that must leave none."""

import os
from pathlib import Path

from mentoring.local.files import socket_folder
from mentoring.local.waiting import wait_until

OURS = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "SURVEY_KEY", "AUDIT_KEY", "AUDIT_ANCHOR_FILE"),
    *("SITE_URL", "EMAIL_HOST", "EMAIL_PORT"),
)


def processes_of(local: Path) -> list[str]:
    """The command lines of whatever runs for this `.local`."""
    return [command_of(process) for process in found_processes(local)]


def found_processes(local: Path) -> list[Path]:
    """Valkey writes its title over its environment, and shows its socket there."""
    variable, sockets = f"MENTORING_LOCAL_DIR={local}".encode(), str(socket_folder(local))
    return [
        process
        for process in Path("/proc").glob("[0-9]*")
        if variable in environment_of(process) or sockets in command_of(process)
    ]


def command_of(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:  # it ended meanwhile
        return ""


def environment_of(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def none_left(local: Path, *, seconds: float = 20) -> bool:
    return wait_until(lambda: not processes_of(local), seconds=seconds)


def clean_environment(local: Path, **more: str) -> dict[str, str]:
    """As in a new terminal: without what this test run put there."""
    put_there = (*OURS, "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "CI")
    kept = {
        name: value for name, value in os.environ.items() if name not in put_there and not name.startswith("PYTEST_")
    }
    return {**kept, "MENTORING_LOCAL_DIR": str(local), **more}
