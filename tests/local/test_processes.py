import signal
import subprocess
import sys

import pytest

from mentoring.local import processes
from mentoring.local.processes import Child, stop_all, tail
from mentoring.local.waiting import wait_until
from tests.local.processes import clean_environment, none_left, processes_of

SLEEPER = [sys.executable, "-c", "import time; print('on', flush=True); time.sleep(600)"]
STUBBORN = """
import signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(["sleep", "600"])
print("on", flush=True)
time.sleep(600)
"""
PARENT = """
import sys
from pathlib import Path
from mentoring.local.processes import Child
child = Child("child", ["sleep", "600"], log=Path(sys.argv[1]) / "child.log")
child.start()
print("started", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def child_of(tmp_path):
    made = []

    def make(command) -> Child:
        environment = clean_environment(tmp_path)
        child = Child("it", command, log=tmp_path / "log" / "it.log", environment=environment)
        made.append(child)
        child.start()
        assert wait_until(lambda: "on" in tail(child.log), seconds=20)
        return child

    yield make
    stop_all(made, seconds=0)


def test_child_runs_until_it_is_stopped(child_of):
    child = child_of(SLEEPER)
    running = child.runs

    stop_all([child], seconds=20)

    assert (running, child.runs, child.exit_code) == (True, False, -signal.SIGTERM)


def test_child_that_does_not_stop_is_ended_with_all_it_started(child_of, tmp_path):
    child = child_of([sys.executable, "-c", STUBBORN])

    stop_all([child], seconds=0.2)

    assert child.exit_code == -signal.SIGKILL
    assert none_left(tmp_path)


def test_child_that_never_started_can_be_stopped(tmp_path):
    child = Child("it", SLEEPER, log=tmp_path / "it.log")

    stop_all([child], seconds=1)

    assert (child.runs, child.exit_code) == (False, None)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_child_ends_with_a_killed_parent(tmp_path):
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=clean_environment(tmp_path)
    ) as parent:
        parent.stdout.readline()
        before = processes_of(tmp_path)
        parent.kill()

    assert "sleep 600 " in before
    assert none_left(tmp_path)


def test_log_that_grew_too_long_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LONGEST_LOG", 3)
    log = tmp_path / "it.log"
    log.write_text("long")

    with processes.opened_log(log) as file:
        file.write(b"new")

    assert (log.read_text(), (tmp_path / "it.old.log").read_text()) == ("new", "long")


def test_tail_is_the_end_of_a_log_or_nothing(tmp_path):
    (tmp_path / "it.log").write_text("one\ntwo\nthree\n")

    assert [tail(tmp_path / "it.log", lines=2), tail(tmp_path / "none.log")] == ["two\nthree", ""]


def test_child_is_asked_to_stop_once(child_of):
    """Celery takes a second signal for the wish to drop what it is doing."""
    count = (
        "import signal, time; signal.signal(signal.SIGTERM, lambda *_: (print('asked', flush=True), time.sleep(0.3)))"
    )
    child = child_of([sys.executable, "-c", f"{count}; print('on', flush=True); time.sleep(600)"])

    stop_all([child], seconds=1)

    assert tail(child.log) == "on\nasked"
