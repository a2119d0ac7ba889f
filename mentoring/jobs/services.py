"""Starting long work, picking it up from its row, and telling how far it is."""

import logging
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.jobs import runners
from mentoring.jobs.models import Job
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused

LEASE = timedelta(seconds=60)
ATTEMPTS = 3

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """This worker was given up on and its job belongs to another; whatever it still does must not count."""


def start_job(*, kind: str, subject: models.Model, by: User) -> Job:
    """Put down work for the next tick to pick up; refused while the same work on the same thing is open."""
    job = Job(
        kind=kind,
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        started_by=by,
        created_at=clock.now(),
    )
    with constraints_refused(), transaction.atomic():
        job.save(force_insert=True)
        record_event(verb="job.start", subject=job, by=by)
    return job


def run_next_job() -> bool:
    """Do one job that waits, or whose worker died; False when there is none.

    The job ends as done or failed, in a sentence for the person who started it. When this worker lost its lease on the
    way, the row is left to the worker who has it now.
    """
    job = _claim_job()
    if job is None:
        return False
    with translation.override(job.started_by.language or settings.LANGUAGE_CODE):
        try:
            _finish_job(job, *_run(job))
        except LeaseLost:
            logger.warning("Job %s went on elsewhere", job.pk)
    return True


def report_progress(*, job: Job, done: int, total: int, message: str) -> None:
    """Tell how far a job is and renew its lease; raises LeaseLost once the job is another worker's."""
    _update_claimed(job, done=done, total=total, message=message, lease_until=Now() + LEASE)


@transaction.atomic
def _claim_job() -> Job | None:
    """The oldest job nobody works on, taken by this worker. Leases go by the database's clock, the one all share."""
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, lease_until__lt=Now())
    waiting = Job.objects.select_for_update(skip_locked=True).filter(free).order_by("created_at", "pk")
    job_id = waiting.values_list("pk", flat=True).first()
    if job_id is None:
        return None
    Job.objects.filter(pk=job_id).update(
        state=Job.State.RUNNING, claim=uuid.uuid4(), lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.select_related("started_by").get(pk=job_id)


def _run(job: Job) -> tuple[Job.State, str]:
    """Run a claimed job; its end state and the sentence that goes with it."""
    if job.attempts > ATTEMPTS:
        logger.error("Job %s (%s) was interrupted %d times", job.pk, job.kind, ATTEMPTS)
        return Job.State.FAILED, _("This was interrupted several times. Please tell your administrator.")

    def progress(done: int, total: int, message: str) -> None:
        report_progress(job=job, done=done, total=total, message=message)

    try:
        runners.runner_of(job.kind).run(job, progress)
    except LeaseLost:
        raise
    except Refused as refusal:
        return Job.State.FAILED, refusal.message
    except Exception:
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        return Job.State.FAILED, _("Something went wrong on our side. It has been noted; please try again later.")
    return Job.State.DONE, ""


def _finish_job(job: Job, state: Job.State, message: str) -> None:
    """End a job that is still this worker's."""
    _update_claimed(job, state=state, message=message, claim=None, lease_until=None, finished_at=clock.now())


def _update_claimed(job: Job, **values: object) -> None:
    mine = Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING)
    if not mine.update(**values):
        raise LeaseLost
