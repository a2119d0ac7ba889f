import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import pytest

from mentoring.lib.env import BASE_DIR
from mentoring.local import testing
from mentoring.local.skips import Skips, forbidden
from mentoring.local.testing import announce_and_run, chooses_tests, parallel, reading_checks, tier
from tests.local.processes import clean_environment

SERVERS = {"DATABASE_URL": "postgres://db.example/mentoring", "REDIS_URL": "redis://redis.example/0"}
TESTS = """
import os
import pathlib
import pytest

@pytest.mark.parametrize("number", range(4))
def test_notes_its_cache(number, worker_id):
    pathlib.Path(__file__).with_name(f"{worker_id}.txt").write_text(os.environ["REDIS_URL"])

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(8))
def test_of_a_group(number, worker_id):
    with pathlib.Path(__file__).with_name("group.txt").open("a") as file:
        file.write(f"{worker_id} ")

@pytest.mark.skip(reason="nobody knows")
def test_skipped(): pass

@pytest.mark.skip(reason="needs shared/data")
def test_needs_data(): pass

@pytest.mark.xfail(reason="known")
def test_known_to_fail(): assert False
"""
CASES = """
import pytest

@pytest.fixture
def db(): pass

@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("letter", "abc")
def test_asks(db, number, letter): pass

@pytest.mark.django_db
@pytest.mark.parametrize("number", range(9))
def test_marked(number): pass

@pytest.mark.parametrize("number", [1, 2])
def test_of_two(db, number): pass

@pytest.mark.parametrize("number", [1, 2, 3, 4, pytest.param(5, marks=pytest.mark.long)])
def test_said(db, number): pass

@pytest.mark.parametrize("number", range(5))
def test_asks_nothing(number): pass

def test_of_one_case(db): pass
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


GROUPED = ["-n", "2", "--dist", "loadgroup"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [([], GROUPED), (["-x"], GROUPED), (["-n", "4"], []), (["-n0"], []), (["--pdb"], [])],
)
def test_tests_run_side_by_side_unless_somebody_says_otherwise(arguments, expected):
    assert parallel(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["-m", "not long"]),
        (["-x"], ["-m", "not long", "-x"]),
        (["--all"], []),
        (["--all", "-x"], ["-x"]),
        (["-m", "long"], ["-m", "long"]),
    ],
)
def test_long_tests_stay_out_unless_all_are_asked_for(arguments, expected):
    assert tier(arguments) == expected


def test_checks_are_installed_programs_that_change_nothing():
    checks = reading_checks()

    assert [command[0].rpartition("/")[2] for command in checks] == ["ruff", "ruff", "lint-imports", "mypy", "djade"]
    assert [command[1:3] for command in checks[:2]] == [["format", "--check"], ["check", "."]]
    assert checks[4][1] == "--check"


def test_checks_that_read_the_code_learn_the_models_without_servers_or_secrets(monkeypatch, tmp_path, capfd):
    """As mypy does; with anything missing, whoever never ran `manage.py up` could not run the tests."""
    learn = "import django; django.setup(); print('knows', django.apps.apps.get_model('programmes.Cohort').__name__)"
    monkeypatch.setattr(testing, "reading_checks", lambda: [[sys.executable, "-c", learn], ["false"]])

    testing.run_checks(clean_environment(tmp_path, DJANGO_SETTINGS_MODULE="mentoring.settings.dev"))

    assert "knows Cohort\n" in capfd.readouterr().out


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
    """A small run with the plugin, as the continuous integration does it; the servers are only names."""
    (tmp_path / "test_small.py").write_text(TESTS)
    without = [
        option for name in ("django", "randomly", "playwright", "cacheprovider") for option in ("-p", f"no:{name}")
    ]

    def run(*arguments: str) -> subprocess.CompletedProcess:
        plugins = ["-p", "mentoring.local.pytest_servers", "-p", "mentoring.local.pytest_groups", *without]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *plugins, "-c", "/dev/null", "--rootdir", tmp_path, tmp_path, *arguments],
            cwd=BASE_DIR,
            env=clean_environment(tmp_path, CI="true", **SERVERS),
            capture_output=True,
            text=True,
        )

    return run


@pytest.mark.long
def test_run_side_by_side_fails_for_a_skipped_test_and_parts_the_caches(run_pytest, tmp_path):
    ended = run_pytest("-n", "2")

    assert ended.returncode == pytest.ExitCode.TESTS_FAILED, ended.stdout
    offenders = [line for line in ended.stdout.splitlines() if line.startswith("test_small.py::")]
    assert offenders == ["test_small.py::test_skipped: Skipped: nobody knows"]
    noted = {path.stem: path.read_text() for path in tmp_path.glob("gw*.txt")}
    assert noted == {"gw0": "redis://redis.example/1", "gw1": "redis://redis.example/2"}


@pytest.mark.long
def test_tests_of_a_group_stay_on_one_worker(run_pytest, tmp_path):
    """Otherwise each worker starts a product of its own for its part of them."""
    run_pytest(*GROUPED, "-k", "group")

    workers = (tmp_path / "group.txt").read_text().split()
    assert (len(workers), len(set(workers))) == (8, 1)


def test_short_run_takes_two_of_many_cases_that_ask_the_database(run_pytest, tmp_path):
    """Where somebody said which cases are long, that holds; and all run where all are asked for."""
    (tmp_path / "test_small.py").write_text(CASES)

    collect = ("-p", "mentoring.local.pytest_tiers", "--collect-only", "-q")
    short, every = run_pytest(*collect, "-m", "not long").stdout, run_pytest(*collect).stdout

    taken = Counter(line.split("::")[1].split("[")[0] for line in short.splitlines() if "::" in line)
    assert taken == {
        "test_asks": 2,
        "test_marked": 2,
        "test_of_two": 2,
        "test_said": 4,
        "test_asks_nothing": 5,
        "test_of_one_case": 1,
    }
    assert {"test_small.py::test_marked[0]", "test_small.py::test_marked[8]"} <= set(short.splitlines())
    assert every.count("::") == 9 + 9 + 2 + 5 + 5 + 1


@pytest.mark.long
def test_run_without_forbidden_skips_passes(run_pytest):
    ended = run_pytest("--deselect", "test_small.py::test_skipped")

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
