"""No file of the product holds a secret: neither one of another service nor a key of an installation."""

import base64
import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.lib.env import BASE_DIR
from mentoring.local.secrets import CHARACTERS, new_secrets
from tests.leaked import SHAPES, is_of_chance, secrets_in

# Machines write into these, and git leaves them out.
NOT_OURS = ("__pycache__", "pictures", "htmlcov", "staticfiles")
OURS_ALL_THE_SAME = (".ci", ".gitignore")
NO_TEXT = {".png", ".woff2", ".mo", ".pyc"}
# What looks like a secret, opens nothing, and why it is there.
STAND_INS = {
    "tests/production.py": 3,  # the keys of an installation that only tests know
    "tests/lib/test_checks.py": 1,  # the key that Django makes for a new project, which the deploy checks refuse
    "tests/health/test_errors.py": 2,  # the id of a request
    "tests/accounts/test_next.py": 1,  # an address that looks like ours and leads elsewhere
    # Where a password stands in an address, said with words that are none.
    **dict.fromkeys(("README.md", "docs/production.md", "mentoring/lib/redaction.py"), 1),
    **dict.fromkeys(("mentoring/settings/values.py", "tests/lib/test_redaction.py"), 1),
    **dict.fromkeys(("tests/settings/test_values.py", "tests/local/test_preparation.py"), 2),
}
LENGTHS = {"SECRET_KEY": 64, "FIELD_KEYS": 47, "SURVEY_KEY": 43, "AUDIT_KEY": 43}
HASH = "--hash=sha256:"
# Put together here, so that this file holds none of them.
OF_OTHERS = {
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a key of Amazon": "AKI" + "A" + "Q3ZX7PL2M9KD4T8W",
    "a key of Google": "AIz" + "a" + "Sy" + "B4x" * 11,
    "a token of GitHub": "gh" + "p_" + "a1B2" * 9,
    "a token of GitLab": "glp" + "at-" + "x9Y8" * 5,
    "a token of Slack": "xox" + "b-" + "1234567890-abcdef",
    "a key of Stripe": "sk" + "_live_" + "4eC39HqLyjWDarjt",
    "a token of PyPI": "py" + "pi-" + "AgEIcHlwaS5vcmc" * 4,
    "a signed token": "ey" + "JhbGciOiJIUzI1NiJ9." + "ey" + "JzdWIiOiIxMjM0In0." + "dozjgNryP4J3jVmNHl0w5N",
    "a password in an address": "postgres" + "://mentoring:" + "hunter2@db.company.com/mentoring",
}


def files_of(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or (path.name.startswith(".") and path.name not in OURS_ALL_THE_SAME):
            continue
        if path.is_dir():
            yield from files_of(path)
        elif path.suffix not in NO_TEXT:
            yield path


def found_in(folder: Path) -> dict[str, list[tuple[int, str, str]]]:
    """By file; hashes of what is installed are public."""
    found = {}
    for path in files_of(folder):
        lines = path.read_text(encoding="utf-8").splitlines()
        text = "\n".join("" if line.lstrip().startswith(HASH) else line for line in lines)
        if secrets := list(secrets_in(text)):
            found[path.relative_to(folder).as_posix()] = secrets
    return found


def test_no_file_holds_a_secret_and_every_stand_in_is_still_needed():
    found = found_in(BASE_DIR)

    assert {name: each for name, each in found.items() if len(each) > STAND_INS.get(name, 0)} == {}
    assert {name for name, number in STAND_INS.items() if len(found.get(name, ())) < number} == set()


def test_files_of_every_kind_are_looked_through():
    seen = {path.relative_to(BASE_DIR).as_posix() for path in files_of(BASE_DIR)}

    assert {"manage.py", ".ci/run", "README.md", "static/js/sliders.js", "requirements.txt"} <= seen
    assert {"templates/base.html", "tests/leaked.py", "deploy/restart-what-is-stuck"} <= seen
    assert not any(name.startswith((".venv/", ".git/", ".local/")) for name in seen)


@pytest.mark.parametrize("what", SHAPES)
def test_secret_of_another_service_would_be_found_wherever_it_stands(tmp_path, what):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "notes.md").write_text(f"How it was set up:\n\n    export IT={OF_OTHERS[what]}\n")

    found = found_in(tmp_path)

    assert (3, what) in {secret[:2] for secret in found["docs/notes.md"]}


def keys(seed: int) -> dict[str, str]:
    """Of the kinds that an installation has, and the same each time."""
    assert {name: len(value) for name, value in new_secrets().items()} == LENGTHS
    chance = random.Random(seed)
    key = base64.urlsafe_b64encode(chance.randbytes(32)).decode()
    return {"SECRET_KEY": "".join(chance.choices(CHARACTERS, k=64)), "FIELD_KEYS": f"k1:{key}", "AUDIT_KEY": key[:-1]}


@pytest.mark.parametrize("line", ['{name} = "{value}"', "{name}={value}", "{name}: {value}", '  "{name}": "{value}",'])
def test_key_of_an_installation_would_be_found_however_it_is_written(tmp_path, line):
    for seed in range(20):
        for name, value in keys(seed).items():
            (tmp_path / "settings.txt").write_text(f"DEBUG=no\n{line.format(name=name, value=value)}\nPORT=8000\n")

            assert found_in(tmp_path)["settings.txt"][0][:2] == (2, "a word of chance"), (seed, name)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.text(string.ascii_lowercase, min_size=2, max_size=12), min_size=2, max_size=8))
def test_names_that_people_write_are_no_secrets(words):
    names = ("_".join(words), "-".join(words), "".join(map(str.capitalize, words)), "/".join([*words, "2026"]))

    assert [name for name in names if is_of_chance(name)] == []
