"""Starting long work, picking it up from its row, telling how far it is, and stopping it."""

import logging
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.jobs import emails, runners
from mentoring.jobs.heartbeat import heartbeat
from mentoring.jobs.models import JOB_MOVES, Job
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message

ATTEMPTS = 3
# Who waited longer has turned to something else.
WORTH_A_MAIL = timedelta(seconds=60)
LONGEST = 300

logger = logging.getLogger(__name__)
State = Job.State


class JobStopped(BaseException):
    """The work goes no further here.

    It runs through the runner and past any `except Exception` in it, so that every transaction it is in rolls back.
    """


class LeaseLost(JobStopped):
    """This worker was given up on and its job belongs to another; whatever it still does must not count."""


class CancelRequested(JobStopped):
    """Whoever started this job no longer wants it."""


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


@in_transaction
def cancel_job(*, job: Job, by: User) -> Job:
    """Stop work that is no longer wanted; refused once it is over, and asking twice changes nothing.

    What waits is stopped at once. What is at work stops at its next report of progress: the step it is in is undone,
    and the steps it has finished stay. It may still end by itself before that.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    check_move(JOB_MOVES, job.state, State.CANCELLED, refusal=_("This is over already: there is nothing to stop."))
    if job.cancel_requested:
        return job
    job.cancel_requested = True
    if job.state == State.WAITING:
        job.state, job.finished_at = State.CANCELLED, clock.now()
    job.save(update_fields=["cancel_requested", "state", "finished_at"])
    record_event(verb="job.cancel", subject=job, by=by)
    return job


def run_next_job() -> bool:
    """Do one job that waits, or whose worker died; False when there is none.

    The job ends as done, failed or stopped, in a sentence for the person who started it. When this worker lost its
    lease on the way, the row is left to the worker who has it now.
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
    """Tell how far a job is and renew its lease.

    Raises CancelRequested once the job is to be stopped, and LeaseLost once it is another worker's.
    """
    values = {"done": done, "total": total, "message": message[:LONGEST], "lease_until": _lease_of(job)}
    if _claimed(job).filter(cancel_requested=False).update(**values):
        return
    raise CancelRequested if _claimed(job).exists() else LeaseLost


@transaction.atomic
def _claim_job() -> Job | None:
    """The oldest job nobody works on, taken by this worker. Leases go by the database's clock, the one all share."""
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=Now())
    found = Job.objects.select_for_update(skip_locked=True).filter(free).order_by("created_at", "pk").first()
    if found is None:
        return None
    check_move(JOB_MOVES, found.state, State.RUNNING)
    Job.objects.filter(pk=found.pk).update(
        state=State.RUNNING, claim=uuid.uuid4(), lease_until=_lease_of(found), attempts=F("attempts") + 1
    )
    return Job.objects.select_related("started_by").get(pk=found.pk)


def _run(job: Job) -> tuple[State, str]:
    """Run a claimed job; its end state and the sentence that goes with it."""
    is_given_up = job.attempts > ATTEMPTS
    if job.cancel_requested or is_given_up:
        try:
            if sentence := _written_before(job):
                return State.DONE, sentence
        except Exception:  # what cannot be told does not keep it from ending
            logger.exception("Whether job %s (%s) was written is not known", job.pk, job.kind)
    if job.cancel_requested:  # asked for while the worker before was dead
        return State.CANCELLED, ""
    if is_given_up:
        logger.error("Job %s (%s) was interrupted %d times", job.pk, job.kind, ATTEMPTS)
        return State.FAILED, _("This was interrupted several times. Please tell your administrator.")

    def progress(done: int, total: int, message: str) -> None:
        report_progress(job=job, done=done, total=total, message=message)

    try:
        runner = runners.runner_of(job.kind)
        with heartbeat(progress, renew=lambda: _renew(job), lease=runner.lease, silence=runner.silence) as telling:
            result = runner.run(job, telling)
    except CancelRequested:
        return State.CANCELLED, ""
    except Refused as refusal:
        return State.FAILED, refusal.message
    except Exception:
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        return State.FAILED, _("Something went wrong on our side. It has been noted; please try again later.")
    return State.DONE, result or ""


def _written_before(job: Job) -> str:
    """How it went where the worker before wrote the result and died only then; empty where nothing tells of one."""
    written_words = runners.words_of(job.kind).written_words
    return written_words(job) if written_words else ""


@transaction.atomic
def _finish_job(job: Job, state: State, message: str) -> None:
    """End a job that is still this worker's, and tell whoever has waited long for it."""
    mine = _claimed(job).select_for_update().first()
    if mine is None:
        raise LeaseLost
    check_move(JOB_MOVES, mine.state, state)
    mine.state, mine.message, mine.finished_at = state, message[:LONGEST], clock.now()
    mine.claim = mine.lease_until = None
    mine.save(update_fields=["state", "message", "finished_at", "claim", "lease_until"])
    record_event(verb="job.finish", subject=mine, by=None, result=state)
    if state != State.CANCELLED and mine.finished_at - mine.created_at > WORTH_A_MAIL:
        _tell_it_is_over(mine, job.started_by)


def _tell_it_is_over(job: Job, reader: User) -> None:
    if not reader.is_active:
        return
    mail = emails.job_over(job, reader=reader, title=runners.words_of(job.kind).title)
    queue_message(kind=emails.JOB_OVER, subject=job, recipient=reader, occurrence="over", mail=mail)


def _renew(job: Job) -> int:
    return _claimed(job).update(lease_until=_lease_of(job))


def _lease_of(job: Job) -> CombinedExpression:
    return Now() + runners.words_of(job.kind).lease


def _claimed(job: Job) -> models.QuerySet[Job]:
    """The row, as long as it is this worker's."""
    return Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)
