"""Tries to sign in, counted in the database: the limit holds while Redis is away, and wherever they come from."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mentoring.accounts.models import FailedTry
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction

MOST_FAILURES = 10
WINDOW = timedelta(minutes=5)


@in_transaction
def begin_try(*, address: str) -> FailedTry:
    """Count a try as failed before it is judged, so that many at once cannot slip past the limit.

    Refused once ten tries for this address failed within five minutes, whether anybody has the address or not.
    """
    key, now = key_of(address), clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    if FailedTry.objects.filter(key=key, at__gt=now - WINDOW).count() >= MOST_FAILURES:
        raise Refused(_("There were too many tries for this address. Please wait five minutes, then try again."))
    return FailedTry.objects.create(key=key, at=now)


def forget_try(*, failed: FailedTry) -> None:
    """Take back the count of a try that turned out right; earlier failures stay."""
    FailedTry.objects.filter(pk=failed.pk).delete()


@contextmanager
def counted_try(address: str) -> Iterator[None]:
    """Count what happens inside as a try for this address; it failed when it raises."""
    failed = begin_try(address=address)
    yield
    forget_try(failed=failed)


def forget_old_tries() -> int:
    """Delete what no longer counts. Returns how many."""
    return FailedTry.objects.filter(at__lte=clock.now() - WINDOW).delete()[0]


def key_of(address: str) -> str:
    """What stands for an address in the table: nobody without the key can tell which address it is."""
    return salted_hmac("mentoring.accounts.tries", address.strip().lower(), algorithm="sha256").hexdigest()
