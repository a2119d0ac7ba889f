"""The one source of "now" for services, so that a demo or a test can live in the past."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC; or the instant the clock was set to."""
    return _standing_at.get() or timezone.now()


def today() -> date:
    """The calendar day of `now()` in the active time zone."""
    return timezone.localdate(now())


def company_today() -> date:
    """The calendar day of `now()` where the company is, whoever asks from wherever."""
    return timezone.localdate(now(), timezone.get_default_timezone())


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment` (aware) for the code inside the block."""
    token = _standing_at.set(moment)
    try:
        yield
    finally:
        _standing_at.reset(token)
