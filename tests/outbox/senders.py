"""Programs in processes of their own, on this test's database and mail server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

from mentoring.lib.env import BASE_DIR


@contextmanager
def sender(settings, *arguments: str, **environment: str) -> Iterator[subprocess.Popen]:
    """`manage.py pump` with these arguments. Killed at the end where it still runs."""
    with beside(settings, "pump", *arguments, **environment) as process:
        yield process


@contextmanager
def beside(settings, *command: str, **environment: str) -> Iterator[subprocess.Popen]:
    """A management command; there is no Redis for it. Killed at the end where it still runs."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    process = subprocess.Popen(
        [sys.executable, "-m", "django", *command],
        cwd=BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mentoring.settings.test",
            "DATABASE_URL": url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "EMAIL_HOST": settings.EMAIL_HOST,
            "EMAIL_PORT": str(settings.EMAIL_PORT),
            **environment,
        },
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def code(function: str) -> list[str]:
    """The command that calls a function of some module, in a process of its own."""
    module, name = function.rsplit(".", 1)
    return ["shell", "--no-imports", "-v", "0", "-c", f"from {module} import {name}; {name}()"]
