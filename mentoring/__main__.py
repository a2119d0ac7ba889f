"""`python -m mentoring COMMAND`, which manage.py hands over to: our own commands, and Django's on running servers."""

import os
import signal
import sys
from collections.abc import Callable

try:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from environs import EnvError

    from mentoring.lib.env import LOCAL_DIR
    from mentoring.local.commands import servers_for
    from mentoring.local.requirements import renew_requirements
    from mentoring.local.sentence import Unable
    from mentoring.local.testing import run_tests
    from mentoring.local.up import up
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] == "mentoring":
        raise
    sys.exit(f".venv is damaged: {error.name} is missing. Delete the folder .venv and run the command again.")

DEVELOPMENT = "mentoring.settings.dev"
OWN_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "up": up,
    "test": run_tests,
    "requirements": renew_requirements,
}


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEVELOPMENT)
    own = OWN_COMMANDS.get(arguments[0]) if arguments else None
    try:
        return own(arguments[1:]) if own else run_django(arguments)
    except Unable as error:
        print(error, file=sys.stderr)
        return 1
    except (EnvError, ImproperlyConfigured) as error:
        print(f"The settings of this installation do not stand: {one_line(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run_django(arguments: list[str]) -> int:
    """Other settings than those for development bring their own servers."""
    if os.environ["DJANGO_SETTINGS_MODULE"] != DEVELOPMENT:
        execute(arguments)
        return 0
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda number, _: sys.exit(128 + number))  # the servers are stopped, not merely lost
    with servers_for(LOCAL_DIR, arguments):
        execute(arguments)
    return 0


def execute(arguments: list[str]) -> None:
    """Settings that do not stand are told before Django goes on without them."""
    _loaded = settings.INSTALLED_APPS
    execute_from_command_line(["manage.py", *arguments])


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
