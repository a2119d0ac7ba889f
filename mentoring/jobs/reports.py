"""How long work fares, for health checks."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from mentoring.jobs.models import Job
from mentoring.lib import clock

LONGEST_WAIT = timedelta(seconds=60)
State = Job.State


def is_work_stuck() -> bool:
    """Whether a job has been free for over a minute while no worker is at any.

    What waits behind long work that goes on is only late. A worker that stopped in its work loses its lease first.
    """
    if Job.objects.filter(state=State.RUNNING, lease_until__gte=Now()).exists():
        return False
    waits = Q(state=State.WAITING, created_at__lt=clock.now() - LONGEST_WAIT)
    abandoned = Q(state=State.RUNNING, lease_until__lt=Now() - LONGEST_WAIT)
    return Job.objects.filter(waits | abandoned).exists()
