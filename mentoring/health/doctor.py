"""What is wrong with this installation, in words. Looks at everything and changes nothing; the database may be away."""

import logging
import smtplib
import ssl
from collections.abc import Callable

import redis
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from django.db import DatabaseError, connection

from feedback.reports import uncounted_surveys
from mentoring.accounts.reports import late_changes
from mentoring.health import schema
from mentoring.health.findings import Finding, Findings, broken, listed, look, ok
from mentoring.health.machine import clock, disk_space, static_files, time_zones
from mentoring.health.private_text import keys, sample
from mentoring.outbox.reports import failed_lately, pump_health, silent_ticks

logger = logging.getLogger(__name__)
OF_THE_DATABASE = (
    "migrations",
    "private text",
    "mail that is due",
    "mail that failed",
    "ticks",
    "account changes",
    "surveys",
    "clock",
)


def examine() -> list[Finding]:
    """Every part, the database first: what needs it is not looked at while it is away."""
    findings = list(database())
    if all(finding.state == "ok" for finding in findings):
        parts: tuple[Callable[[], Findings], ...] = (tables, clock)
        findings += [finding for part in parts for finding in safely(part)]
    else:
        findings += [look(part, "Could not be looked at while the database is away.") for part in OF_THE_DATABASE]
    for part in (redis_server, mail_server, keys, disk_space, time_zones, static_files):
        findings += safely(part)
    return findings


def safely(part: Callable[[], Findings]) -> list[Finding]:
    """A doctor who faints helps nobody."""
    try:
        return list(part())
    except Exception as error:
        logger.exception("A part could not be looked at")
        name = part.__name__.replace("_", " ")
        return [broken(name, f"Could not be looked at ({type(error).__name__}). The log says more.")]


def database() -> Findings:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            (is_copy,) = cursor.fetchone()
    except DatabaseError:
        yield broken(
            "database",
            "PostgreSQL does not answer. Start it, and check DATABASE_URL: host, port, name, user and password.",
        )
        return
    if is_copy:
        yield broken("database", "This PostgreSQL is a copy that takes no writes. Set DATABASE_URL to the first one.")
    else:
        yield ok("database", "PostgreSQL answers.")


def tables() -> Findings:
    """The tables, and what can only be looked at where they stand."""
    done = schema.applied()
    missing, unknown = schema.missing(done), schema.unknown(done)
    if unknown:
        names = listed(".".join(name) for name in unknown)
        yield broken("migrations", f"A newer version made these tables ({names}). Run that version, or a newer one.")
    if missing:
        names = listed(".".join(name) for name in missing)
        yield broken("migrations", f"The tables are older than this version ({names}). Run: manage.py migrate")
        return
    if not unknown:
        yield ok("migrations", "The tables are those of this version.")
    for part in (sample, pump, failed_mail, ticks, account_changes, surveys):
        yield from safely(part)


def pump() -> Findings:
    part, health = "mail that is due", pump_health()
    if health.is_healthy:
        yield ok(part, "No message waits longer than it should.")
        return
    waits = "" if health.oldest_due_seconds is None else f" The oldest has waited {health.oldest_due_seconds:.0f} s."
    ticks = " No tick was ever noted."
    if health.last_tick_seconds is not None:
        ticks = f" The last tick was {health.last_tick_seconds:.0f} s ago."
    if settings.MAIL_WAITS_FOR_UP:
        yield look(part, f"Messages leave while `manage.py up` runs, which it does not now. Start it.{waits}{ticks}")
        return
    yield broken(
        part, f"Messages do not leave in time.{waits}{ticks} Restart the worker of the queue “ticks” and the beat."
    )


def failed_mail() -> Findings:
    """A number and no more: some kinds of mail tell stories by whom they went to (docs/decisions/0018)."""
    part, failed = "mail that failed", failed_lately()
    if not failed:
        yield ok(part, "No message of the last day had to be given up.")
        return
    given_up = "1 message of the last day was" if failed == 1 else f"{failed} messages of the last day were"
    yield look(
        part,
        f"{given_up} given up. The office says under Messages what the mail server answered, but of kinds that stand"
        " in no list there.",
    )


