import os
import signal
import subprocess
import sys
import threading

import pytest

from mentoring.lib.env import BASE_DIR
from mentoring.local.commands import needs_no_servers, servers_for, take_or_join
from mentoring.local.files import socket_folder
from mentoring.local.lock import Lock, tell
from mentoring.local.servers import addresses
from tests.local.processes import clean_environment, none_left, processes_of

SHOW = "from django.db import connection as c; c.ensure_connection(); print('host', c.settings_dict['HOST'])"
LINGER = "import sys; print('on', flush=True); sys.stdin.read()"


def manage(local, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "mentoring", *arguments],
        cwd=BASE_DIR,
        env=clean_environment(local, **environment),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], True),
        (["help"], True),
        (["--version"], True),
        (["migrate", "--help"], True),
        (["collectstatic"], True),
        (["migrate"], False),
        (["shell"], False),
    ],
)
def test_commands_that_need_no_servers_start_none(arguments, expected):
    assert needs_no_servers(arguments) is expected


def test_command_without_servers_still_finds_every_setting(local):
    with servers_for(local, ["help"]):
        found = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
        started = processes_of(local)

    assert (found, started) == (addresses(local), [])
    assert (local / "secrets.json").exists()


def test_command_runs_on_servers_that_end_with_it(local):
    with servers_for(local, ["migrate"]):
        during = (local / "addresses.json").exists(), bool(processes_of(local))

    assert during == (True, True)
    assert not (local / "addresses.json").exists()
    assert none_left(local)


def test_command_joins_a_running_up(local):
    with Lock(local) as lock:
        lock.take(purpose="manage.py up --port 8000")
        tell(local, "up", {"port": 8000})

        with servers_for(local, ["migrate"]):
            assert processes_of(local) == []


def test_command_waits_for_another_one_and_says_for_which(local, capsys):
    with Lock(local) as holder, Lock(local) as waiting:
        holder.take(purpose="manage.py shell")
        threading.Timer(0.5, holder.__exit__).start()

        taken = take_or_join(waiting, purpose="manage.py migrate")

    assert taken
    assert capsys.readouterr().err.startswith("Waiting for `manage.py shell`, which uses the database in ")


@pytest.mark.long
def test_django_command_finds_the_servers_from_outside(local):
    ended = manage(local, "shell", "-v", "0", "-c", SHOW)

    assert ended.stderr == ""
    assert ended.stdout == f"host {socket_folder(local) / 'pg'}\n"


@pytest.mark.long
def test_unknown_command_is_refused_and_leaves_nothing(local):
    ended = manage(local, "no-such-command")

    assert ended.returncode == 1
    assert "Unknown command" in ended.stderr
    assert none_left(local)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, *(pytest.param(each, marks=pytest.mark.long) for each in (signal.SIGINT, signal.SIGHUP))]
)
def test_interrupted_command_stops_its_servers(local, number):
    command = [sys.executable, "-m", "mentoring", "shell", "-v", "0", "-c", LINGER]
    with subprocess.Popen(
        command,
        cwd=BASE_DIR,
        env=clean_environment(local),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout.readline() == b"on\n"

        running.send_signal(number)

        # Python itself makes the second of the first when the interrupted code was given as a string.
        assert running.wait(30) in (128 + number, -signal.SIGINT)
    assert processes_of(local) == []
    assert not (local / "addresses.json").exists()


def test_production_settings_start_no_servers_of_ours(local):
    settings = {"DJANGO_SETTINGS_MODULE": "mentoring.settings.production"}

    ended = manage(local, "check", **settings)

    assert ended.returncode != 0
    assert "SECRET_KEY" in ended.stderr
    assert not local.exists()
