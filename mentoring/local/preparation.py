"""What has to be done before the pages can be shown: tables, static files, and once the demonstration company."""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg2
import redis

from mentoring.lib.env import BASE_DIR
from mentoring.local.processes import Child, stop_all
from mentoring.local.programs import python_child
from mentoring.local.sentence import Unable
from mentoring.local.valkey import client_url
from mentoring.local.waiting import wait_until

STATIC = "static.stamp"
TABLES = "tables.stamp"


def check_servers(addresses: Mapping[str, str]) -> None:
    """Servers of the person's own may be away, and the sentence should then be about that."""
    try:
        psycopg2.connect(addresses["DATABASE_URL"], connect_timeout=5).close()
    except psycopg2.Error as error:
        raise Unable(f"The PostgreSQL of DATABASE_URL does not answer. Check the address.\n{error}") from None
    try:
        with redis.Redis.from_url(client_url(addresses["REDIS_URL"]), socket_connect_timeout=5) as connection:
            connection.ping()
    except (redis.RedisError, ValueError) as error:
        raise Unable(f"The Redis or Valkey of REDIS_URL does not answer. Check the address.\n{error}") from None


def prepare_tables_and_files(*, local: Path, addresses: Mapping[str, str], environment: Mapping[str, str]) -> None:
    """What is as it was left is not done again: each of the two steps costs seconds."""
    code, static = code_stamp(), static_stamp()
    steps = []
    if not is_stamped(local, TABLES, f"{code} {applied_migrations(addresses['DATABASE_URL'])}"):
        steps.append(command("migrate", "--no-input", local=local, environment=environment))
    if not static_is_current(local, static):
        steps.append(command("collectstatic", "--no-input", local=local, environment=environment))
    run_together(steps)
    (local / TABLES).write_text(f"{code} {applied_migrations(addresses['DATABASE_URL'])}")
    (local / STATIC).write_text(static)


def make_demo(*, local: Path, environment: Mapping[str, str]) -> None:
    run_together([command("demo", "--stage", "running", local=local, environment=environment)])


def wants_demo(addresses: Mapping[str, str]) -> bool:
    """On the first start only, when the database knows nobody yet."""
    return any(BASE_DIR.glob("*/**/management/commands/demo.py")) and not has_people(addresses["DATABASE_URL"])


def has_people(database_url: str) -> bool:
    with contextlib.closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("select exists (select from accounts_user)")
        return cursor.fetchone()[0]


def somebody_who_signs_in(database_url: str) -> str | None:
    """An address to try the door with: a site administrator's where there is one."""
    with contextlib.closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select email from accounts_user where is_active and email is not null"
            " order by is_superuser desc, email limit 1"
        )
        found = cursor.fetchone()
        return found[0] if found else None


def command(name: str, *options: str, local: Path, environment: Mapping[str, str]) -> Child:
    return python_child(name, "mentoring", name, *options, local=local, environment=environment)


def run_together(steps: list[Child]) -> None:
    """Each runs once, all side by side; the first that fails ends the others."""
    try:
        for step in steps:
            step.start()
        wait_until(lambda: any(step.exit_code for step in steps) or not any(step.runs for step in steps), seconds=3600)
        for step in steps:
            if step.exit_code:
                raise Unable(f"`manage.py {step.name}` failed. The end of {step.log}:\n{step.log_tail()}")
    finally:
        stop_all(steps, seconds=3)


def static_is_current(local: Path, stamp: str) -> bool:
    root = Path(os.environ.get("STATIC_ROOT", local / "static"))
    return root.is_dir() and is_stamped(local, STATIC, stamp)


def is_stamped(local: Path, name: str, stamp: str) -> bool:
    return (local / name).exists() and (local / name).read_text() == stamp


def static_stamp() -> str:
    """Changes with our own static files, and with the packages that bring some."""
    return stamp_of([*BASE_DIR.glob("static/**/*"), *BASE_DIR.glob("requirements*.txt")])


def code_stamp() -> str:
    """Changes with whatever a migration may do: our own code, and the packages that bring tables."""
    return stamp_of([*BASE_DIR.glob("[!.]*/**/*.py"), *BASE_DIR.glob("requirements*.txt")])


def stamp_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        found = path.stat()
        digest.update(f"{path} {found.st_mtime_ns} {found.st_size}\n".encode())
    return digest.hexdigest()


def applied_migrations(database_url: str) -> str:
    """Changes with what was done to this very database; empty before the first migration."""
    with contextlib.closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("select to_regclass('django_migrations') is not null")
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute("select app, name, applied from django_migrations order by app, name")
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
