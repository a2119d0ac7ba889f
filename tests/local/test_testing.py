import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from mentoring.lib.env import BASE_DIR
from mentoring.local import testing
from mentoring.local.skips import Skips, forbidden
from mentoring.local.testing import announce_and_run, chooses_tests, parallel, reading_checks
from tests.local.processes import clean_environment

TESTS = """
import os
import socket
import pytest

def test_passes(): pass

@pytest.mark.skip(reason="nobody knows")
def test_skipped(): pass

@pytest.mark.skip(reason="needs shared/data")
def test_needs_data(): pass

@pytest.mark.xfail(reason="known")
def test_known_to_fail(): assert False
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], False),
        (["-x", "-q"], False),
        (["-m", "slow"], False),
        (["-k", "mailbox"], True),
        (["-kmailbox"], True),
        (["tests/local"], True),
        (["tests/test_access.py::test_view_declares_its_rule"], True),
    ],
)
def test_checks_are_left_out_when_somebody_chooses_tests(arguments, expected):
    assert chooses_tests(arguments) is expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [([], ["-n", "2"]), (["-x"], ["-n", "2"]), (["-n", "4"], []), (["-n0"], []), (["--pdb"], [])],
)
def test_tests_run_side_by_side_unless_somebody_says_otherwise(arguments, expected):
    assert parallel(arguments) == expected


def test_checks_are_installed_programs_that_change_nothing():
    checks = reading_checks()

    assert [command[0].rpartition("/")[2] for command in checks] == ["ruff", "ruff", "lint-imports", "djade"]
    assert [command[1:3] for command in checks[:2]] == [["format", "--check"], ["check", "."]]
    assert checks[3][1] == "--check"


def test_check_that_finds_something_is_named_and_ends_the_run(capfd):
    code = announce_and_run([sys.executable, "-c", "raise SystemExit(3)"], {})

    said = capfd.readouterr()
    assert code == 3
    assert said.out.startswith("python -c ")
    assert said.err == "python found something; put it right, then run the tests again.\n"


def test_first_check_that_fails_is_the_last(monkeypatch):
    monkeypatch.setattr(testing, "reading_checks", lambda: [["false"], ["no-such-program"]])

    assert testing.run_checks({}) == 1


@pytest.fixture
def run_pytest(tmp_path):
    """A small run with the plugin; the servers are those of this run, as its environment names them."""
    (tmp_path / "test_small.py").write_text(TESTS)

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        plugins = ["-p", "mentoring.local.pytest_servers", "-p", "no:django", "-p", "no:randomly"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *plugins, "-c", "/dev/null", "--rootdir", tmp_path, tmp_path, *arguments],
            cwd=BASE_DIR,
            env={**clean_environment(tmp_path), **NO_SERVERS, **environment},
            capture_output=True,
            text=True,
        )

    return run


NO_SERVERS = {"DATABASE_URL": "postgres://db.example/mentoring", "REDIS_URL": "redis://redis.example/0"}


def test_skipped_test_fails_a_run_of_the_continuous_integration(run_pytest):
    ended = run_pytest(CI="true")

    assert ended.returncode == pytest.ExitCode.TESTS_FAILED
    offenders = [line for line in ended.stdout.splitlines() if line.startswith("test_small.py::")]
    assert offenders == ["test_small.py::test_skipped: Skipped: nobody knows"]


def test_skipped_test_fails_it_also_when_tests_run_side_by_side(run_pytest):
    assert run_pytest("-n", "2", CI="true").returncode == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    ("arguments", "environment"), [([], {}), (["--deselect", "test_small.py::test_skipped"], {"CI": "true"})]
)
def test_run_without_forbidden_skips_passes(run_pytest, arguments, environment):
    ended = run_pytest(*arguments, **environment)

    assert ended.returncode == pytest.ExitCode.OK, ended.stdout


def test_module_that_skips_itself_is_noted_too():
    skips = Skips()
    report = SimpleNamespace(skipped=True, nodeid="tests/test_x.py", longrepr=("tests/test_x.py", 1, "Skipped: no lib"))

    skips.pytest_collectreport(report)

    assert skips.found == ["tests/test_x.py: Skipped: no lib"]


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("1", True), ("false", False), ("", False)])
def test_only_the_continuous_integration_forbids_skips(monkeypatch, value, expected):
    monkeypatch.setenv("CI", value)

    assert forbidden() is expected


def test_each_process_of_the_tests_has_a_cache_of_its_own(run_pytest, tmp_path):
    (tmp_path / "test_small.py").write_text(
        "import json, os, pathlib, pytest\n"
        "@pytest.mark.parametrize('number', range(8))\n"
        "def test_note(number, worker_id):\n"
        f"    pathlib.Path({str(tmp_path)!r}, worker_id + '.json').write_text(json.dumps(os.environ['REDIS_URL']))\n"
    )

    run_pytest("-n", "2")

    noted = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("gw*.json")}
    assert noted == {"gw0": "redis://redis.example/1", "gw1": "redis://redis.example/2"}
