"""deploy/restart-what-is-stuck: a worker that lives and takes no work is started again, and nothing else is."""

import subprocess
from pathlib import Path

import pytest

from mentoring.lib.env import BASE_DIR
from tests.docs.server import put_program

SCRIPT = BASE_DIR / "deploy" / "restart-what-is-stuck"
TICKS = "try-restart mentoring-worker@ticks.service mentoring-beat.service"
JOBS = "try-restart mentoring-worker@jobs.service"
MAILS, WORK, DATABASE = "/healthz/pump", "/healthz/jobs", "/readyz"


class Machine:
    """Probes say no to what is in the file `unwell`; a minute passes at once, and may change what they say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.becomes(now="")
        ask = 'for address; do :; done\n! grep --quiet --line-regexp "${address#http://127.0.0.1:8000}" unwell'
        later = "[ ! -e unwell.later ] || mv unwell.later unwell"
        programs = {"curl": ask, "sleep": later, "systemctl": 'echo "$@" >> calls'}
        for name, text in programs.items():
            put_program(folder / name, f"#!/bin/sh\n{text}\n")

    def becomes(self, *, now: str, later: str | None = None) -> None:
        (self.folder / "unwell").write_text(f"{now}\n")
        if later is not None:
            (self.folder / "unwell.later").write_text(f"{later}\n")

    def look(self) -> list[str]:
        path = {"PATH": f"{self.folder}:/usr/bin:/bin"}
        subprocess.run([SCRIPT], cwd=self.folder, env=path, check=True, capture_output=True)
        calls = self.folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []


@pytest.fixture
def machine(tmp_path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("now", "later", "restarted"),
    [
        ("", None, []),
        (MAILS, None, [TICKS]),
        (WORK, None, [JOBS]),
        (f"{MAILS}\n{WORK}", None, [TICKS, JOBS]),
        (MAILS, "", []),
        (DATABASE, None, []),
        (f"{DATABASE}\n{MAILS}\n{WORK}", None, []),
        (MAILS, f"{DATABASE}\n{MAILS}", []),
    ],
    ids=["all is well", "mails", "work", "both", "well a minute later", "database", "all", "database goes meanwhile"],
)
def test_what_stays_stuck_for_a_minute_is_started_again(machine, now, later, restarted):
    machine.becomes(now=now, later=later)

    assert machine.look() == restarted
