"""What must hold before people are let in: `manage.py check --deploy`. Each error says what to do."""

from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from mentoring.lib.keys import parse_ring

STAND_INS = ("change", "default", "django-insecure", "example", "insecure", "password", "secret")
SHORTEST_SECRET = 32  # characters
FEWEST_DIFFERENT = 8  # characters of a secret, bytes of a key: a key made by chance has more
RESERVED = (".example", ".invalid", ".localhost", ".test")
MAKE_RANDOM = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
MAKE_KEY = "python3 -c \"import base64, os; print('k1:' + base64.urlsafe_b64encode(os.urandom(32)).decode())\""


def ready_for_people(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every fault of this installation, each with an id of its own."""
    checks = (debugging, celery_runs, secrets, field_keys, mail, mailbox, address, hosts, databases, sign_in_pages)
    return [Error(words, id=f"mentoring.{name}") for check in checks for name, words in check()]


Fault = tuple[str, str]


def debugging() -> Iterator[Fault]:
    if settings.DEBUG:
        yield "E001", "DEBUG is on, and shows code and settings to everybody. Use mentoring.settings.production."


def celery_runs() -> Iterator[Fault]:
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        yield "E002", "CELERY_TASK_ALWAYS_EAGER is on, so pages would wait for every task. Take it out of the settings."


def secrets() -> Iterator[Fault]:
    for number, name in (("E003", "SECRET_KEY"), ("E004", "SURVEY_KEY"), ("E015", "AUDIT_KEY")):
        if is_weak(getattr(settings, name, "")):
            yield number, f"{name} is missing, short or a stand-in. Make one with: {MAKE_RANDOM}"
    if settings.SURVEY_KEY == settings.SECRET_KEY:
        yield "E005", f"SURVEY_KEY is the same as SECRET_KEY. Give it a value of its own: {MAKE_RANDOM}"
    if settings.AUDIT_KEY in (settings.SECRET_KEY, settings.SURVEY_KEY):
        yield "E016", f"AUDIT_KEY is the same as another key. Give it a value of its own: {MAKE_RANDOM}"


def is_weak(secret: str) -> bool:
    stands_in = any(word in secret.lower() for word in STAND_INS)
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT or stands_in


def field_keys() -> Iterator[Fault]:
    try:
        ring = parse_ring(settings.FIELD_KEYS)
    except ImproperlyConfigured as error:
        yield "E006", f"{error} Make one with: {MAKE_KEY}"
        return
    weak = [name for name, key in ring if len(set(key)) < FEWEST_DIFFERENT]
    if weak:
        yield (
            "E007",
            f"FIELD_KEYS holds a key that was not made by chance ({', '.join(weak)}). Make one with: {MAKE_KEY}",
        )


def mail() -> Iterator[Fault]:
    if not settings.EMAIL_HOST:
        yield "E008", "EMAIL_HOST is not set, so no mail can leave. Set it to the name of your mail server."
    _local_part, at, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    if not at or not domain or domain.endswith(RESERVED):
        yield "E009", "DEFAULT_FROM_EMAIL is no address of yours. Set it to one that your mail server may send from."


def mailbox() -> Iterator[Fault]:
    if settings.MAILBOX_DIR is not None:
        yield "E010", "MAILBOX_DIR is set, so everybody could read every mail. Take it out of the settings."


def address() -> Iterator[Fault]:
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme != "https" or not parts.hostname:
        yield "E011", "SITE_URL is no https address, and stands in every mail. Set it to the address people type."


def hosts() -> Iterator[Fault]:
    if any("*" in str(host) for host in settings.ALLOWED_HOSTS) or not settings.ALLOWED_HOSTS:
        yield "E012", "ALLOWED_HOSTS lets any name in, or none. List the names that people type, parted by commas."


def databases() -> Iterator[Fault]:
    if any(not str(database["ENGINE"]).endswith("postgresql") for database in settings.DATABASES.values()):
        yield "E013", "The database is no PostgreSQL, and nothing else keeps what we promise. Set DATABASE_URL to one."


def sign_in_pages() -> Iterator[Fault]:
    if any(name.endswith(("LocMemCache", "DummyCache")) for name in backends()):
        yield "E014", "The cache is not shared, so tries to sign in would be counted per process. Set REDIS_URL."


def backends() -> list[str]:
    return [str(cache["BACKEND"]) for cache in settings.CACHES.values()]
