"""Verifying the record of events as long work: somebody waits for it, and it says how far it is."""

import logging

from mentoring.accounts.models import User
from mentoring.audit.reports import check_record
from mentoring.audit.services import record_event
from mentoring.jobs.models import Job
from mentoring.jobs.runners import Progress
from mentoring.jobs.services import start_job

VERIFY_KIND = "audit.verify"

logger = logging.getLogger(__name__)


def start_verification(*, by: User) -> Job:
    """Put down a verification of the record; refused while this person's last one is under way."""
    return start_job(kind=VERIFY_KIND, subject=by, by=by)


def verify_record(job: Job, progress: Progress) -> str:
    """The runner: what the verification found, in a sentence. What is wrong is also logged as an error."""
    finding = check_record(progress=lambda done, total: progress(done, total, ""))
    if finding.fault:
        logger.error("The record of events is not intact: %s", finding.sentence)
    record_event(
        verb="audit.verify", subject=job, by=job.started_by, result="not intact" if finding.fault else "intact"
    )
    return finding.words
