"""Proving a search again as work that somebody waits for: its start, its runner, and what is said when it is over.

Whoever looks after pairs reads that a search is proven, or that it is not, and no more. What is wrong in particular,
and what has changed since, is for whoever runs the installation (`manage.py verify_match`): a private wish may show.
"""

import logging

from django.utils.translation import gettext as _

from matching.assignment import NotProven
from matching.drafts_kept import proven_with_drafts
from matching.models import Run
from matching.proven import proof_as_found, was_beside
from matching.services import CannotTell, prove_run
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.jobs.models import Job
from mentoring.jobs.runners import Progress
from mentoring.jobs.services import start_job

PROVE_KIND = "matching.prove"

logger = logging.getLogger(__name__)


def start_proof(*, run: Run, by: User) -> Job:
    """Put down a proof of a search that has finished; refused while another proof of it is under way."""
    return start_job(kind=PROVE_KIND, subject=run, by=by)


def prove_again(job: Job, progress: Progress) -> str:
    """The runner: whether the search is proven, in sentences. What is wrong is logged as an error, with its reason."""
    run = Run.objects.select_related("cohort__programme").get(pk=job.subject_id)
    result, words = _tried(run, progress)
    record_event(verb="run.prove", subject=run, by=job.started_by, result=result)
    return words


def _tried(run: Run, progress: Progress) -> tuple[str, str]:
    """How it ended, for the record, and in words."""
    try:
        prove_run(run, with_now=False, progress=progress)
    except CannotTell:
        return "cannot tell", _(
            "It cannot be proven any more: it was too large for its scores to be kept, and something has changed "
            "since. Nothing was found to be wrong."
        )
    except NotProven as error:
        logger.error("The search %s is not proven: %s", run.pk, error)
        return "not proven", _(
            "Not proven: something is not as this search wrote it. Please tell whoever runs the installation; with its "
            "number they find out what."
        )
    return "proven", _proven_in_words(run)


def _proven_in_words(run: Run) -> str:
    proof = [proof_as_found(run, beside=was_beside(run)), proven_with_drafts(run), _accounted_for(run)]
    return " ".join(sentence for sentence in proof if sentence)


def _accounted_for(run: Run) -> str:
    if "seals" not in run.versions:
        return _("So old a search keeps no list of its suggestions: whether one was taken away cannot be told.")
    return _("Every suggestion that it wrote is accounted for.")
