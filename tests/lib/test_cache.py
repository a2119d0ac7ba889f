"""Redis may be away: nothing waits for it, nothing fails, and it is used again once it is back."""

import logging
import socket
import time
from collections.abc import Iterator

import pytest
from celery import Celery
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

from mentoring.lib import cache as module
from mentoring.lib.cache import Absence, MissableRedisCache
from mentoring.local.valkey import SOCKET, Valkey, client_url
from mentoring.settings import values
from tests.stoppable import own_valkey, stop
from tests.tls import make_certificate, tls_door

OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 1, "retry": Retry(NoBackoff(), 1)}


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Valkey, str]]:
    with own_valkey() as found:
        yield found


@pytest.fixture
def server(running) -> Iterator[Valkey]:
    server, _url = running
    yield server
    if not server.child.runs:
        server.start()


@pytest.fixture
def cache(server, running) -> MissableRedisCache:
    cache = made(client_url(running[1]))
    cache.clear()
    return cache


def made(url: str, **options) -> MissableRedisCache:
    """A cache in a process that knows nothing of an absence yet."""
    module.absences.clear()
    return MissableRedisCache(url, {"OPTIONS": {**OPTIONS, **options}})


def test_what_is_set_is_there_while_redis_runs(cache):
    cache.set("greeting", "hello", 60)

    assert (cache.get("greeting"), cache.has_key("greeting"), cache.get_many(["greeting", "other"])) == (
        "hello",
        True,
        {"greeting": "hello"},
    )
    assert (cache.add("greeting", "again"), cache.add("number", 1), cache.incr("number")) == (False, True, 2)
    assert (cache.delete("greeting"), cache.get("greeting", "gone")) == (True, "gone")


# What each question gets while Redis is away.
MISSES = {
    "get": (lambda cache: cache.get("greeting", "nothing"), "nothing"),
    "set": (lambda cache: cache.set("greeting", "hello"), None),
    "touch": (lambda cache: cache.touch("greeting"), False),
    "delete": (lambda cache: cache.delete("greeting"), False),
    "get_many": (lambda cache: cache.get_many(["greeting"]), {}),
    "has_key": (lambda cache: "greeting" in cache, False),
    "set_many": (lambda cache: cache.set_many({"greeting": "hello"}), ["greeting"]),
    "delete_many": (lambda cache: cache.delete_many(["greeting"]), None),
    "clear": (lambda cache: cache.clear(), False),
    "get_or_set": (lambda cache: cache.get_or_set("greeting", lambda: "made anew"), "made anew"),
}


@pytest.mark.parametrize("name", MISSES)
def test_each_question_is_a_miss_while_redis_is_away(cache, server, name):
    ask, missed = MISSES[name]
    stop(server)

    assert ask(cache) == missed


def test_lock_is_given_while_redis_is_away(cache, server):
    """allauth waits for its lock and then refuses to sign anybody in: who would hold it is nobody."""
    stop(server)

    assert (cache.add("lock", True), cache.add("lock", True)) == (True, True)


def test_number_that_is_not_there_is_refused_as_always(cache, server):
    stop(server)

    with pytest.raises(ValueError, match="not found"):
        cache.incr("number")


def test_nobody_asks_again_for_a_few_seconds(cache, server):
    stop(server)
    cache.get("greeting")
    asked = []

    cache.or_miss(None, asked.append, "question")

    assert (asked, cache.absence.is_on()) == ([], True)


def test_server_that_never_answers_holds_nobody_up():
    """It takes the connection and says nothing: the worst way of being away."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = made(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()

        answers = [cache.get("greeting", number) for number in range(50)]

    assert answers == list(range(50))
    assert time.monotonic() - began < 4


def test_absence_is_known_to_every_thread_of_a_process(cache, server, running):
    other = MissableRedisCache(client_url(running[1]), {"OPTIONS": OPTIONS})
    stop(server)

    cache.get("greeting")

    assert other.absence.is_on()


def test_redis_is_used_again_once_it_is_back(cache, server, time_machine_of_absence):
    stop(server)
    cache.set("greeting", "lost")
    server.start()
    time_machine_of_absence(cache.absence)

    cache.set("greeting", "kept")

    assert cache.get("greeting") == "kept"


@pytest.fixture
def time_machine_of_absence():
    """The seconds of an absence have gone by."""

    def go(absence: Absence) -> None:
        absence.until = time.monotonic()

    return go


def test_redis_that_was_started_anew_meanwhile_is_asked_on_a_new_connection(cache, server):
    cache.set("greeting", "of before")
    stop(server)
    server.start()

    assert (cache.get("greeting", "gone"), cache.absence.is_on()) == ("gone", False)


def test_absence_and_return_are_told_once_each(cache, server, time_machine_of_absence, caplog):
    caplog.set_level(logging.INFO, logger="mentoring.lib.cache")
    stop(server)
    for _ in range(3):
        cache.get("greeting")
        time_machine_of_absence(cache.absence)
    server.start()
    for _ in range(3):
        cache.get("greeting")

    assert [record.message for record in caplog.records] == [
        "Redis does not answer; pages go on without it",
        "Redis answers again",
    ]


def test_redis_that_is_full_is_a_miss(cache, running):
    client = cache._cache.get_client(None)
    client.config_set("maxmemory", 1)
    client.config_set("maxmemory-policy", "noeviction")
    try:
        answer = cache.set("greeting", "hello")
    finally:
        client.config_set("maxmemory", 0)

    assert (answer, cache.absence.is_on()) == (None, True)


@pytest.fixture
def door(server, tmp_path):
    """A door of TLS to the running Valkey: its address, and the authority that vouches for it."""
    certificate, key = make_certificate(tmp_path)
    with tls_door(server.sockets / SOCKET, certificate, key) as port:
        yield f"rediss://localhost:{port}/0", str(certificate)


def test_encrypted_redis_is_used(door):
    url, authority = door
    cache = made(url, **values.redis_trust(url, authority))
    cache.set("greeting", "hello over TLS")
    greeting = cache.get("greeting")
    cache._cache.get_client(None).connection_pool.disconnect()

    assert greeting == "hello over TLS"


def test_encrypted_redis_that_nobody_vouches_for_is_not_used(door):
    url, _authority = door
    cache = made(url, **values.redis_trust(url, ""))

    cache.set("greeting", "to whom?")

    assert (cache.get("greeting"), cache.absence.is_on()) == (None, True)


def send_by_celery(url: str, trust: dict) -> None:
    app = Celery("encrypted", broker=url, broker_use_ssl=trust or False, set_as_current=False)
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=5)
        app.send_task("tests.nothing", queue="encrypted", connection=connection, retry=False)


def test_celery_speaks_with_an_encrypted_redis(door, cache):
    url, authority = door

    send_by_celery(url, values.redis_trust(url, authority))

    assert cache._cache.get_client(None).llen("encrypted") == 1


def test_celery_does_not_speak_with_a_redis_that_nobody_vouches_for(door):
    url, _authority = door

    with pytest.raises(OperationalError):
        send_by_celery(url, values.redis_trust(url, ""))
