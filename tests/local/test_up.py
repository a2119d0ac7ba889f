import http.client
import json
import os
import signal
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from mentoring.lib.env import BASE_DIR
from mentoring.local.files import socket_folder
from mentoring.local.lock import Lock, tell
from mentoring.local.programs import listener_on
from mentoring.local.waiting import wait_until
from tests.local.processes import clean_environment, command_of, found_processes, none_left, processes_of
from tests.running import Running, free_port

PROGRAMS = ["gunicorn", "--queues ticks", "--queues jobs", "beat", "mail_sink", "bin/postgres", "valkey-server"]
PEOPLE_STAY = "People are here already, and stay."


@pytest.fixture
def start(local):
    started = []

    def start_up(*arguments: str) -> Running:
        started.append(Running(local, *arguments))
        return started[-1]

    yield start_up
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.wait()
    assert none_left(local, seconds=30)


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, content


def told(local: Path, name: str) -> dict:
    return json.loads((local / f"{name}.json").read_text())


def all_run(local: Path) -> bool:
    commands = processes_of(local)
    return all(any(program in command for command in commands) for program in PROGRAMS)


@pytest.mark.long
def test_up_runs_everything_is_killed_starts_again_and_stops_cleanly(start, local):
    """The long way of one folder, with everything that may happen to it."""
    port = free_port()
    up = start("--no-demo", "--port", str(port), "--workers", "1")
    assert up.says("Ctrl-C stops everything."), up.said
    assert f"Mentoring runs at http://localhost:{port}\n" in up.said
    assert PEOPLE_STAY not in up.said
    assert get(port, "/accounts/login/")[0] == 200
    assert wait_until(lambda: all_run(local), seconds=30)

    a_mail_can_be_read(port, local)
    a_command_joins(port, local)
    a_lost_program_returns(up, port, local)
    up.process.kill()
    assert none_left(local, seconds=30)

    again = start("--no-demo", "--port", str(port), "--workers", "1")
    assert again.says("Ctrl-C stops everything."), again.said
    assert PEOPLE_STAY in again.said
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(30) == 0
    assert again.said.endswith("Stopping ...\nEverything is stopped.\n")
    assert processes_of(local) == []
    assert [(local / name).exists() for name in ("addresses.json", "up.json")] == [False, False]
    assert not socket_folder(local).exists()


def a_mail_can_be_read(port: int, local: Path) -> None:
    with smtplib.SMTP("127.0.0.1", int(told(local, "addresses")["EMAIL_PORT"]), timeout=30) as connection:
        connection.sendmail("m@mail.example", ["minh@mail.example"], "Subject: A letter from here\n\nHello")

    assert "A letter from here" in get(port, "/mailbox/")[1]


def a_command_joins(port: int, local: Path) -> None:
    """Here one that brings somebody in."""
    show = (
        "from django.conf import settings; from mentoring.accounts.models import User;"
        " User.objects.create(email='ada@mail.example', name='Ada Lark'); print(settings.SITE_URL)"
    )
    joined = subprocess.run(
        [sys.executable, "-m", "mentoring", "shell", "-v", "0", "-c", show],
        cwd=BASE_DIR,
        env=clean_environment(local),
        capture_output=True,
        text=True,
    )

    assert joined.stdout == f"http://localhost:{port}\n", joined.stderr


def a_lost_program_returns(up: Running, port: int, local: Path) -> None:
    os.kill(pid_of("gunicorn", local), signal.SIGKILL)

    assert up.says("web ended with -9 and is started again.")
    assert get(port, "/accounts/login/")[0] == 200


def pid_of(program: str, local: Path) -> int:
    """The oldest process that runs it, which is the one that `up` started."""
    return min(int(process.name) for process in found_processes(local) if program in command_of(process))


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_up_that_is_stopped_while_it_starts_leaves_nothing(start, local, number):
    up = start("--no-demo", "--port", str(free_port()))
    assert wait_until(lambda: (local / "addresses.json").exists(), seconds=60)

    up.process.send_signal(number)

    assert up.process.wait(30) == 0
    assert up.said == "Starting ...\nEverything is stopped.\n"


def test_taken_port_is_refused_before_anything_starts(start, local):
    with listener_on(0) as taken:
        port = taken.getsockname()[1]
        up = start("--port", str(port))

        assert up.process.wait(60) == 1
    assert up.said.startswith(f"Port {port} is not free: Address already in use. Choose another one, for example: ")
    assert sorted(path.name for path in local.iterdir()) == ["lock"]


def test_second_up_says_that_one_runs_and_where(start, local):
    with Lock(local) as lock:
        lock.take(purpose="manage.py up --port 8000")
        tell(local, "up", {"port": 8000})

        second = start("--port", str(free_port()))

        assert second.process.wait(60) == 1
    assert second.said == (
        "`manage.py up --port 8000` already runs from this folder, at http://localhost:8000. "
        "Stop it with Ctrl-C first.\n"
    )
