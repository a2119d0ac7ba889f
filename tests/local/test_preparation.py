import contextlib
import os
import sys

import psycopg2
import pytest

from mentoring.local import greeting, preparation
from mentoring.local.lock import Lock, tell
from mentoring.local.preparation import check_servers, has_people, run_together, static_is_current, static_stamp
from mentoring.local.processes import Child
from mentoring.local.programs import listener_on
from mentoring.local.sentence import Unable, say
from mentoring.local.servers import running_servers


def step(tmp_path, name: str, code: str) -> Child:
    return Child(name, [sys.executable, "-c", code], log=tmp_path / f"{name}.log")


def closed_port() -> int:
    with listener_on(0) as listener:
        return listener.getsockname()[1]


def execute(database_url: str, statement: str) -> None:
    with contextlib.closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        connection.commit()


def test_steps_run_side_by_side_to_their_end(tmp_path):
    steps = [step(tmp_path, name, f"open({str(tmp_path / name)!r}, 'w')") for name in ("migrate", "collectstatic")]

    run_together(steps)

    assert [(tmp_path / each.name).exists() for each in steps] == [True, True]


def test_step_that_fails_is_named_and_ends_the_others(tmp_path):
    steps = [step(tmp_path, "slow", "import time; time.sleep(600)"), step(tmp_path, "migrate", "exit('no such table')")]

    with pytest.raises(Unable, match=r"(?s)`manage.py migrate` failed. The end of .*no such table"):
        run_together(steps)
    assert not steps[0].runs


def test_servers_that_do_not_answer_are_named_without_their_password():
    database_url = f"postgres://mentoring:word@127.0.0.1:{closed_port()}/mentoring"

    with pytest.raises(Unable, match="The PostgreSQL of DATABASE_URL does not answer") as refusal:
        check_servers({"DATABASE_URL": database_url, "REDIS_URL": "redis://localhost"})
    assert "word" not in str(refusal.value)


@pytest.mark.parametrize("redis_url", ["redis://127.0.0.1:{port}/0", "redis+socket:///no/such.sock", "nonsense"])
def test_redis_that_does_not_answer_is_named(local, redis_url):
    with running_servers(local) as found:
        addresses = {**found, "REDIS_URL": redis_url.format(port=closed_port())}

        with pytest.raises(Unable, match="The Redis or Valkey of REDIS_URL does not answer"):
            check_servers(addresses)


def test_database_knows_people_from_the_first_one_on(local):
    with running_servers(local, keep=False) as found:
        execute(found["DATABASE_URL"], "create table accounts_user ()")
        before = has_people(found["DATABASE_URL"])
        execute(found["DATABASE_URL"], "insert into accounts_user default values")

        assert [before, has_people(found["DATABASE_URL"])] == [False, True]


def test_static_files_are_collected_again_when_one_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "BASE_DIR", tmp_path)
    monkeypatch.delenv("STATIC_ROOT", raising=False)
    for folder in ("static", ".local/static"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "static" / "site.css").write_text("a {}")
    local = tmp_path / ".local"
    never_collected = static_is_current(local, static_stamp())
    (local / preparation.STATIC).write_text(static_stamp())
    collected = static_is_current(local, static_stamp())

    (tmp_path / "static" / "site.css").write_text("b { color: red }")

    assert [never_collected, collected, static_is_current(local, static_stamp())] == [False, True, False]


@pytest.fixture
def company(tmp_path, local, monkeypatch):
    """A repository with a demonstration to make, and a database that knows nobody."""
    monkeypatch.setattr(preparation, "BASE_DIR", tmp_path)
    command = tmp_path / "app" / "management" / "commands" / "demo.py"
    command.parent.mkdir(parents=True)
    command.touch()
    with running_servers(local, keep=False) as found:
        execute(found["DATABASE_URL"], "create table accounts_user ()")
        yield found


