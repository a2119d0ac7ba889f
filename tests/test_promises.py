"""The list of promises is whole and honest: what it calls proven is proven by tests that are there and always run."""

import subprocess
import sys
import tomllib

import pytest

from tests import promises
from tests.local.processes import clean_environment
from tests.promises import IN_PART, LATER, PROVEN, how_far, name_of, read, why_no_proof

LIST = read()
FEWEST_PROVEN = 30


def test_list_holds_every_promise_and_no_other():
    assert [each.number for each in LIST] == [f"R{number}" for number in range(1, 61)]


def test_enough_is_proven():
    proven = [each.number for each in LIST if each.standing == PROVEN]

    assert len(proven) >= FEWEST_PROVEN, how_far(LIST)


def test_promises_are_sentences_with_tests_or_the_reason_why_there_are_none():
    said = [words for each in LIST for words in (each.words, each.open, each.later) if words]

    assert [words for words in said if not (words[0].isupper() and words.endswith("."))] == []
    assert [each.number for each in LIST if bool(each.tests) is bool(each.later) or (each.open and each.later)] == []
    assert [each.number for each in LIST if len(set(each.tests)) < len(each.tests)] == []


def test_no_two_promises_say_the_same():
    assert len({each.words for each in LIST}) == len(LIST)


def test_named_tests_are_there_and_always_run():
    named = [f"{each.number} {test}" for each in LIST for test in each.tests]

    assert {name: why for name in named if (why := why_no_proof(name.partition(" ")[2]))} == {}


MODULE = """
import pytest
def test_plain(): pass
async def test_waiting(): pass
@pytest.mark.parametrize("n", [1, 2])
def test_of_numbers(n): pass
@pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.skip)])
def test_of_one_number(n): pass
@pytest.mark.skip(reason="x")
def test_left_out(): pass
@pytest.mark.skipif(True, reason="x")
def test_left_out_here(): pass
@pytest.mark.xfail
def test_that_may_fail(): pass
def test_that_gives_up(): pytest.skip("x")
def helper(): pass
class TestThings:
    def test_inside(self): pass
    @pytest.mark.xfail
    def test_inside_that_may_fail(self): pass
@pytest.mark.skip
class TestNothing:
    def test_inside(self): pass
class TestLater:
    pytestmark = [pytest.mark.skipif(True, reason="x")]
    def test_inside(self): pass
"""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("test_plain", ""),
        ("test_waiting", ""),
        ("test_of_numbers", ""),
        ("TestThings::test_inside", ""),
        ("test_gone", "there is no such test"),
        ("helper", "there is no such test"),
        ("TestThings", "there is no such test"),
        ("TestThings::test_gone", "there is no such test"),
        ("test_inside", "there is no such test"),
        ("test_of_one_number", "it says pytest.mark.skip"),
        ("test_left_out", "it says pytest.mark.skip"),
        ("test_left_out_here", "it says pytest.mark.skipif"),
        ("test_that_may_fail", "it says pytest.mark.xfail"),
        ("test_that_gives_up", "it says pytest.skip"),
        ("TestThings::test_inside_that_may_fail", "it says pytest.mark.xfail"),
        ("TestNothing::test_inside", "it says pytest.mark.skip"),
        ("TestLater::test_inside", "it says pytest.mark.skipif"),
    ],
)
def test_what_proves_nothing_is_told(tmp_path, name, why):
    (tmp_path / "test_small.py").write_text(MODULE)

    assert why_no_proof(f"test_small.py::{name}", root=tmp_path) == why


def test_marks_of_a_whole_module_count(tmp_path):
    (tmp_path / "test_small.py").write_text(f"{MODULE}\npytestmark = pytest.mark.skip")

    assert why_no_proof("test_small.py::test_plain", root=tmp_path) == "it says pytest.mark.skip"


@pytest.mark.parametrize("test", ["test_away.py::test_plain", "small.py::test_plain", "test_small.py"])
def test_what_is_no_test_of_a_module_is_told(tmp_path, test):
    for name in ("small.py", "test_small.py"):
        (tmp_path / name).write_text(MODULE)

    assert why_no_proof(test, root=tmp_path).startswith("there is no such")


