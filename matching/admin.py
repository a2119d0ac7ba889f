"""The review board in the programme office. Runs and suggestions have no raw pages of their own."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching import services
from matching.board import LISTS, Board, board_of
from matching.choices import choices_for
from matching.even import even_of
from matching.first_search import FirstSearchView
from matching.forms import ExchangeForm, HandForm, ReplyByForm
from matching.how_pairs import how_pairs_are_found
from matching.models import Proposal, Run, is_changed_since, policy_of
from matching.reporting_line import knows_managers
from matching.reports import leavers_in_pairs, mails_to_send, partners_of
from matching.rules import rules_in_words
from matching.search_record import prove_search, show_how_made
from matching.searching_again import DraftsForm, again_of
from matching.turning import turn_of
from mentoring.jobs.models import Job
from mentoring.lib import clock
from mentoring.lib.access import access
from mentoring.lib.errors import Refused
from programmes.models import Cohort, Enrolment, Role
from programmes.policies import works_in_office

BOARD = "admin:matching_cohort_board"
# The most of a page number and of words to look for that anybody means.
LAST_PAGE, LONGEST = 10_000, 80


@access(works_in_office)
@require_safe
def show_board(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = _coordinated(request, cohort_id)
    job = Job.objects.about(services.RUN_KIND, cohort).first()
    looked_for = request.GET.get("q", "").strip()[:LONGEST]
    board = board_of(cohort, pages={name: _page_number(request, name) for name in LISTS}, looked_for=looked_for)
    context = {
        "board": board,
        "turns": {name: turn_of(getattr(board, name), name, request.GET) for name in LISTS},
        "looked_for": looked_for,
        # Where one comes back to after each act.
        "here": _here(request),
        "search": job if job and not job.is_over else None,
        "own_search": job and job.started_by_id == request.user.pk,
        "failure": job.message if job and job.state == Job.State.FAILED else "",
        "is_over": cohort.stage in Cohort.OVER,
        "chooser": policy_of(cohort.programme).chooser,
        "names": policy_of(cohort.programme).namers,
        "can_search": cohort.stage in services.SEARCHABLE,
        "takes_registrations": cohort.takes_registrations(clock.today()),
        "rules": _rules(cohort, knows_managers=board.numbers.with_manager > 0),
        "nobody": _why_nobody(cohort, board),
        "places_url": reverse("admin:programmes_enrolment_changelist", query={"cohort": cohort.pk}),
        # Where there is nobody left to look for, nothing is to be done about it.
        "set_since": board.run and (board.to_send or board.lonely) and is_changed_since(cohort.programme, board.run),
    }
    return _page(request, "board", cohort, title=_("Review pairs"), **context)


def _why_nobody(cohort: Cohort, board: Board) -> str:
    """Why the first search would be refused, so that no button leads there; empty where it would not."""
    numbers = board.numbers
    if board.run or (numbers.mentors and numbers.mentees):
        return ""
    if not (numbers.mentors or numbers.mentees):
        return _("Nobody has a place yet. Please approve at least one mentor and one mentee.")
    return services.why_nobody_to_pair(cohort)


@access(works_in_office)
@require_safe
def show_how_even(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = _coordinated(request, cohort_id)
    return _page(request, "even", cohort, title=_("How even the last search is"), even=even_of(cohort))


@access(works_in_office)
@require_POST
def search_pairs(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """One press; but while registration has not ended, to the page that says first what ends with it."""
    cohort = _coordinated(request, cohort_id)
    if cohort.is_in_registration:
        return redirect("admin:matching_cohort_first_search", cohort.pk)
    form = DraftsForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        if form.cleaned_data["kind"] == Run.Kind.FURTHER:
            services.start_further_run(cohort=cohort, by=request.user)
        else:
            services.start_run(cohort=cohort, by=request.user, drafts=form.cleaned_data["drafts"])
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(BOARD, cohort.pk)
    return redirect(Job.objects.about(services.RUN_KIND, cohort).first())


@access(works_in_office)
@require_safe
def show_search_again(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """What a search would make of the drafts; where none may be chosen anew, there is nothing to say."""
    cohort = _coordinated(request, cohort_id)
    can_search = cohort.stage in services.SEARCHABLE and not cohort.is_in_registration
    if not can_search or not services.movable_firsts(cohort).exists():
        return redirect(BOARD, cohort.pk)
    return _page(request, "search_again", cohort, title=_("Before you find pairs again"), again=again_of(cohort))


@access(works_in_office)
@require_http_methods(["GET", "HEAD", "POST"])
def send_suggestions(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = _coordinated(request, cohort_id)
    form = ReplyByForm(request.POST if "reply_by" in request.POST else None)
    drafts = Proposal.objects.drafts_of(cohort)
    if request.method != "POST" or (form.is_bound and not form.is_valid()):
        impossible = services.no_longer_possible(cohort, drafts.values_list("pk", flat=True))
        mails = mails_to_send(cohort, impossible)
        waiting = services.waiting_beside_further(cohort, impossible)
        return _page(request, "send", cohort, title=_("Send the suggestions"), mails=mails, form=form, waiting=waiting)
    try:
        reply_by = form.cleaned_data["reply_by"] if form.is_bound else None
        waiting = drafts.count()
        count = services.send_proposals(cohort=cohort, by=request.user, reply_by=reply_by)
        _tell_sent(request, count, taken_out=waiting - count)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, cohort.pk)


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
def send_again(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    proposal = _reviewed(request, proposal_id)
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
    return _page(request, "again", proposal.cohort, title=_("Send it again"), form=form, pair=pair)


@access(works_in_office)
@require_POST
def remove_suggestion(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    done = _("Taken out. These two are not suggested to each other again in this cohort, unless you put them back.")
    return _review(request, proposal_id, services.remove_proposal, done)


@access(works_in_office)
@require_POST
def restore_suggestion(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    return _review(request, proposal_id, services.restore_proposal, _("Put back among the pairs to look at."))


@access(works_in_office)
@require_POST
def keep_suggestion(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    keep = partial(services.keep_proposal, keep=True)
    return _review(request, proposal_id, keep, _("Kept. The next search leaves this pair as it is."))


@access(works_in_office)
@require_POST
def let_suggestion_go(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    let_go = partial(services.keep_proposal, keep=False)
    return _review(request, proposal_id, let_go, _("Let go. The next search may change this pair."))


@access(works_in_office)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_mentor(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Pair a mentee by hand, from all mentors with their fit and what the choice means for everybody; to be read only
    where there is a pair that has to go first.
    """
    mentees = Enrolment.objects.coordinated_by(request.user).approved().filter(role=Role.MENTEE)
    mentee = get_object_or_404(
        mentees.select_related("cohort__programme__policy", "person__user", "person__department"), pk=enrolment_id
    )
    if mentee.cohort.stage not in services.SEARCHABLE:
        messages.error(request, _("No new pairs are looked for in this cohort."))
        return redirect(BOARD, mentee.cohort_id)
    if request.method == "POST":
        return _exchange(request, mentee) if "exchange" in request.POST else _pair_by_hand(request, mentee)
    looked_for = request.GET.get("q", "").strip()[:LONGEST]
    choices = choices_for(mentee, page=_page_number(request, "page"), looked_for=looked_for)
    turn = turn_of(choices.options, "page", request.GET)
    title = _("Why not another mentor for %(name)s") if choices.is_for_reading else _("Choose a mentor for %(name)s")
    rules = _rules(mentee.cohort, knows_managers=knows_managers(mentee.cohort))
    context = {"choices": choices, "rules": rules, "turn": turn, "looked_for": looked_for}
    return _page(request, "choose", mentee.cohort, title=title % {"name": choices.mentee.name}, **context)


