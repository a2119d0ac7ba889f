"""The scanners that read the code before each run of the tests: what they look for, and what they let pass."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from mentoring.lib.env import BASE_DIR
from mentoring.local.testing import SERVER_CHECKS, reading_checks

RUFF = Path(sys.executable).parent / "ruff"
LINT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
PRODUCT = ("agreements", "bench", "feedback", "matching", "mentoring", "participants", "programmes")
PINNED = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")
# A line with a hole, and the rule that has to see it.
HOLES = {
    "S102": "exec(given)",
    "S105": 'password = "let-me-in"',
    "S108": 'open("/tmp/people.csv")',
    "S113": "import requests\nrequests.get(given)",
    "S301": "import pickle\npickle.loads(given)",
    "S306": "import tempfile\ntempfile.mktemp()",
    "S307": "eval(given)",
    "S308": "from django.utils.safestring import mark_safe\nmark_safe(given)",
    "S311": "import random\ntoken = random.random()",
    "S314": "from xml.etree import ElementTree\nElementTree.fromstring(given)",
    "S324": "import hashlib\nhashlib.md5(given)",
    "S501": "import requests\nrequests.get(given, verify=False, timeout=3)",
    "S506": "import yaml\nyaml.load(given)",
    "S602": "import subprocess\nsubprocess.run(given, shell=True)",
    "S608": 'cursor.execute(f"SELECT name FROM people WHERE id = {given}")',
    "S610": "User.objects.extra(where=[given])",
    "S701": "import jinja2\njinja2.Environment()",
}
WAIVER = re.compile(r"#\s*noqa: (S\d+)(.*)")


@pytest.mark.parametrize("rule", HOLES)
def test_hole_in_the_code_would_be_found_by_the_rules_of_the_project(rule):
    code = f"def read(given, cursor, User):\n    {HOLES[rule].replace(chr(10), f'{chr(10)}    ')}\n"

    ended = subprocess.run(
        [RUFF, "check", "--output-format", "concise", "--stdin-filename", "mentoring/lib/new.py", "-"],
        input=code,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert f" {rule} " in ended.stdout


def test_rules_of_security_hold_everywhere_but_for_what_is_named_here():
    left_out = {
        where: [rule for rule in rules if rule.startswith("S")] for where, rules in LINT["per-file-ignores"].items()
    }

    assert "S" in LINT["select"]
    assert {rule for rule in LINT["ignore"] if rule.startswith("S")} == {"S603", "S607"}
    assert {where: rules for where, rules in left_out.items() if rules} == {
        "tests/**": ["S101", "S105", "S106", "S311"],
        "manage.py": ["S606"],
    }


def test_line_of_the_product_that_a_rule_lets_pass_says_why():
    files = [BASE_DIR / "manage.py", *(file for app in PRODUCT for file in sorted((BASE_DIR / app).rglob("*.py")))]
    waived = [(file, *found) for file in files for found in WAIVER.findall(file.read_text())]

    assert [(file.name, rule) for file, rule, why in waived if len(why.split()) < 3] == []
    assert [file.name for file in files if "ruff: noqa" in file.read_text()] == []
    assert len(waived) > 10


def test_what_reads_the_code_and_the_settings_is_part_of_every_run():
    read = [" ".join([Path(command[0]).name, *command[1:3]]) for command in reading_checks()]

    assert "ruff check ." in read
    assert ["check", "--deploy", "--fail-level", "WARNING"] in [options for options, _settings in SERVER_CHECKS]


def pins(name: str) -> dict[Requirement, list[str]]:
    """What a file asks for, each with its hashes."""
    text = (BASE_DIR / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {
        Requirement(line.partition(" --hash")[0]): re.findall(r"--hash=sha256:([0-9a-f]{64})", line) for line in lines
    }


@pytest.mark.parametrize("name", PINNED)
def test_everything_that_is_installed_is_named_by_version_and_hash(name):
    asked = pins(name)

    assert len(asked) > 30
    for requirement, hashes in asked.items():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert requirement.url is None


def test_what_runs_the_tests_is_what_the_files_name():
    wanted = [each for each in pins("requirements-dev.txt") if each.marker is None or each.marker.evaluate()]

    assert {each.name: version(each.name) for each in wanted if not each.specifier.contains(version(each.name))} == {}
    assert len(wanted) > 60
