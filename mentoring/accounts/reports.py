"""How the changes of accounts that wait a day fare, for health checks."""

from datetime import timedelta

from mentoring.accounts.models import AccountChange, EmailChange, SecondStepRemoval
from mentoring.lib import clock

# The tick comes each minute: a change that still waits by then failed more than once.
LATE_AFTER = timedelta(minutes=5)


def late_changes() -> int:
    """How many changes should hold by now, and do not."""
    overdue = {"state": AccountChange.State.WAITING, "due_at__lt": clock.now() - LATE_AFTER}
    return sum(kind._default_manager.filter(**overdue).count() for kind in (EmailChange, SecondStepRemoval))
