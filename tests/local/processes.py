"""Looks at this machine's processes, for tests that must leave none."""

import os
from pathlib import Path

from mentoring.local.waiting import wait_until

OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "SURVEY_KEY", "SITE_URL", "EMAIL_HOST", "EMAIL_PORT")


def processes_of(local: Path) -> list[str]:
    """The command lines of whatever was started with this folder as its `.local`."""
    wanted = f"MENTORING_LOCAL_DIR={local}".encode()
    return [command for pid in Path("/proc").glob("[0-9]*") if (command := command_of(pid, wanted))]


def command_of(process: Path, variable: bytes) -> str:
    try:
        if variable in (process / "environ").read_bytes().split(b"\0"):
            return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:  # it ended meanwhile
        pass
    return ""


def none_left(local: Path, *, seconds: float = 20) -> bool:
    return wait_until(lambda: not processes_of(local), seconds=seconds)


def clean_environment(local: Path, **more: str) -> dict[str, str]:
    """As in a new terminal: without what this test run put there."""
    kept = {name: value for name, value in os.environ.items() if name not in (*OURS, "DJANGO_SETTINGS_MODULE", "CI")}
    return {**kept, "MENTORING_LOCAL_DIR": str(local), **more}