def test_list_is_read_as_it_is_written(tmp_path):
    path = tmp_path / "promises.toml"
    path.write_text('[R1]\npromise = "One."\ntests = ["a::b"]\n[R2]\npromise = "Two."\ntests = ["a::c"]\nopen = "Half."'
                    '\n[R3]\npromise = "Three."\nlater = "Soon."')  # fmt: skip

    found = read(path)

    assert [each.standing for each in found] == [PROVEN, IN_PART, LATER]
    assert how_far(found) == "3 promises: 1 proven, 1 in part, 1 later."


@pytest.mark.parametrize(
    ("text", "mistake"),
    [('[R1]\ntests = []', KeyError), ('[R1]\npromise = "One."\nlatter = "Soon."', TypeError),
     ('[R1]\npromise = "One."\n[R1]\npromise = "One again."', tomllib.TOMLDecodeError)],
)  # fmt: skip
def test_list_that_is_no_list_is_a_mistake(tmp_path, text, mistake):
    path = tmp_path / "promises.toml"
    path.write_text(text)

    with pytest.raises(mistake):
        read(path)


@pytest.mark.parametrize(
    "node_id", ["a/test_b.py::test_c", "a/test_b.py::test_c[x::y@z]@pages", "a/test_b.py::test_c@z"]
)
def test_name_of_a_test_is_told_without_parameters_and_group(node_id):
    assert name_of(node_id) == "a/test_b.py::test_c"


# A small project that watches its promises as this one does


CONFTEST = """
import os
from tests.promises import Promise, watch

def pytest_configure(config):
    named = enumerate(os.environ["NAMED"].split(), 1)
    watch(config, [Promise(f"R{number}", words="Kept.", tests=[test]) for number, test in named])
"""
SMALL = """
import pytest
@pytest.fixture
def browser(): pytest.skip("no browser here")
@pytest.mark.parametrize("n", range(4))
def test_kept(n): pass
@pytest.mark.parametrize("n", range(3))
def test_kept_in_part(n):
    if n == 2: pytest.skip("not that one")
def test_looks(browser): pass
@pytest.mark.xfail
def test_may_fail(): assert False
@pytest.mark.parametrize("n", [])
def test_of_nothing(n): pass
@pytest.mark.long
def test_long(): pass
"""


@pytest.fixture
def run_small(tmp_path):
    """The tests of a small project, some of which its list names; whether they passed, and what was said of them."""
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = .\nmarkers = long\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_small.py").write_text(SMALL)

    def run(*named: str, arguments=()) -> tuple[bool, list[str]]:
        names = " ".join(f"test_small.py::{name}" for name in named)
        ours = {"PYTHONPATH": str(promises.ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "NAMED": names}
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "xdist", *arguments],
            cwd=tmp_path,
            env=clean_environment(tmp_path, **ours),
            capture_output=True,
            text=True,
        )
        assert ended.returncode in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED), ended.stdout + ended.stderr
        return ended.returncode == pytest.ExitCode.OK, [line for line in ended.stdout.splitlines() if "proven" in line]

    return run


LEFT_OUT = ["test_looks", "test_kept_in_part", "test_may_fail", "test_of_nothing"]


@pytest.mark.parametrize("arguments", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "beside"])
def test_run_fails_where_a_named_test_was_left_out(run_small, arguments):
    passed, said = run_small("test_kept", *LEFT_OUT, "test_gone", arguments=arguments)

    assert passed is False
    assert said == [
        *(f"R{n} is not proven: test_small.py::{name} was skipped." for n, name in enumerate(LEFT_OUT, 2)),
        "R6 is not proven: test_small.py::test_gone did not run to its end.",
        "6 promises: 6 proven, 0 in part, 0 later.",
    ]


@pytest.mark.parametrize("arguments", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "beside"])
def test_run_passes_where_all_named_tests_ran(run_small, arguments):
    passed, said = run_small("test_kept", "test_long", arguments=arguments)

    assert (passed, said) == (True, ["2 promises: 2 proven, 0 in part, 0 later."])


@pytest.mark.parametrize(
    "arguments", [("-m", "not long"), *(pytest.param(each, marks=pytest.mark.long) for each in (("-k", "kept"),
                                                                                            ("test_small.py",)))]
)  # fmt: skip
def test_whoever_chose_among_the_tests_is_told_nothing(run_small, arguments):
    assert run_small("test_looks", "test_long", arguments=arguments) == (True, [])
