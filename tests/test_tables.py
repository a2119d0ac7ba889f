"""A new database is made in few steps, an old one came by many: both must be the same."""

import contextlib
import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection

from mentoring.lib.env import BASE_DIR

ONE_BY_ONE = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.loader.replace_migrations = False
executor.loader.build_graph()
graph = executor.loader.graph
executor.migrate([node for node in graph.leaf_nodes() if not graph.nodes[node].replaces])
print(len(executor.recorder.applied_migrations()))
"""
CATALOGUE = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length,"
    " is_identity, collation_name FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable, condeferred"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


@pytest.fixture
def other():
    """The address of a second, empty database on the same server."""
    name = f"{connection.settings_dict['NAME']}_by_steps"
    with contextlib.closing(psycopg2.connect(address_of("postgres"))) as server, server.cursor() as cursor:
        server.autocommit = True
        cursor.execute(f'CREATE DATABASE "{name}"')
        yield address_of(name)
        cursor.execute(f'DROP DATABASE "{name}"')


def address_of(name):
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.mark.long
@pytest.mark.django_db
def test_a_new_database_is_what_the_steps_one_by_one_lead_to(other):
    made = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE],
        env={**os.environ, "DATABASE_URL": other},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    assert int(made.stdout) > 80, "the steps were not taken one by one"

    with contextlib.closing(psycopg2.connect(other)) as old, old.cursor() as theirs, connection.cursor() as ours:
        for what, question in CATALOGUE.items():
            assert found(ours, question) == found(theirs, question), what


def found(cursor, question):
    cursor.execute(question)
    rows = {tuple(row) for row in cursor.fetchall()}
    assert rows
    return rows
