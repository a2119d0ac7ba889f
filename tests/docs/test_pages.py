"""What a page names is there: commands with their options, files, other pages."""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import pytest
from django.core.management import BaseCommand, get_commands, load_command_class

from mentoring.__main__ import OWN_COMMANDS
from mentoring.lib.env import BASE_DIR
from mentoring.lib.keys import parse_ring
from mentoring.local import up
from tests.docs.markdown import LINK, OPTION, SPAN, Command, anchors_in, commands_in, pages, text_of

PAGES = pages()
# Options of pytest, which `manage.py test` hands on, beside its own.
OF_TESTS = {"--all", "-k", "-q", "-x", "-m"}
ROOTS = r"agreements|bench|deploy|docs|feedback|matching|mentoring|participants|programmes|static|templates|tests|\.ci"
FILE = re.compile(rf"(?<![\w/.@-])(?:{ROOTS})/[\w./*@-]*[\w*]")
MAKES_A_KEY = re.compile(r"python3 -c \"(import base64, os; [^\n]*)\"\n")


@pytest.mark.parametrize("doc", PAGES, ids=str)
def test_commands_are_there_with_their_options(doc):
    unknown = [each for each in commands_in(doc) if not is_known(each)]

    assert unknown == []


@pytest.mark.parametrize("doc", PAGES, ids=str)
def test_options_that_stand_by_themselves_are_those_of_some_command(doc):
    everything = {option for name in [*OWN_COMMANDS, *our_commands()] for option in options_of(name)}
    named = {span.split()[0].partition("=")[0] for span in SPAN.findall(text_of(doc)) if OPTION.match(span)}

    assert named - everything == set()


@pytest.mark.parametrize("doc", PAGES, ids=str)
def test_links_lead_somewhere(doc):
    links = [link.partition("#") for link in LINK.findall(text_of(doc)) if "://" not in link]

    for target, _hash, anchor in links:
        found = (BASE_DIR / doc.parent / target).resolve() if target else BASE_DIR / doc
        assert found.exists(), target
        assert not anchor or anchor in anchors_in(found.relative_to(BASE_DIR)), anchor


@pytest.mark.parametrize("doc", PAGES, ids=str)
def test_files_are_there(doc):
    """A decision may be named by its number, and files of a kind with a star."""
    missing = [name for name in FILE.findall(text_of(doc)) if not list(BASE_DIR.glob(f"{name.rstrip('/')}*"))]

    assert missing == []


def test_something_is_read():
    """What finds nothing finds no fault either."""
    found = [each for page in PAGES for each in commands_in(page)]

    assert {page.name for page in PAGES} >= {"README.md", "SECURITY.md", "UPGRADING.md", "production.md"}
    assert Command("docs/production.md", "check", ["--deploy", "--fail-level"]) in found
    assert Command("README.md", "bench", ["--mentees", "--mentors", "--seed", "--json"]) in found
    assert Command("docs/how-to/import-people.md", "import_people", OPTIONS_OF_THE_IMPORT) in found
    assert not is_known(Command("", "doctor", ["--jsn"]))
    assert not is_known(Command("", "docter", []))
    assert len(FILE.findall(text_of(next(page for page in PAGES if page.name == "security-model.md")))) >= 2


OPTIONS_OF_THE_IMPORT = [
    *("--source", "--organisation", "--map", "--date-order", "--dry-run"),
    *("--allow-shrink", "--json"),
]


def test_new_pages_are_named_where_people_look():
    linked = set(LINK.findall(text_of(next(page for page in PAGES if str(page) == "README.md"))))

    assert linked >= {"SECURITY.md", "UPGRADING.md", "docs/security-model.md", "docs/production.md"}


def test_keys_that_pages_tell_how_to_make_are_taken():
    programs = [program for page in PAGES for program in MAKES_A_KEY.findall(text_of(page))]

    made = [subprocess.run([sys.executable, "-c", each], capture_output=True, text=True).stdout for each in programs]

    assert made
    assert [parse_ring([key.strip()])[0][0] for key in made] == ["k2"] * len(made)


def test_everything_under_deploy_is_named():
    """What a unit starts, or another unit reads, is met by whoever reads the unit."""
    text = "\n".join(map(text_of, PAGES))
    names = {path.name.replace("@.", "@ticks.") for path in (BASE_DIR / "deploy").rglob("*") if path.is_file()}

    assert {name for name in names if name not in text} == {
        "restart-what-is-stuck",
        "watch-mentoring.service",
        "patience.conf",
    }


def is_known(command: Command) -> bool:
    known = OF_TESTS if command.name == "test" else options_of(command.name)
    return known is not None and set(command.options) <= known


@cache
def options_of(name: str) -> set[str] | None:
    """The options of a command; None where there is no such command."""
    if name in OWN_COMMANDS:
        return {"up": set(up.parser()._option_string_actions), "test": OF_TESTS}.get(name, set())
    app = get_commands().get(name)
    if app is None:
        return None
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    return set(options_in(command.create_parser("manage.py", name)))


def options_in(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield from parser._option_string_actions
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for part in action.choices.values():
                yield from options_in(part)


def our_commands() -> list[str]:
    return [name for name, app in get_commands().items() if not str(app).startswith("django.")]
