"""The table of settings names every variable that is read, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mentoring.lib.env import BASE_DIR
from mentoring.local.secrets import as_lines, new_secrets
from tests.docs.markdown import section

ROW = re.compile(r"(?m)^\| `([A-Z][A-Z_]+)` \| (yes)? ?\| (.*?) ?\| (.+) \|$")
TABLE = ROW.findall(section(Path("docs/production.md"), "## Settings and keys"))
READERS = ("env.", "values.", "os.environ")
# Read by Django before any settings are, and with a default in `manage.py` alone.
OF_DJANGO = "DJANGO_SETTINGS_MODULE"
NAME = re.compile(r"[A-Z][A-Z_]+")


class Read(NamedTuple):
    """A place in the code where a variable is read; `default` is None where none is written out."""

    name: str
    is_needed: bool
    default: object


def reads() -> Iterator[Read]:
    for path in [BASE_DIR / "mentoring" / "lib" / "env.py", *(BASE_DIR / "mentoring" / "settings").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(READERS):
                yield from read_by(node)


def read_by(call: ast.Call) -> Iterator[Read]:
    match call.args:
        case [ast.Constant(value=str(name)), *defaults] if NAME.fullmatch(name):
            yield Read(name, not defaults, written_out(defaults[0]) if defaults else None)


def written_out(expression: ast.expr) -> object:
    """A number, or numbers multiplied; anything else is said in words on the page."""
    if not all(isinstance(part, ast.Constant | ast.BinOp | ast.Mult) for part in ast.walk(expression)):
        return None
    return eval(compile(ast.Expression(expression), "default", "eval"))  # noqa: S307 - our own numbers


def test_table_names_every_variable_once_and_no_other():
    names = [name for name, _needed, _without, _what in TABLE]

    assert len(names) > 30
    assert sorted(names) == sorted({OF_DJANGO, *(read.name for read in reads())})


def test_table_says_which_are_needed():
    said = {name for name, needed, _without, _what in TABLE if needed}
    has_default = {read.name for read in reads() if not read.is_needed}

    assert said == {OF_DJANGO, *(read.name for read in reads() if read.name not in has_default)}
    assert {name for name, needed, without, _what in TABLE if bool(needed) == bool(without)} == set()


def test_table_tells_each_default_that_is_a_number():
    without = {name: words for name, _needed, words, _what in TABLE}
    numbers = {read.name: read.default for read in reads() if type(read.default) is int}

    assert len(numbers) >= 8
    assert {name: number for name, number in numbers.items() if f"`{number}`" not in without[name]} == {}


def test_files_of_settings_name_all_that_is_needed_and_nothing_unknown():
    """One file to edit, one of keys: the two that the services read."""
    settings = set(re.findall(r"(?m)^([A-Z_]+)='[^'\n]*'$", (BASE_DIR / "deploy" / "environment").read_text()))
    keys = set(re.findall(r"(?m)^([A-Z_]+)='[^'\n]+'$", as_lines(new_secrets())))
    known = {name: bool(needed) for name, needed, _without, _what in TABLE}

    assert settings & keys == set()
    assert {name for name, is_needed in known.items() if is_needed} <= settings | keys <= set(known)
