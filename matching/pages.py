"""Where the pages of matching stand, for those who link to them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.reports import leavers_in_pairs
from matching.scoring import Style
from matching.waiting import mentees_who_wait, with_work
from mentoring.accounts.models import User
from mentoring.jobs.models import Job
from mentoring.lib.next_step import Task
from programmes.models import Cohort, Enrolment, Programme


def pages_of_cohort(cohort: Cohort) -> list[tuple[str, str]]:
    """What a coordinator finds here about a cohort that has opened."""
    if cohort.stage == Cohort.Stage.DRAFT:
        return []
    return [(_("Review pairs"), reverse("admin:matching_cohort_board", args=[cohort.pk]))]


def pages_of_programme(programme: Programme) -> list[tuple[str, str]]:
    """What its coordinator finds here about a programme in which a search finds pairs."""
    if programme.style not in set(Style):
        return []
    return [(_("How pairs are found"), reverse("admin:matching_programme_policy", args=[programme.pk]))]


def pages_of_place(place: Enrolment, user: User) -> list[tuple[str, str]]:
    """Where a coordinator ends the pair of somebody who left: nobody else can do it well."""
    if not leavers_in_pairs(user).filter(pk=place.pk).exists():
        return []
    return [(_("End the pair"), reverse("admin:matching_leaver_end", args=[place.pk]))]


def waits_in_cohort(cohort: Cohort) -> list[tuple[str, str, str]]:
    """What is to be done about the pairs of a cohort, counted as Today counts it, and the page where it is done."""
    if cohort.stage not in (Cohort.Stage.MATCHING, Cohort.Stage.RUNNING):
        return []
    counted = with_work(Cohort.objects.filter(pk=cohort.pk)).get()
    board = reverse("admin:matching_cohort_board", args=[cohort.pk])
    if cohort.stage == Cohort.Stage.MATCHING and not counted.drafts:
        return [(_("Pairs can be found."), _("Review pairs"), board)]
    drafts = [(Task.SEND, counted.drafts)] if counted.drafts else []
    numbers = [*drafts, *mentees_who_wait(counted)]
    return [(_sentence(task, number), _("Review pairs"), board) for task, number in numbers]


def _sentence(task: Task, number: int) -> str:
    words = {
        Task.SEND: ngettext(
            "%(count)s suggestion is ready to be sent.", "%(count)s suggestions are ready to be sent.", number
        ),
        Task.UNANSWERED: ngettext(
            "%(count)s suggestion got no answer in time.", "%(count)s suggestions got no answer in time.", number
        ),
        Task.UNPAIRED: ngettext("%(count)s mentee is without a pair.", "%(count)s mentees are without a pair.", number),
    }
    return words[task] % {"count": number}


def search_of_job(job: Job) -> str:
    """The page of the search that a job proved."""
    return reverse("admin:matching_run_made", args=[job.subject_id])


def board_of_job(job: Job) -> str:
    """The board of the cohort in which a job searched."""
    return reverse("admin:matching_cohort_board", args=[job.subject_id])