def _pair_by_hand(request: HttpRequest, mentee: Enrolment) -> HttpResponse:
    form = HandForm(request.POST)
    chosen = form.cleaned_data["mentor"] if form.is_valid() else None
    mentor = get_object_or_404(Enrolment.objects.filter(cohort=mentee.cohort_id, role=Role.MENTOR), pk=chosen)
    try:
        services.pair_by_hand(mentee=mentee, mentor=mentor, by=request.user)
        messages.success(request, _("Paired. The next search keeps these two, until you let them go."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, mentee.cohort_id)


def _exchange(request: HttpRequest, mentee: Enrolment) -> HttpResponse:
    form = ExchangeForm(request.POST)
    if not form.is_valid():
        raise Http404
    # A draft that is gone by now is for the service to speak of.
    other = Proposal(pk=form.cleaned_data["exchange"], cohort_id=mentee.cohort_id)
    try:
        services.exchange_mentors(mentee=mentee, other=other, by=request.user)
        messages.success(request, _("Exchanged. The next search keeps both pairs, until you let them go."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, mentee.cohort_id)


def _review(request: HttpRequest, proposal_id: UUID, act: Callable[..., Proposal], done: str) -> HttpResponse:
    proposal = _reviewed(request, proposal_id)
    try:
        act(proposal=proposal, by=request.user)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(reverse(BOARD, args=[proposal.cohort_id]) + _here(request))


def _here(request: HttpRequest) -> str:
    """The part of an address that says which page of which list one looks at."""
    said = {name: request.GET[name][:LONGEST] for name in ("q", *LISTS) if request.GET.get(name)}
    return f"?{urlencode(said)}" if said else ""


def _reviewed(request: HttpRequest, proposal_id: UUID) -> Proposal:
    mine = Proposal.objects.coordinated_by(request.user).select_related("cohort__programme")
    return get_object_or_404(mine, pk=proposal_id)


def _page_number(request: HttpRequest, name: str) -> int:
    """A page that nobody can mean is the first."""
    text = request.GET.get(name, "")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@access(works_in_office)
@require_http_methods(["GET", "HEAD", "POST"])
def end_pairs_of_leaver(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    places = leavers_in_pairs(request.user).select_related("person__user", "cohort__programme")
    place = get_object_or_404(places, pk=enrolment_id)
    if request.method != "POST":
        others = partners_of(place)
        return _page(request, "leaver", place.cohort, title=_("End the pair"), place=place, others=others)
    try:
        services.end_pairs_of_leaver(place=place, by=request.user)
        messages.success(request, _("Ended. Whoever stays was told, without a reason."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, place.cohort_id)


def _rules(cohort: Cohort, *, knows_managers: bool) -> list[str]:
    bounds = policy_of(cohort.programme).terms.bounds
    return rules_in_words(cohort.programme.style, bounds, knows_managers=knows_managers)


def _coordinated(request: HttpRequest, cohort_id: UUID) -> Cohort:
    return get_object_or_404(
        Cohort.objects.coordinated_by(request.user).select_related("programme__policy"), pk=cohort_id
    )


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
            ("cohorts/<uuid:cohort_id>/even/", show_how_even, "matching_cohort_even"),
            ("cohorts/<uuid:cohort_id>/search/", search_pairs, "matching_cohort_search"),
            ("cohorts/<uuid:cohort_id>/search/again/", show_search_again, "matching_cohort_search_again"),
            ("cohorts/<uuid:cohort_id>/search/first/", FirstSearchView.as_view(), "matching_cohort_first_search"),
            ("cohorts/<uuid:cohort_id>/send/", send_suggestions, "matching_cohort_send"),
            ("leavers/<uuid:enrolment_id>/end/", end_pairs_of_leaver, "matching_leaver_end"),
            ("mentees/<uuid:enrolment_id>/mentor/", choose_mentor, "matching_mentee_mentor"),
            ("programmes/<uuid:programme_id>/", how_pairs_are_found, "matching_programme_policy"),
            ("searches/<uuid:run_id>/", show_how_made, "matching_run_made"),
            ("searches/<uuid:run_id>/prove/", prove_search, "matching_run_prove"),
            ("suggestions/<uuid:proposal_id>/again/", send_again, "matching_proposal_again"),
            ("suggestions/<uuid:proposal_id>/keep/", keep_suggestion, "matching_proposal_keep"),
            ("suggestions/<uuid:proposal_id>/let-go/", let_suggestion_go, "matching_proposal_let_go"),
            ("suggestions/<uuid:proposal_id>/remove/", remove_suggestion, "matching_proposal_remove"),
            ("suggestions/<uuid:proposal_id>/restore/", restore_suggestion, "matching_proposal_restore"),
        ]
        return [path(route, self.admin_site.admin_view(view), name=name) for route, view, name in pages]
