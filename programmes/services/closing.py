"""Closing a cohort of hundreds as work that goes on behind its page."""

from datetime import timedelta

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.jobs.models import Job
from mentoring.jobs.runners import Progress
from mentoring.jobs.services import start_job
from mentoring.lib.errors import Refused
from programmes.models import Cohort, Enrolment
from programmes.services.cohorts import NOT_YET, check_ready, close_cohort

CLOSE_KIND = "programmes.close"
# Places up to which the mails of a closing are written while somebody waits: a second or two.
AT_ONCE_UP_TO = 100
# It is one step and reports nothing on the way; 500 pairs take half a minute.
CLOSE_SILENCE = timedelta(hours=1)


def close_now_or_start(*, cohort: Cohort, by: User) -> Cohort | Job:
    """Close a cohort, or, where many take part in it, put it down as a job; refused at once where closing would be."""
    if Enrolment.objects.taking_part().filter(cohort=cohort).count() <= AT_ONCE_UP_TO:
        return close_cohort(cohort=cohort, by=by)
    check_ready(cohort, Cohort.Stage.CLOSED, str(NOT_YET))
    return start_job(kind=CLOSE_KIND, subject=cohort, by=by)


def close_in_job(job: Job, progress: Progress) -> str:
    """The runner. All of it happens in one transaction, or nothing; a cohort that is closed by now is no failure."""
    progress(0, 0, _("Everything ends in one step, so there is nothing to count on the way."))
    cohort = Cohort.objects.get(pk=job.subject_id)
    try:
        close_cohort(cohort=cohort, by=job.started_by)
    except Refused:
        cohort.refresh_from_db()
        if cohort.stage not in Cohort.OVER:
            raise
    return _("The cohort is closed.")


def closed_in_words(job: Job) -> str:
    """That the cohort is closed, if it is."""
    is_closed = Cohort.objects.filter(pk=job.subject_id, stage__in=Cohort.OVER).exists()
    return _("The cohort is closed.") if is_closed else ""
