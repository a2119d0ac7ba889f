"""Both commands of the README in a fresh clone, as whoever runs the tests and, for root, as a new user too.

The one place where tests need package registries: everything is installed anew, with an empty package cache.
"""

import contextlib
import os
import pwd
import re
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from mentoring.local.waiting import wait_until
from tests.bare.machine import Machine, machine, new_user
from tests.running import READY, free_port

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("bare")]
PATIENCE = 900  # seconds: everything is fetched and installed, beside other tests
# Pure parts, the database, and a page in a browser that has to be fetched.
SOME_TESTS = ["tests/lib/test_crypto.py", "tests/accounts/test_sign_in.py", "tests/browser/test_pages.py"]
CHOSEN = "crypto or sign_in or (test_pages and login)"
USERS = ["root", "a new user"] if os.geteuid() == 0 else ["this user"]


@pytest.fixture(params=USERS)
def bare(request):
    """The machine of one user."""
    person = new_user() if request.param == "a new user" else contextlib.nullcontext(pwd.getpwuid(os.geteuid()))
    with person as user, machine(Path(tempfile.mkdtemp(prefix="bare-")), user) as made:
        yield made


def python_packages(bare: Machine) -> str:
    """What the machine's own Python holds."""
    command = [bare.path / "python3", "-m", "pip", "list", "--format", "freeze"]
    return subprocess.run(command, env=bare.environment(), capture_output=True, text=True, check=True).stdout


def ends_well(process: subprocess.Popen, output: Path) -> None:
    assert process.wait(PATIENCE) == 0, output.read_text()[-5000:]


def test_both_commands_do_all_the_setting_up(bare, tmp_path):
    before = python_packages(bare)
    starts_and_stops(bare, tmp_path / "first.txt")
    starts_and_stops(bare, tmp_path / "second.txt")
    some_tests_pass(bare, tmp_path / "tests.txt")

    assert python_packages(bare) == before
    assert sorted(path.name for path in bare.clone.iterdir() if path.name in (".venv", ".local")) == [".local", ".venv"]


def starts_and_stops(bare: Machine, output: Path) -> None:
    """`up` says that it is up once a code mail came; it says how long each phase took, and Ctrl-C ends it."""
    process = bare.popen("up", "--port", str(free_port()), output=output)
    try:
        ready = wait_until(
            lambda: READY in output.read_text() or process.poll() is not None, seconds=PATIENCE, every=0.2
        )
        said = output.read_text()
        assert ready, said
        assert re.search(r"Ready after [\d.]+ s \(environment [\d.]+ s, servers ", said), said
        assert "PostgreSQL: its own" in said
        assert len(re.findall(r"@demo\.example", said)) >= 6, said
    finally:
        process.send_signal(signal.SIGINT)
    ends_well(process, output)
    assert output.read_text().endswith("Everything is stopped.\n")


def some_tests_pass(bare: Machine, output: Path) -> None:
    ends_well(bare.popen("test", *SOME_TESTS, "-k", CHOSEN, output=output), output)
    said = output.read_text()
    assert re.search(r"\d+ passed", said), said
    assert "skipped" not in said, said
