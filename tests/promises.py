"""What the product promises, and which tests prove it: the list is tests/promises.toml.

`.venv/bin/python -m tests.promises` tells how far it is. A promise counts as proven where tests show the whole of it.
"""

import ast
import os
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIST = Path(__file__).with_suffix(".toml")
PROVEN, IN_PART, LATER = "proven", "in part", "later"
LEFT_OUT = ("skip", "skipif", "xfail", "importorskip")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise in a sentence. `open` is what its tests do not show yet, `later` why there are none."""

    number: str
    words: str
    tests: Sequence[str] = ()
    open: str = ""
    later: str = ""

    @property
    def standing(self) -> str:
        if self.later:
            return LATER
        return IN_PART if self.open else PROVEN


def read(path: Path = LIST) -> list[Promise]:
    """Every promise of the list, in its order; a word that is none of the five is a mistake."""
    tables = tomllib.loads(path.read_text())
    return [Promise(number, words=table.pop("promise"), **table) for number, table in tables.items()]


def how_far(promises: Sequence[Promise]) -> str:
    counted = Counter(each.standing for each in promises)
    parts = ", ".join(f"{counted[standing]} {standing}" for standing in (PROVEN, IN_PART, LATER))
    return f"{len(promises)} promises: {parts}."


def why_no_proof(test: str, *, root: Path = ROOT) -> str:
    """Why a test of this name proves nothing: it is not there, or may be left out. Empty where it is sound.

    The module is parsed, not imported.
    """
    path, *names = test.split("::")
    file = root / path
    if not (file.is_file() and file.name.startswith("test_")):
        return "there is no such module of tests"
    body: Sequence[ast.stmt] = parsed(file)
    marks: list[ast.AST] = []
    for name in names:
        marks += marks_of_all(body)
        node = next((each for each in body if isinstance(each, (*FUNCTIONS, ast.ClassDef)) and each.name == name), None)
        if node is None:
            return "there is no such test"
        marks += node.decorator_list
        body = node.body
    if not names or not names[-1].startswith("test_") or not isinstance(node, FUNCTIONS):
        return "there is no such test"
    found = next(left_out_by([*marks, *body]), "")
    return f"it says {found}" if found else ""


@cache
def parsed(file: Path) -> Sequence[ast.stmt]:
    return ast.parse(file.read_text()).body


def marks_of_all(body: Sequence[ast.stmt]) -> list[ast.AST]:
    """What `pytestmark` gives to each test of a module or class."""
    given = (each for each in body if isinstance(each, ast.Assign | ast.AnnAssign) and each.value)
    return [each.value for each in given if "pytestmark" in map(ast.unparse, targets_of(each))]


def targets_of(assigned: ast.Assign | ast.AnnAssign) -> Sequence[ast.expr]:
    return assigned.targets if isinstance(assigned, ast.Assign) else [assigned.target]


def left_out_by(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Each `pytest.skip`, `pytest.mark.xfail` and the like, also around a single parameter."""
    for node in nodes:
        for each in ast.walk(node):
            if isinstance(each, ast.Attribute) and each.attr in LEFT_OUT:
                words = ast.unparse(each)
                if words in (f"pytest.{each.attr}", f"pytest.mark.{each.attr}", f"mark.{each.attr}"):
                    yield words


class Watch:
    """Looks, where all tests run, whether each that the list names did run: what was left out proved nothing."""

    def __init__(self, promises: Sequence[Promise]) -> None:
        self.promises = promises
        self.passed: set[str] = set()
        self.left_out: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.left_out.add(name_of(report.nodeid))
        elif report.passed and report.when == "call":
            self.passed.add(name_of(report.nodeid))

    def unproven(self) -> Iterator[str]:
        for promise in self.promises:
            for test in promise.tests:
                if test in self.left_out:
                    yield f"{promise.number} is not proven: {test} was skipped."
                elif test not in self.passed:
                    yield f"{promise.number} is not proven: {test} did not run to its end."

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == pytest.ExitCode.OK and any(self.unproven()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("promises")
        for sentence in self.unproven():
            terminalreporter.line(sentence, red=True)
        terminalreporter.line(how_far(self.promises))


def name_of(node_id: str) -> str:
    """Without its parameters, and without the group that xdist writes behind it."""
    return node_id.partition("[")[0].partition("@")[0]


def watch(config: pytest.Config, promises: Sequence[Promise]) -> None:
    """On the one process that reports, and where nobody chose among the tests."""
    chosen = ("markexpr", "keyword", "deselect", "lf", "collectonly", "maxfail")
    options = (getattr(config.option, name, None) for name in chosen)
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(options)
    if is_whole and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(Watch(promises), "promises")


def tell(promises: Sequence[Promise]) -> Iterator[str]:
    for standing in (IN_PART, LATER):
        for each in promises:
            if each.standing == standing:
                yield f"{each.number:4} {standing:8} {each.words}\n{'':14}{each.open or each.later}"
    yield how_far(promises)


if __name__ == "__main__":
    print("\n".join(tell(read())))
