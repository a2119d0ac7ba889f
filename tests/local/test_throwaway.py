import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from mentoring.local.files import socket_folder
from mentoring.local.lock import Lock
from mentoring.local.throwaway import ABANDONED, PREFIX, sweep, throwaway_servers
from tests.local.processes import clean_environment, none_left, processes_of

KILLED = """
import sys
from mentoring.local.throwaway import Throwaway
throwaway = Throwaway()
throwaway.start()
print(throwaway.local, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_throwaway_servers_bring_all_the_settings_need_and_leave_nothing(local):
    with throwaway_servers() as environment:
        folder = Path(environment["MENTORING_LOCAL_DIR"])
        existed = folder.is_dir()

    assert sorted(environment) == [
        "AUDIT_KEY",
        "DATABASE_URL",
        "FIELD_KEYS",
        "MENTORING_LOCAL_DIR",
        "REDIS_URL",
        "SECRET_KEY",
        "SURVEY_KEY",
    ]
    assert (existed, folder.exists(), socket_folder(folder).exists()) == (True, False, False)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_killed_run_leaves_no_server(local):
    environment = clean_environment(local)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as run:
        folder = Path(run.stdout.readline().strip())
        before = [command for command in processes_of(folder) if "postgres" in command or "valkey" in command]
        run.kill()

    assert len(before) >= 2
    assert none_left(folder)
    assert none_left(local)
    make_old(folder)
    sweep()
    assert (folder.exists(), socket_folder(folder).exists()) == (False, False)


def test_sweep_spares_what_runs_and_what_is_young(temporary):
    running, young, foreign = (temporary / name for name in (f"{PREFIX}a", f"{PREFIX}b", "something-else"))
    for folder in (young, foreign):
        folder.mkdir()
    with Lock(running) as lock:
        lock.take(purpose="tests")
        make_old(running)
        make_old(foreign)

        sweep()

        assert [folder.exists() for folder in (running, young, foreign)] == [True, True, True]


def make_old(folder: Path) -> None:
    then = time.time() - ABANDONED - 1
    os.utime(folder, (then, then))
