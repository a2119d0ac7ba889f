"""The search as work that somebody waits for: its runner, and what is said when it is over."""

from django.utils.translation import ngettext

from matching import services
from matching.drafts_kept import became_of_drafts
from matching.reports import mentees_placed, numbers_of
from mentoring.jobs.models import Job
from mentoring.jobs.runners import Progress
from programmes.models import Cohort


def search(job: Job, progress: Progress) -> str:
    """Find the pairs; the sentences say how many are placed, drafts among them, and what became of earlier drafts."""
    run = services.find_pairs(job, progress)
    return " ".join([placed_in_words(Cohort.objects.get(pk=job.subject_id)), *became_of_drafts(run)])


def placed_in_words(cohort: Cohort) -> str:
    mentees = numbers_of(cohort).mentees
    placed = mentees_placed(cohort).count()
    words = ngettext("%(placed)d of %(count)d mentee placed.", "%(placed)d of %(count)d mentees placed.", mentees)
    return words % {"placed": placed, "count": mentees}
