"""The review board in the programme office. Runs and suggestions have no raw pages of their own."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching import services
from matching.models import Proposal, Run
from matching.reports import board_of, knows_managers, leavers_in_pairs, mails_to_send, partners_of
from mentoring.jobs.models import Job
from mentoring.lib.access import access
from mentoring.lib.errors import Refused
from programmes.models import Cohort
from programmes.policies import works_in_office

BOARD = "admin:matching_cohort_board"


@access(works_in_office)
@require_GET
def show_board(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = _coordinated(request, cohort_id)
    job = Job.objects.about(services.RUN_KIND, cohort).first()
    board = board_of(cohort)
    context = {
        "board": board,
        "search": job if job and not job.is_over else None,
        "own_search": job and job.started_by_id == request.user.pk,
        "failure": job.message if job and job.state == Job.State.FAILED else "",
        "can_search": cohort.stage in services.SEARCHABLE,
        "knows_managers": knows_managers(cohort),
    }
    return _page(request, "board", cohort, title=_("Review pairs"), **context)


@access(works_in_office)
@require_POST
def search_pairs(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = _coordinated(request, cohort_id)
    try:
        services.start_run(cohort=cohort, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(BOARD, cohort.pk)
    return redirect(Job.objects.about(services.RUN_KIND, cohort).first())


@access(works_in_office)
@require_http_methods(["GET", "POST"])
def send_suggestions(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = _coordinated(request, cohort_id)
    if request.method == "GET":
        mails = mails_to_send(cohort)
        return _page(request, "send", cohort, title=_("Send the suggestions"), mails=mails)
    try:
        count = services.send_proposals(cohort=cohort, by=request.user)
        sent = ngettext("%(count)d suggestion is on its way.", "%(count)d suggestions are on their way.", count)
        messages.success(request, sent % {"count": count})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, cohort.pk)


@access(works_in_office)
@require_POST
def remove_suggestion(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.coordinated_by(request.user), pk=proposal_id)
    try:
        services.remove_proposal(proposal=proposal, by=request.user)
        messages.success(request, _("Taken out. These two are not suggested to each other again in this cohort."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, proposal.cohort_id)


@access(works_in_office)
@require_http_methods(["GET", "POST"])
def end_pairs_of_leaver(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    places = leavers_in_pairs(request.user).select_related("person__user", "cohort__programme")
    place = get_object_or_404(places, pk=enrolment_id)
    if request.method == "GET":
        others = partners_of(place)
        return _page(request, "leaver", place.cohort, title=_("End the pair"), place=place, others=others)
    try:
        services.end_pairs_of_leaver(place=place, by=request.user)
        messages.success(request, _("Ended. Whoever stays was told, without a reason."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, place.cohort_id)


def _coordinated(request: HttpRequest, cohort_id: UUID) -> Cohort:
    return get_object_or_404(Cohort.objects.coordinated_by(request.user).select_related("programme"), pk=cohort_id)


def _page(request: HttpRequest, name: str, cohort: Cohort, **context: Any) -> HttpResponse:
    everywhere = admin.site.each_context(request)
    return render(
        request, f"admin/matching/{name}.html", {**everywhere, "cohort": cohort, "subtitle": cohort, **context}
    )


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):
    """Gives the board its place in the office; it has no list, no form, and stands in no menu."""

    def has_module_permission(self, request):
        return False

    def get_urls(self):
        pages = [
            ("cohorts/<uuid:cohort_id>/", show_board, "matching_cohort_board"),
            ("cohorts/<uuid:cohort_id>/search/", search_pairs, "matching_cohort_search"),
            ("cohorts/<uuid:cohort_id>/send/", send_suggestions, "matching_cohort_send"),
            ("leavers/<uuid:enrolment_id>/end/", end_pairs_of_leaver, "matching_leaver_end"),
            ("suggestions/<uuid:proposal_id>/remove/", remove_suggestion, "matching_proposal_remove"),
        ]
        return [path(route, self.admin_site.admin_view(view), name=name) for route, view, name in pages]
