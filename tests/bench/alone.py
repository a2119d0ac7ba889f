"""A bench in a process of its own, as a person starts it, and whether its database outlived it."""

import os
import subprocess
import sys
from contextlib import closing

import psycopg2
from django.db import connection

from mentoring.lib.env import BASE_DIR


def bench(*options: str) -> tuple[int, str, str]:
    """Its exit code and what it printed on either stream."""
    with subprocess.Popen(
        [sys.executable, "-m", "mentoring", "bench", *options],
        cwd=BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "mentoring.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        printed, complained = process.communicate()
    assert not has_database(process.pid)
    return process.returncode, printed, complained


def has_database(process: int) -> bool:
    """Asked for by name, as other benches may run beside it, and on a connection that nobody finds open later."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as own, own.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [f"bench_{process}"])
        return cursor.fetchone()[0]
