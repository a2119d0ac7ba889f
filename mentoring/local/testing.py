"""`manage.py test`."""

import subprocess
import sys

from mentoring.lib.env import BASE_DIR


def run_tests(arguments: list[str]) -> int:
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=BASE_DIR)
