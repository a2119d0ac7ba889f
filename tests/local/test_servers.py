import contextlib
import os
import shutil

import psycopg2
import pytest
import redis

from mentoring.local import postgres, unprivileged
from mentoring.local.files import socket_folder
from mentoring.local.lock import Lock
from mentoring.local.sentence import Unable
from mentoring.local.servers import Servers, addresses, running_servers
from mentoring.local.unprivileged import copied_programs
from mentoring.local.valkey import client_url, with_database
from mentoring.local.waiting import wait_until
from tests.local.processes import none_left, processes_of


def ask(database_url: str, question: str):
    with contextlib.closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def greet(redis_url: str) -> bool:
    with redis.Redis.from_url(client_url(redis_url)) as connection:
        return connection.ping()


@pytest.fixture
def servers(local):
    made = Servers(local)
    yield made
    made.stop()


def test_servers_answer_and_leave_neither_process_nor_socket(local):
    with running_servers(local) as found:
        answers = [ask(found["DATABASE_URL"], "select current_database()"), greet(found["REDIS_URL"])]
        programs = processes_of(local)

    assert answers == ["mentoring", True]
    assert [any(name in command for command in programs) for name in ("postgres", "valkey-server")] == [True, True]
    assert none_left(local)
    assert not socket_folder(local).exists()


def test_data_is_kept_until_the_next_start(local):
    with running_servers(local) as found:
        ask(found["DATABASE_URL"], "create table kept (); commit; select 1")

    with running_servers(local) as found:
        assert ask(found["DATABASE_URL"], "select count(*) from kept") == 0


def test_throwaway_servers_leave_no_folder(local):
    with running_servers(local, keep=False) as found:
        settings = [ask(found["DATABASE_URL"], f"show {name}") for name in ("fsync", "max_connections")]

    assert settings == ["off", "100"]
    assert not local.exists()


def test_servers_of_the_environment_are_used_instead_of_ours(local, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/mentoring")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/3")

    with running_servers(local) as found:
        assert processes_of(local) == []

    assert found == addresses(local)
    assert found == {"DATABASE_URL": "postgres://db.example/mentoring", "REDIS_URL": "redis://redis.example/3"}


def test_server_that_the_environment_does_not_name_is_ours(local, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/mentoring")

    with running_servers(local) as found:
        assert greet(found["REDIS_URL"])

    assert not (local / "pg").exists()


def test_postgres_that_lost_its_head_is_started_again(servers):
    found = servers.start()
    server = servers.running[0]
    server.child.process.kill()
    server.child.process.wait()

    server.start()

    assert ask(found["DATABASE_URL"], "select 1") == 1


def test_number_of_another_program_in_the_pid_file_does_not_keep_postgres_from_starting(local):
    with running_servers(local):
        left_behind = (local / "pg" / "postmaster.pid").read_text().splitlines()
    left_behind[0] = str(os.getpid())
    (local / "pg" / "postmaster.pid").write_text("\n".join(left_behind))

    with running_servers(local) as found:
        assert ask(found["DATABASE_URL"], "select 1") == 1


def test_stopped_first_start_is_no_broken_second_one(local):
    half = local / "pg.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")

    with running_servers(local) as found:
        assert ask(found["DATABASE_URL"], "select 1") == 1


def test_data_of_another_major_version_is_refused_with_a_way_out(servers, local):
    data = local / "pg"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")

    with pytest.raises(Unable, match=r"made by PostgreSQL 12.* Move that folder away .* or set DATABASE_URL"):
        servers.start()


def test_postgres_that_cannot_start_shows_the_end_of_its_log(servers):
    servers.running[0].child.command.append("--no_such_setting=1")

    with pytest.raises(Unable, match=r"(?s)PostgreSQL ended with .*no_such_setting"):
        servers.start()


def test_valkey_that_cannot_start_shows_the_end_of_its_log(servers):
    server = servers.running[1]
    server.child.command.append("--no-such-setting")

    with pytest.raises(Unable, match=r"(?s)Valkey ended with .*no-such-setting"):
        server.start()


@pytest.mark.as_root
def test_root_becomes_nobody_where_the_kernel_forbids_other_numbers(local, monkeypatch):
    monkeypatch.setattr(unprivileged, "UNSHARE", ["false"])
    room = unprivileged.ROOMS / socket_folder(local).name

    with running_servers(local, keep=False) as found:
        assert ask(found["DATABASE_URL"], "select 1") == 1
        assert (room / "pg" / "PG_VERSION").stat().st_uid not in (0, 1000)

    assert not room.exists()
    assert none_left(local)


@pytest.mark.as_root
def test_machine_without_unshare_has_nobody_too(monkeypatch):
    monkeypatch.setattr(unprivileged, "UNSHARE", ["no-such-program"])

    assert unprivileged.unprivileged_account().is_another_user


def test_programs_are_copied_whole_with_their_libraries(tmp_path):
    package = tmp_path / "package"
    (package / "bin").mkdir(parents=True)
    (tmp_path / "package.libs").mkdir()
    (package / "bin" / "program").write_text("x")
    (tmp_path / "package.libs" / "library").write_text("y")

    copy = copied_programs(package, tmp_path / "room")

    assert copy == tmp_path / "room" / "package"
    assert [(copy / "bin" / "program").exists(), (tmp_path / "room" / "package.libs" / "library").exists()] == [
        True
    ] * 2


def test_copied_programs_are_not_copied_again(tmp_path):
    shutil.copytree(tmp_path, tmp_path / "room")

    assert copied_programs(tmp_path / "gone", tmp_path / "room") == tmp_path / "room" / "gone"


def test_each_way_of_naming_a_redis_server_takes_another_database():
    urls = ["redis+socket:///run/valkey.sock?virtual_host=0", "redis://:word@redis.example:6379/0"]

    assert [with_database(url, 3) for url in urls] == [
        "redis+socket:///run/valkey.sock?virtual_host=3",
        "redis://:word@redis.example:6379/3",
    ]


def test_lock_is_not_handed_on_to_the_servers(local):
    """Else a server that survives its starter would keep the folder locked for ever."""
    with Lock(local) as lock, running_servers(local):
        lock.take(purpose="tests")
        lock.held.close()

        with Lock(local) as other:
            assert other.take(purpose="next")


def test_leftover_of_this_folder_counts_as_in_use_only_while_it_runs(servers, local):
    servers.start()
    during = postgres.is_used(local / "pg")

    servers.stop()

    assert during
    assert wait_until(lambda: not postgres.is_used(local / "pg"), seconds=10)
