"""The review board in the programme office. Runs and suggestions have no raw pages of their own."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching import services
from matching.board import LISTS, Board, board_of
from matching.board_acts import (
    allow_suggestion,
    keep_suggestion,
    let_suggestion_go,
    remove_suggestion,
    restore_suggestion,
)
from matching.choices import choices_for
from matching.even import even_of
from matching.first_search import FirstSearchView
from matching.forms import ExchangeForm, HandForm, VetoForm
from matching.how_pairs import how_pairs_are_found
from matching.models import Proposal, Run, is_changed_since, policy_of
from matching.narrowing import wanted_of
from matching.office_pages import BOARD, LONGEST, coordinated, here, page
from matching.reporting_line import knows_managers
from matching.reports import leavers_in_pairs, partners_of
from matching.rules import rules_in_words
from matching.search_record import prove_search, show_how_made
from matching.searching_again import DraftsForm, again_of
from matching.sending_pages import send_again, send_suggestions
from matching.turning import turn_of
from mentoring.jobs.models import Job
from mentoring.lib import clock
from mentoring.lib.access import access
from mentoring.lib.errors import Refused
from programmes.models import Cohort, Enrolment, Role
from programmes.policies import works_in_office

# The most of a page number that anybody means.
LAST_PAGE = 10_000


@access(works_in_office)
@require_safe
def show_board(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = coordinated(request, cohort_id)
    job = Job.objects.about(services.RUN_KIND, cohort).first()
    looked_for = request.GET.get("q", "").strip()[:LONGEST]
    pages, wanted = {name: _page_number(request, name) for name in LISTS}, wanted_of(request.GET)
    board = board_of(cohort, pages=pages, looked_for=looked_for, wanted=wanted)
    context = {
        "board": board,
        "turns": {name: turn_of(getattr(board, name), name, request.GET) for name in LISTS},
        "looked_for": looked_for,
        "is_narrowed": not wanted.is_anything,
        # Where one comes back to after each act.
        "here": here(request),
        "search": job if job and not job.is_over else None,
        "own_search": job and job.started_by_id == request.user.pk,
        "failure": job.message if job and job.state == Job.State.FAILED else "",
        "is_over": cohort.stage in Cohort.OVER,
        "chooser": policy_of(cohort.programme).chooser,
        "names": policy_of(cohort.programme).namers,
        "next_up": policy_of(cohort.programme).next_up,
        "can_search": cohort.stage in services.SEARCHABLE,
        "takes_registrations": cohort.takes_registrations(clock.today()),
        "rules": _rules(cohort, knows_managers=board.numbers.with_manager > 0),
        "nobody": _why_nobody(cohort, board),
        "places_url": reverse("admin:programmes_enrolment_changelist", query={"cohort": cohort.pk}),
        # Where there is nobody left to look for, nothing is to be done about it.
        "set_since": board.run and (board.to_send or board.lonely) and is_changed_since(cohort.programme, board.run),
    }
    return page(request, "board", cohort, title=_("Review pairs"), **context)


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
    cohort = coordinated(request, cohort_id)
    return page(request, "even", cohort, title=_("How fair the last search was"), even=even_of(cohort))


@access(works_in_office)
@require_POST
def search_pairs(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """One press; but while registration has not ended, to the page that says first what ends with it."""
    cohort = coordinated(request, cohort_id)
    if cohort.is_in_registration:
        return redirect("admin:matching_cohort_first_search", cohort.pk)
    form = DraftsForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    try:
        if said["kind"] == Run.Kind.FURTHER:
            services.start_further_run(cohort=cohort, by=request.user, seen=said["seen"])
        else:
            services.start_run(cohort=cohort, by=request.user, drafts=said["drafts"], seen=said["seen"])
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(BOARD, cohort.pk)
    return redirect(Job.objects.about(services.RUN_KIND, cohort).first())


@access(works_in_office)
@require_safe
def show_search_again(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """What a search would make of the drafts; where none may be chosen anew, there is nothing to say."""
    cohort = coordinated(request, cohort_id)
    can_search = cohort.stage in services.SEARCHABLE and not cohort.is_in_registration
    if not can_search or not services.movable_firsts(cohort).exists():
        return redirect(BOARD, cohort.pk)
    return page(request, "search_again", cohort, title=_("Before you find pairs again"), again=again_of(cohort))


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
        act = next((act for name, act in CHOICES.items() if name in request.POST), _pair_by_hand)
        return act(request, mentee)
    looked_for = request.GET.get("q", "").strip()[:LONGEST]
    choices = choices_for(mentee, page=_page_number(request, "page"), looked_for=looked_for)
    turn = turn_of(choices.options, "page", request.GET)
    title = _("Why not another mentor for %(name)s") if choices.is_for_reading else _("Choose a mentor for %(name)s")
    rules = _rules(mentee.cohort, knows_managers=knows_managers(mentee.cohort))
    context = {"choices": choices, "rules": rules, "turn": turn, "looked_for": looked_for}
    return page(request, "choose", mentee.cohort, title=title % {"name": choices.mentee.name}, **context)


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


def _keep_apart(request: HttpRequest, mentee: Enrolment) -> HttpResponse:
    """Back to the same page, to go on choosing."""
    form = VetoForm(request.POST)
    chosen = form.cleaned_data["never"] if form.is_valid() else None
    mentor = get_object_or_404(Enrolment.objects.filter(cohort=mentee.cohort_id, role=Role.MENTOR), pk=chosen)
    try:
        services.veto_pair(mentee=mentee, mentor=mentor, by=request.user)
        words = _(
            "%(name)s is not suggested to this mentee in this cohort. To allow it again, look under “Taken out” on the"
            " review of pairs."
        )
        messages.success(request, words % {"name": mentor.person.user.name})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(reverse("admin:matching_mentee_mentor", args=[mentee.pk]) + here(request))


# By the name of the button; any other pairs two people.
CHOICES = {"exchange": _exchange, "never": _keep_apart}


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
        title = _("End the pair with %(name)s") % {"name": place.person.user.name}
        return page(request, "leaver", place.cohort, title=title, place=place, others=others)
    try:
        services.end_pairs_of_leaver(place=place, by=request.user)
        messages.success(request, _("Ended. Whoever stays was told, without a reason."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(BOARD, place.cohort_id)


def _rules(cohort: Cohort, *, knows_managers: bool) -> list[str]:
    bounds = policy_of(cohort.programme).terms.bounds
    return rules_in_words(cohort.programme.style, bounds, knows_managers=knows_managers)


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
            ("suggestions/<uuid:proposal_id>/allow/", allow_suggestion, "matching_proposal_allow"),
            ("suggestions/<uuid:proposal_id>/keep/", keep_suggestion, "matching_proposal_keep"),
            ("suggestions/<uuid:proposal_id>/let-go/", let_suggestion_go, "matching_proposal_let_go"),
            ("suggestions/<uuid:proposal_id>/remove/", remove_suggestion, "matching_proposal_remove"),
            ("suggestions/<uuid:proposal_id>/restore/", restore_suggestion, "matching_proposal_restore"),
        ]
        return [path(route, self.admin_site.admin_view(view), name=name) for route, view, name in pages]
