"""How the pump is getting on. What counts is progress, not whether a process is there."""

from dataclasses import dataclass

from django.db.models import Min

from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage

LONGEST_WAIT = 120.0  # seconds that a due message may wait
LONGEST_SILENCE = 60.0  # seconds between two ticks


@dataclass(frozen=True, slots=True)
class PumpHealth:
    """The age of the oldest due message and of the last tick, in seconds; None where there is none."""

    is_healthy: bool
    oldest_due_seconds: float | None
    last_tick_seconds: float | None


def pump_health() -> PumpHealth:
    """Whether messages leave in time. A tick that was never recorded is unknown, and counts as healthy."""
    due = OutgoingMessage.objects.filter(state=OutgoingMessage.State.DUE, due_at__lte=clock.now())
    oldest = due.aggregate(oldest=Min("due_at"))["oldest"]
    waiting = None if oldest is None else (clock.now() - oldest).total_seconds()
    last_tick: float | None = None
    return PumpHealth(
        is_healthy=(waiting is None or waiting <= LONGEST_WAIT) and (last_tick is None or last_tick <= LONGEST_SILENCE),
        oldest_due_seconds=waiting,
        last_tick_seconds=last_tick,
    )
