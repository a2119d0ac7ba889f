"""`manage.py test`: everything the tests need, the checks that read the code, then the tests.

Two tiers: without `--all` those tests stay out that are marked `long`.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from mentoring.lib.env import BASE_DIR
from mentoring.local.chromium import ensure_chromium
from mentoring.local.secrets import new_secrets
from mentoring.local.sentence import say
from mentoring.local.throwaway import throwaway_servers

PROGRAMS = Path(sys.executable).parent
WORKERS = "2"
ALL = "--all"
SHORT = ["-m", "not long"]
# A real installation as the deploy checks want to see one.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "mentoring.settings.production",
    "SITE_URL": "https://mentoring.company.com",
    "EMAIL_HOST": "mail.company.com",
    "DEFAULT_FROM_EMAIL": "Mentoring <mentoring@company.com>",
}
# Whoever says one of these runs the tests in a way of their own.
OWN_WAY = ("-n", "--numprocesses", "--pdb", "--trace", "--collect-only", "--co")

# mypy's plugin loads the settings to learn the models, and connects to nothing.
NO_SERVERS = {"DATABASE_URL": "postgres://nowhere.example/none", "REDIS_URL": "redis://nowhere.example"}

# These need a database to ask, and settings to look at.
SERVER_CHECKS: list[tuple[list[str], dict[str, str]]] = [
    (["makemigrations", "--check", "--dry-run"], {}),
    (["check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
]


def run_tests(arguments: list[str]) -> int:
    """Ends as pytest, in this very process: its exit code is ours, and Ctrl-C reaches it directly."""
    environment = dict(os.environ)
    if chooses_tests(arguments):
        arguments = without_all(arguments)
    else:
        code = run_checks(environment)
        if code:
            return code
        arguments = [*parallel(arguments), *tier(arguments)]
    chromium = ensure_chromium()
    environment |= {"CHROMIUM": chromium} if chromium else {}
    say(f"pytest {' '.join(arguments)}".strip())
    os.chdir(BASE_DIR)
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *arguments], environment)  # noqa: S606 - no shell on purpose


def chooses_tests(arguments: list[str]) -> bool:
    return any(each.startswith("-k") or (BASE_DIR / each.split("::")[0]).exists() for each in arguments if each)


def tier(arguments: list[str]) -> list[str]:
    """Whoever says which marks they want gets those."""
    if ALL in arguments:
        return without_all(arguments)
    return arguments if any(each.startswith("-m") for each in arguments) else [*SHORT, *arguments]


def without_all(arguments: list[str]) -> list[str]:
    return [each for each in arguments if each != ALL]


def parallel(arguments: list[str]) -> list[str]:
    return [] if any(each.startswith(OWN_WAY) for each in arguments) else ["-n", WORKERS, "--dist", "loadgroup"]


def run_checks(environment: Mapping[str, str]) -> int:
    """The exit code of the first that fails, or 0."""
    for command in reading_checks():
        code = announce_and_run(command, {**environment, **new_secrets(), **NO_SERVERS})
        if code:
            return code
    with throwaway_servers() as servers:
        for options, settings in SERVER_CHECKS:
            code = announce_and_run(
                [sys.executable, "-m", "mentoring", *options], {**environment, **servers, **new_secrets(), **settings}
            )
            if code:
                return code
    return 0


def reading_checks() -> list[list[str]]:
    """They only read the code, and change nothing."""
    templates = sorted(str(path.relative_to(BASE_DIR)) for path in BASE_DIR.glob("templates/**/*.html"))
    return [
        [str(PROGRAMS / "ruff"), "format", "--check", "."],
        [str(PROGRAMS / "ruff"), "check", "."],
        [str(PROGRAMS / "lint-imports")],
        [str(PROGRAMS / "mypy")],
        [str(PROGRAMS / "djade"), "--check", "--target-version", "5.2", *templates],
    ]


def announce_and_run(command: list[str], environment: Mapping[str, str]) -> int:
    name = Path(command[0]).name
    shown = command[1:] if len(command) < 9 else command[1:4]
    say(f"{name} {' '.join(shown)}")
    code = subprocess.run(command, cwd=BASE_DIR, env=environment).returncode
    if code:
        say(f"{name} found something; put it right, then run the tests again.", to=sys.stderr)
    return code
