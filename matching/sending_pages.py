"""The pages before suggestions go out: what would be sent to whom, and by which day both are asked to answer."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from matching import services
from matching.forms import ReplyByForm
from matching.models import Proposal
from matching.office_pages import BOARD, OfficeRequest, coordinated, page
from matching.reports import mails_to_send
from matching.services.standing import read_standing
from matching.shown_drafts import changed_since, marks_of
from mentoring.lib.access import access
from mentoring.lib.errors import Refused
from programmes.models import Cohort
from programmes.policies import works_in_office


class SendForm(ReplyByForm):
    """Brings back which suggestions its page showed, so that no other is sent."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)


@access(works_in_office)
@require_http_methods(["GET", "HEAD", "POST"])
def send_suggestions(request: OfficeRequest, cohort_id: UUID) -> HttpResponse:
    """Whoever sends without a day and without a page that showed anything sends all, by the usual day."""
    cohort = coordinated(request, cohort_id)
    form = SendForm(request.POST if "reply_by" in request.POST else None)
    if request.method != "POST" or (form.is_bound and not form.is_valid()):
        return _before_sending(request, cohort, form)
    given = form.cleaned_data if form.is_bound else {"reply_by": None, "shown": ""}
    waiting = Proposal.objects.drafts_of(cohort).count()
    try:
        count = services.send_proposals(cohort=cohort, by=request.user, **given)
        _tell_sent(request, count, taken_out=max(0, waiting - count))
    except services.OthersToSend as refusal:
        return _before_sending(request, cohort, form, refusal.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, cohort.pk)


def _before_sending(request: HttpRequest, cohort: Cohort, form: SendForm, changed: str = "") -> HttpResponse:
    """What would go out now; where that is not what an earlier page showed, it says so, and keeps what was typed."""
    shown = form.data.get("shown", "") if form.is_bound else ""
    standing = read_standing(cohort)
    impossible = services.not_to_send(cohort, standing)
    mails = mails_to_send(cohort, impossible, shown=shown)
    form.initial = {"shown": marks_of(mails.drafts)}
    if changed := changed or (changed_since(shown, mails.drafts) if shown else ""):
        form.add_error(None, changed)
    if form.is_bound:
        form.data = {"reply_by": form.data["reply_by"], **form.initial}
    waiting = services.waiting_beside_further(cohort, standing, impossible)
    return page(request, "send", cohort, title=_("Send the suggestions"), mails=mails, form=form, waiting=waiting)


def _tell_sent(request: HttpRequest, count: int, taken_out: int) -> None:
    if count:
        sent = ngettext("%(count)d suggestion is on its way.", "%(count)d suggestions are on their way.", count)
        messages.success(request, sent % {"count": count})
    if taken_out:
        gone = ngettext(
            "%(count)d suggestion was taken out: these two may not be suggested to each other any more, the training "
            "asked of the mentor is missing or over, or the mentor has no place left. Find pairs again for the mentee.",
            "%(count)d suggestions were taken out: these people may not be suggested to each other any more, the "
            "training asked of their mentors is missing or over, or their mentors have no place left. Find pairs again "
            "for the mentees.",
            taken_out,
        )
        messages.warning(request, gone % {"count": taken_out})


@access(works_in_office)
@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: OfficeRequest, proposal_id: UUID) -> HttpResponse:
    mine = Proposal.objects.coordinated_by(request.user).select_related("cohort__programme")
    proposal = get_object_or_404(mine, pk=proposal_id)
    form = ReplyByForm(request.POST or None)
    if form.is_valid():
        try:
            services.send_again(proposal=proposal, by=request.user, reply_by=form.cleaned_data["reply_by"])
            messages.success(request, _("Sent again. Both are asked anew."))
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect(BOARD, proposal.cohort_id)
    sides = proposal.sides.select_related("enrolment__person__user").order_by("role")
    pair = [side.enrolment.person.user.name for side in sides]
    return page(request, "again", proposal.cohort, title=_("Send it again"), form=form, pair=pair)
