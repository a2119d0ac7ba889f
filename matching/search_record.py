"""The page of one search in the office, and the button that proves it again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching.how_made import made_of, searches_beside
from matching.models import Run
from matching.office_pages import OfficeRequest, page
from matching.proving_again import PROVE_KIND, start_proof
from mentoring.jobs.models import Job
from mentoring.lib.access import access
from mentoring.lib.errors import Refused
from programmes.policies import works_in_office

# Proofs that a page lists.
LATEST = 5


@access(works_in_office)
@require_safe
def show_how_made(request: OfficeRequest, run_id: UUID) -> HttpResponse:
    run = _coordinated(request, run_id)
    proofs = list(Job.objects.about(PROVE_KIND, run).select_related("started_by")[:LATEST])
    return page(
        request,
        "made",
        run.cohort,
        title=_("How this search was made"),
        made=made_of(run),
        searches=searches_beside(run),
        proofs=proofs,
        is_being_proven=bool(proofs) and not proofs[0].is_over,
    )


@access(works_in_office)
@require_POST
def prove_search(request: OfficeRequest, run_id: UUID) -> HttpResponse:
    run = _coordinated(request, run_id)
    try:
        return redirect(start_proof(run=run, by=request.user))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:matching_run_made", run.pk)


def _coordinated(request: OfficeRequest, run_id: UUID) -> Run:
    mine = Run.objects.coordinated_by(request.user).finished()
    return get_object_or_404(mine.select_related("cohort__programme", "created_by"), pk=run_id)