def ticks() -> Findings:
    silent = silent_ticks()
    if silent and settings.MAIL_WAITS_FOR_UP:
        yield look("ticks", "Nothing begins by itself while `manage.py up` is stopped. Start it.")
    elif silent:
        words = f"Not begun in time: {listed(silent)}. Restart the beat and the worker of the queue “ticks”."
        yield look("ticks", words)
    else:
        yield ok("ticks", "What the beat starts begins in time.")


def account_changes() -> Findings:
    """What waits a day before it holds, so that its person may stop it."""
    part, late = "account changes", late_changes()
    if late:
        yield broken(part, f"{late} should hold by now, and could not. The log says which, and what kind of error.")
    else:
        yield ok(part, "None waits longer than it should.")


def surveys() -> Findings:
    """A number and no more: whose answers do not open is nobody's to know."""
    if number := uncounted_surveys():
        over = "1 survey is" if number == 1 else f"{number} surveys are"
        yield broken(
            "surveys",
            f"{over} over, and cannot be counted: not all answers open. Bring back the FIELD_KEYS that were used; what"
            " waits is counted by itself then. Until then nothing is lost. Where they are gone for good, `manage.py"
            " give_up_answers` says what can be done.",
        )
    else:
        yield ok("surveys", "Each is counted once its time is over.")


def redis_server() -> Findings:
    """Asked directly: the cache of the pages would call its absence a miss."""
    cache = settings.CACHES["default"]
    try:
        RedisCache(str(cache["LOCATION"]), cache)._cache.get_client(None).ping()
    except (redis.RedisError, OSError, ValueError):
        yield look(
            "redis", "Redis does not answer. Pages go on, but no worker gets its ticks. Start it, and check REDIS_URL."
        )
        return
    yield ok("redis", "Redis answers.")


def mail_server() -> Findings:
    """As far as a greeting: nothing is sent, nobody is announced."""
    part, where = "mail server", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if settings.MAIL_WAITS_FOR_UP:
        yield look(part, "The built-in mail catcher runs with `manage.py up`, which is not running now.")
        return
    if not settings.EMAIL_HOST:
        yield broken(part, "EMAIL_HOST is not set, so no mail can leave. Set it to the name of your mail server.")
        return
    try:
        code, offers_encryption = greet_mail_server()
    except ssl.SSLCertVerificationError:
        yield look(
            part, f"The certificate of {where} is not one this machine trusts. Ask whoever runs the mail server."
        )
        return
    except ssl.SSLError:
        yield broken(part, f"{where} does not speak encrypted as EMAIL_USE_SSL or EMAIL_USE_TLS ask. Check EMAIL_PORT.")
        return
    except (smtplib.SMTPException, OSError):
        yield broken(part, f"{where} does not answer; mails wait until it does. Check EMAIL_HOST and EMAIL_PORT.")
        return
    if not 200 <= code < 300:
        yield broken(part, f"{where} does not want to speak with this machine ({code}). Ask whoever runs it.")
    elif settings.EMAIL_USE_TLS and not offers_encryption:
        yield broken(part, f"{where} offers no encryption, and EMAIL_USE_TLS asks for it. Check EMAIL_PORT.")
    else:
        yield ok(part, f"{where} answers.")


def greet_mail_server() -> tuple[int, bool]:
    """What it answers, and whether it offers encryption, which is then tried as a mail would."""
    with dialled_mail_server() as server:
        code, _words = server.ehlo()
        offers_encryption = server.has_extn("starttls")
        if settings.EMAIL_USE_TLS and offers_encryption:
            server.starttls(context=ssl.create_default_context())
    return code, offers_encryption


def dialled_mail_server() -> smtplib.SMTP:
    host, port, timeout = settings.EMAIL_HOST, settings.EMAIL_PORT, 5
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=timeout)
