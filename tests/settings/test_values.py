"""Wrong values of the environment: one sentence that says what to write, and nothing of the value itself."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from mentoring.settings import values
from tests.production import environment, manage

CANARY = "CANARY7"


@pytest.mark.parametrize(
    "url",
    [
        "",
        CANARY,
        f"mysql://user:{CANARY}@host/name",
        "sqlite:///db.sqlite3",
        f"postgres://user:{CANARY}@host:port/name",
        f"postgres://user:{CANARY}@[host/name",
        f"postgres://user:{CANARY}@host:5432",
    ],
)
def test_what_is_no_postgresql_is_refused(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not the address of a PostgreSQL") as refusal:
        values.database("DATABASE_URL", conn_max_age=60)

    assert CANARY not in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({}, (False, False)),
        ({"EMAIL_USE_TLS": "true"}, (True, False)),
        ({"EMAIL_USE_SSL": "true"}, (False, True)),
        ({"EMAIL_USE_SSL": "true", "EMAIL_USE_TLS": "false"}, (False, True)),
    ],
)
def test_mail_is_encrypted_in_one_way_or_the_other(monkeypatch, given, meant):
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert values.mail_encryption() == meant


def test_both_ways_of_encrypting_mail_at_once_are_refused(monkeypatch):
    for name in ("EMAIL_USE_TLS", "EMAIL_USE_SSL"):
        monkeypatch.setenv(name, "true")

    with pytest.raises(ImproperlyConfigured, match="EMAIL_USE_TLS and EMAIL_USE_SSL are both on"):
        values.mail_encryption()


def test_connection_is_looked_at_before_use_and_not_waited_for(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@host:5432/name?sslmode=require")

    found = values.database("DATABASE_URL", conn_max_age=60)

    assert (found["CONN_HEALTH_CHECKS"], found["CONN_MAX_AGE"]) == (True, 60)
    assert found["OPTIONS"] == {"connect_timeout": 5, "sslmode": "require"}


@pytest.mark.parametrize(
    "url", ["", "localhost", "http://localhost", f"redis://:{CANARY}@host:port/0", "redis://[host"]
)
def test_what_is_no_redis_is_refused(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)

    with pytest.raises(ImproperlyConfigured, match="REDIS_URL is not the address of a Redis") as refusal:
        values.redis_url("REDIS_URL")

    assert CANARY not in str(refusal.value)


@pytest.mark.parametrize("url", ["redis://host", "rediss://user:pass@host:6380/1", "redis+socket:///tmp/v.sock"])
def test_each_kind_of_redis_is_taken(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)

    assert values.redis_url("REDIS_URL") == url


@pytest.mark.parametrize(
    "url", ["mentoring.company.com", "ftp://host", "https://", "https://host/path", "https://h:0x1"]
)
def test_what_is_no_address_of_a_site_is_refused(monkeypatch, url):
    monkeypatch.setenv("SITE_URL", url)

    with pytest.raises(ImproperlyConfigured, match="SITE_URL is not an address of a site"):
        values.site_url("SITE_URL", "http://localhost:8000")


def test_slash_at_the_end_of_a_site_is_dropped(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://mentoring.company.com/")

    assert values.site_url("SITE_URL", "") == "https://mentoring.company.com"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"EMAIL_PORT": "abc"}, 'Environment variable "EMAIL_PORT" invalid'),
        ({"SECRET_KEY": None}, 'Environment variable "SECRET_KEY" not set'),
        ({"DATABASE_URL": f"postgres//{CANARY}"}, "DATABASE_URL is not the address of a PostgreSQL database."),
        ({"REDIS_URL": CANARY}, "REDIS_URL is not the address of a Redis."),
        ({"FIELD_KEYS": f"k1:{CANARY}"}, "FIELD_KEYS wants name:key pairs"),
        ({"FIELD_KEYS": None}, 'Environment variable "FIELD_KEYS" not set'),
        ({"SITE_URL": CANARY}, "SITE_URL is not an address of a site."),
        ({"TIME_ZONE": "Europe/Nowhere"}, "TIME_ZONE is not a time zone."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is not a level."),
    ],
)
@pytest.mark.parametrize("command", ["migrate"])
def test_wrong_value_ends_a_command_with_one_sentence(tmp_path, command, changed, said):
    ended = manage(command, environment=environment(tmp_path, **changed))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"The settings of this installation do not stand: {said}")
    assert ended.stderr.count("\n") == 1
    assert CANARY not in ended.stderr


@pytest.mark.long
@pytest.mark.parametrize("command", ["check", "doctor", "maintenance", "shell"])
def test_wrong_value_ends_every_other_command_so(tmp_path, command):
    ended = manage(command, environment=environment(tmp_path, EMAIL_PORT="abc"))

    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
