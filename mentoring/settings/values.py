"""Values of the environment that need more than a type. Each refusal is one sentence, and tells no secret."""

import ssl
import zoneinfo
from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from mentoring.lib.env import env
from mentoring.lib.keys import parse_ring

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
CONNECT_SECONDS = 5


def database(name: str, *, conn_max_age: int) -> dict[str, Any]:
    """PostgreSQL, asked each time whether a connection of before still stands; nobody waits long for one."""
    try:
        url = dj_database_url.parse(env.str(name), conn_max_age=conn_max_age, conn_health_checks=True)
    except ValueError:
        url = {}
    found: dict[str, Any] = {**url}
    if found.get("ENGINE") != "django.db.backends.postgresql" or not found.get("NAME"):
        raise ImproperlyConfigured(
            f"{name} is not the address of a PostgreSQL database. Write postgres://user:password@host:5432/name."
        )
    found["OPTIONS"] = {"connect_timeout": CONNECT_SECONDS, **found.get("OPTIONS", {})}
    return found


def redis_url(name: str) -> str:
    url = env.str(name)
    if split(url).scheme not in ("redis", "rediss", "redis+socket"):
        raise ImproperlyConfigured(
            f"{name} is not the address of a Redis. Write redis://host:6379/0, or rediss:// for an encrypted one."
        )
    return url


def redis_trust(url: str, authority: str) -> dict[str, Any]:
    """For an encrypted connection: the server must prove who it is. Celery would otherwise take anybody."""
    if not url.startswith("rediss://"):
        return {}
    trusted = {"ssl_ca_certs": authority} if authority else {}
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True, **trusted}


def mail_encryption() -> tuple[bool, bool]:
    """EMAIL_USE_TLS and EMAIL_USE_SSL: which of the two ways a mail server speaks depends on its port."""
    by_word, from_the_start = env.bool("EMAIL_USE_TLS", False), env.bool("EMAIL_USE_SSL", False)
    if by_word and from_the_start:
        raise ImproperlyConfigured(
            "EMAIL_USE_TLS and EMAIL_USE_SSL are both on, and exclude each other. "
            "Keep EMAIL_USE_SSL for port 465, EMAIL_USE_TLS for others such as 587."
        )
    return by_word, from_the_start


def site_url(name: str, default: str) -> str:
    """The address people type, without a path and without a slash at its end."""
    url = env.str(name, default).rstrip("/")
    parts = split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ImproperlyConfigured(f"{name} is not an address of a site. Write https://mentoring.your-company.example.")
    return url


def field_keys(name: str) -> list[str]:
    keys: list[str] = env.list(name)
    parse_ring(keys)
    return keys


def time_zone(name: str, default: str) -> str:
    zone = env.str(name, default)
    if zone not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"{name} is not a time zone. Write one of the IANA names, such as Europe/London.")
    return zone


def log_level(name: str, default: str) -> str:
    level = env.str(name, default).upper()
    if level not in LEVELS:
        raise ImproperlyConfigured(f"{name} is not a level. Write one of {', '.join(LEVELS)}.")
    return level


def split(url: str) -> SplitResult:
    """The parts of an address; none where it is malformed."""
    try:
        parts = urlsplit(url)
        _refused_where_no_number = parts.port
    except ValueError:
        return urlsplit("")
    return parts