def test_demonstration_is_made_once(company):
    wanted = preparation.wants_demo(company)
    execute(company["DATABASE_URL"], "insert into accounts_user default values")

    assert [wanted, preparation.wants_demo(company)] == [True, False]


def test_tables_are_prepared_again_when_the_code_or_the_database_changed(local, tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "BASE_DIR", tmp_path)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "models.py").write_text("one = 1")
    with running_servers(local, keep=False) as found:
        code, empty = preparation.code_stamp(), preparation.applied_migrations(found["DATABASE_URL"])
        execute(found["DATABASE_URL"], "create table django_migrations (app text, name text, applied timestamptz)")
        execute(found["DATABASE_URL"], "insert into django_migrations values ('app', '0001', now())")
        applied = preparation.applied_migrations(found["DATABASE_URL"])
        unchanged = preparation.applied_migrations(found["DATABASE_URL"])
        execute(found["DATABASE_URL"], "insert into django_migrations values ('app', '0002', now())")
        (tmp_path / "app" / "models.py").write_text("two = 22")

        assert empty == ""
        assert applied == unchanged
        assert preparation.applied_migrations(found["DATABASE_URL"]) not in ("", applied)
        assert preparation.code_stamp() != code


def test_door_is_tried_by_a_site_administrator_where_there_is_one(local):
    with running_servers(local, keep=False) as found:
        execute(
            found["DATABASE_URL"], "create table accounts_user (email text, is_active boolean, is_superuser boolean)"
        )
        nobody = preparation.somebody_who_signs_in(found["DATABASE_URL"])
        execute(
            found["DATABASE_URL"],
            "insert into accounts_user values ('b@x.example', true, false), ('z@x.example', true, true),"
            " (null, true, true), ('a@x.example', false, true)",
        )

        assert [nobody, preparation.somebody_who_signs_in(found["DATABASE_URL"])] == [None, "z@x.example"]


def test_greeting_names_addresses_people_servers_and_seconds(local):
    local.mkdir()
    (local / "logins.txt").write_text(
        "coordinator  carla@mail.example  k7fm-2tqp\n\nmentor  maria@mail.example  zs9d-u4xw\n"
    )

    text = greeting.text(local, 8123, {"servers": 0.61, "tables": 1.9}, data=local / "pg", anybody=True)

    assert text.splitlines() == [
        "Mentoring runs at http://localhost:8123",
        "Every mail it sends stays on this machine: http://localhost:8123/mailbox/",
        "Sign in as one of these, with the password or with a code that arrives in the mailbox:",
        "  coordinator  carla@mail.example  k7fm-2tqp",
        "  mentor  maria@mail.example  zs9d-u4xw",
        f"PostgreSQL: its own, in {local}/pg.",
        "Valkey, which speaks Redis' protocol: its own, in memory.",
        "Ready after 2.5 s (servers 0.6 s, tables 1.9 s).",
        "Ctrl-C stops everything.",
    ]


def test_greeting_says_which_servers_of_the_environment_are_used(local, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "scheme://somebody:word@host/")
    monkeypatch.setenv("EMAIL_HOST", "smtp.example")

    text = greeting.text(local, 8000, {}, data=None, anybody=False)

    assert "PostgreSQL: the one that DATABASE_URL names." in text
    assert "Redis or Valkey: the one that REDIS_URL names." in text
    assert "Mails go to the server of EMAIL_HOST, smtp.example; the mailbox page stays empty." in text
    assert "word" not in text
    assert greeting.NOBODY in text


def test_address_of_a_running_up_is_known_once_it_was_told(local):
    with Lock(local) as lock:
        lock.take(purpose="up")
        before = greeting.running_address(local)
        tell(local, "up", {"port": 8123})

        assert [before, greeting.running_address(local)] == ["", ", at http://localhost:8123"]


def test_terminal_that_went_away_stops_nothing():
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as stream:
        say("Stopping ...", to=stream)
        say("Everything is stopped.", to=stream)
