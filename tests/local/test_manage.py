"""What manage.py says when it cannot make `.venv`: a sentence each."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mentoring.lib.env import BASE_DIR


@pytest.fixture
def checkout(tmp_path) -> Path:
    """What manage.py needs to know of the project."""
    for name in ("manage.py", "requirements-local.txt", "requirements-dev.txt"):
        shutil.copy(BASE_DIR / name, tmp_path)
    return tmp_path


def manage(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """With the base Python, as on a machine that has nothing of ours; no package index is reached."""
    home = checkout / "home"
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [sys._base_executable, "manage.py", "up"],
        cwd=checkout,
        env={**kept, **environment},
        capture_output=True,
        text=True,
    )


def test_first_run_without_a_package_index_says_what_to_check(checkout):
    ended = manage(checkout)

    assert ended.returncode == 1
    assert "Could not prepare .venv: this step ended with 1: " in ended.stderr
    assert "Check that this machine reaches a Python package index, then run the command again." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_environment_that_is_a_file_is_told(checkout):
    (checkout / ".venv").write_text("not a folder")

    ended = manage(checkout)

    assert ended.returncode == 1
    assert "Then delete .venv, whatever it is, and run the command again." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_environment_whose_packages_are_gone_is_told(tmp_path):
    """As when somebody cleaned up in `.venv`: the interpreter is there, the packages are not."""
    (tmp_path / "mentoring").symlink_to(BASE_DIR / "mentoring")

    ended = subprocess.run(
        [sys._base_executable, "-S", "-m", "mentoring", "up"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert ended.stderr == ".venv is damaged: django is missing. Delete the folder .venv and run the command again.\n"
