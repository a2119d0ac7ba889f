"""What a coordinator presses beside a pair on the board: one press, and back to the same place."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching import services
from matching.models import Proposal
from matching.office_pages import OfficeRequest, back_to_board, coordinated
from mentoring.lib.access import access
from mentoring.lib.errors import Refused
from programmes.policies import works_in_office


class OfCohortForm(forms.Form):
    """Whose board it was pressed on, for where the pair itself is gone."""

    cohort = forms.UUIDField()


@access(works_in_office)
@require_POST
def remove_suggestion(request: OfficeRequest, proposal_id: UUID) -> HttpResponse:
    done = _("Taken out. These two are not suggested to each other again in this cohort, unless you put them back.")
    return _review(request, proposal_id, services.remove_proposal, done)


@access(works_in_office)
@require_POST
def restore_suggestion(request: OfficeRequest, proposal_id: UUID) -> HttpResponse:
    return _review(request, proposal_id, services.restore_proposal, _("Put back among the pairs to look at."))


@access(works_in_office)
@require_POST
def allow_suggestion(request: OfficeRequest, proposal_id: UUID) -> HttpResponse:
    done = _("Allowed again. The next search may suggest these two to each other.")
    return _review(request, proposal_id, services.allow_pair, done)


@access(works_in_office)
@require_POST
def keep_suggestion(request: OfficeRequest, proposal_id: UUID) -> HttpResponse:
    keep = partial(services.keep_proposal, keep=True)
    return _review(request, proposal_id, keep, _("Kept. The next search leaves this pair as it is."))


@access(works_in_office)
@require_POST
def let_suggestion_go(request: OfficeRequest, proposal_id: UUID) -> HttpResponse:
    let_go = partial(services.keep_proposal, keep=False)
    return _review(request, proposal_id, let_go, _("Let go. The next search may change this pair."))


def _review(request: OfficeRequest, proposal_id: UUID, act: Callable[..., object], done: str) -> HttpResponse:
    mine = Proposal.objects.coordinated_by(request.user).select_related("cohort__programme")
    proposal = mine.filter(pk=proposal_id).first()
    if proposal is None:
        return _gone(request)
    try:
        act(proposal=proposal, by=request.user)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return back_to_board(request, proposal.cohort_id)


def _gone(request: OfficeRequest) -> HttpResponse:
    """A page from before a search names pairs that are no more; whoever coordinates its cohort is led back there."""
    form = OfCohortForm(request.POST)
    if not form.is_valid():
        raise Http404
    cohort = coordinated(request, form.cleaned_data["cohort"])
    messages.error(request, str(services.GONE))
    return back_to_board(request, cohort.pk)
