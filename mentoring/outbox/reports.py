"""How the sending of messages fares, for health checks."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, ExpressionWrapper, F, Min
from django.db.models.functions import Now

from mentoring.lib import clock
from mentoring.outbox.models import PUMP_TICK, OutgoingMessage, Tick

LONGEST_WAIT = 120
LONGEST_SILENCE = 60
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class PumpHealth:
    """None for the oldest due message where none is due, and for the last tick where there never was one."""

    is_healthy: bool
    oldest_due_seconds: float | None
    last_tick_seconds: float | None


def pump_health() -> PumpHealth:
    """Whether messages go out: none has been due for over two minutes, and the pump ran within the last minute.

    It looks at what is achieved, not at processes: a worker that is connected and takes no work shows here.
    """
    oldest, silence = _oldest_due_seconds(), _last_tick_seconds()
    return PumpHealth(
        is_healthy=(oldest or 0) <= LONGEST_WAIT and silence is not None and silence <= LONGEST_SILENCE,
        oldest_due_seconds=oldest,
        last_tick_seconds=silence,
    )


def failed_lately(within: timedelta = timedelta(days=1)) -> int:
    """How many messages could not be sent since then, those of kinds that stand in no log included: a number alone.

    A message was due for the last time when it ended.
    """
    failed = OutgoingMessage.objects.over_and_kept().filter(state=OutgoingMessage.State.FAILED)
    return failed.filter(due_at__gte=clock.now() - within).count()


def silent_ticks() -> list[str]:
    """The names of the ticks that did not begin in time: two rounds and a minute ago, or never.

    Not judged are those of the queue of jobs, whose worker long work may keep, and one that comes so seldom that in a
    new installation its turn may not have come yet.
    """
    now = ExpressionWrapper(Now(), output_field=DateTimeField())
    times = {name: (now - last).total_seconds() for name, last, now in Tick.objects.values_list("name", "last_at", now)}
    schedule: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    every: dict[str, float] = {each["task"]: each["schedule"] for each in schedule.values()}
    return sorted(
        name
        for name, seconds in every.items()
        if name not in settings.CELERY_TASK_ROUTES
        and times.get(name, NEVER if seconds <= LONGEST_SILENCE else 0) > 2 * seconds + LONGEST_SILENCE
    )


def _oldest_due_seconds() -> float | None:
    now = clock.now()
    due = OutgoingMessage.objects.filter(state=OutgoingMessage.State.DUE, due_at__lte=now)
    oldest = due.aggregate(oldest=Min("due_at"))["oldest"]
    return (now - oldest).total_seconds() if oldest else None


def _last_tick_seconds() -> float | None:
    """Both moments by the database's clock; a clock that was set back counts as no time at all."""
    ticks = Tick.objects.filter(name=PUMP_TICK).annotate(now=ExpressionWrapper(Now(), output_field=DateTimeField()))
    times = ticks.values_list(F("last_at"), F("now")).first()
    return max((times[1] - times[0]).total_seconds(), 0.0) if times else None
