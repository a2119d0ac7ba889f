from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView

from matching import services
from matching.asked_first import asked_first
from matching.avoiding import MOST_FOUND, avoided_by, colleagues_called
from matching.choosers import places_that_choose, places_that_name
from matching.choosing import browse, shortlist_of
from matching.forms import BrowseForm, ColleagueSearchForm, DeclineForm, NamingForm
from matching.models import Exclusion, Mentorship, Policy, Proposal, ProposalSide, policy_of
from matching.ranked import MOST_NAMED
from matching.reply import days_to_choose
from matching.reporting_line import knows_line_of
from matching.services.full import full_of
from matching.suggestion import suggestion_for
from matching.trained import lacks_training, words_to_untrained
from matching.wished import wished_by
from mentoring.accounts.models import User
from mentoring.accounts.proof import for_private_words, fresh_proof
from mentoring.lib import clock
from mentoring.lib.access import DeclaresAccess, access, signed_in
from mentoring.lib.errors import Refused
from participants.models import Profile
from participants.training import training_of
from programmes.models import Enrolment, Role


class ProposalPage(DeclaresAccess, DetailView):
    """A suggestion as one of its two people sees it."""

    access_rule = signed_in
    context_object_name = "proposal"

    def get_queryset(self):
        sides = ProposalSide.objects.select_related(
            "enrolment__person__user", "enrolment__person__department", "enrolment__person__site"
        )
        sides = sides.prefetch_related("enrolment__person__skills__skill")
        own = Proposal.objects.visible_to(self.request.user).select_related("cohort__programme")
        return own.prefetch_related(Prefetch("sides", sides))

    def get_context_data(self, **kwargs):
        return super().get_context_data(suggestion=suggestion_for(self.object, self.request.user), **kwargs)


class ProposalDetailView(ProposalPage):
    template_name = "matching/proposal_detail.html"

    def get_context_data(self, **kwargs):
        pair = Mentorship.objects.visible_to(self.request.user).filter(proposal=self.object).first()
        asked = asked_first(self.object, self.request.user)
        return super().get_context_data(pair=pair, asked_first=asked, **kwargs)


class OpenProposalPage(ProposalPage):
    """A page about an answer still to be given; once the suggestion has closed it leads back to it."""

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.status != Proposal.Status.SENT:
            return redirect(self.object)
        return self.render_to_response(self.get_context_data())


class ProposalDeclineView(OpenProposalPage):
    """Asks once more before somebody is let go. A wish for the search may be added, and changes what happens next."""

    template_name = "matching/proposal_decline.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=DeclineForm(), **kwargs)

    def post(self, request, *args, **kwargs):
        proposal = self.get_object()
        form = DeclineForm(request.POST)
        wish = form.cleaned_data["wish"] if form.is_valid() else DeclineForm.NOT_SAID
        try:
            services.decline_proposal(proposal=proposal, by=request.user, apart=wish == DeclineForm.APART)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect(proposal)
        messages.success(request, _thanks(proposal, request.user))
        if wish == DeclineForm.TIME:
            own = next(side for side in proposal.sides.all() if side.enrolment.person.user_id == request.user.pk)
            messages.info(request, _("If you have no time just now, you can give your place back here."))
            return redirect("programmes:place-withdraw", own.enrolment_id)
        return redirect(proposal)


def _thanks(proposal: Proposal, user: User) -> str:
    if proposal.asked_by_id is None:
        return _("Thank you for telling us. We look for someone else.")
    if proposal.asked_by.person.user_id == user.pk:
        return _("Taken back. You can choose somebody else.")
    return _("Thank you for telling us. Nobody is told why.")


class ProposalLineView(OpenProposalPage):
    """The one question where the manager of one of the two is not known, so that the product cannot look itself."""

    template_name = "matching/proposal_line.html"


@access(signed_in)
@require_POST
def accept_proposal(request: HttpRequest, pk: str) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).select_related("cohort__programme"), pk=pk)
    line = request.POST.get("line")
    if line == "yes" and proposal.status == Proposal.Status.SENT:
        # Whatever the file says, and also after an earlier yes.
        return _leave_line(request, proposal)
    try:
        proposal = services.accept_proposal(proposal=proposal, by=request.user, no_line=line == "no")
    except services.LineNotAsked:
        return redirect("matching:proposal-line", pk)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(proposal)
    if proposal.status == Proposal.Status.ACCEPTED:
        messages.success(request, _("You both said yes. Good that you found each other!"))
        return redirect(proposal.mentorship)
    messages.success(request, _("Thank you. We will write to you as soon as both of you have answered."))
    return redirect(proposal)


def _leave_line(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Two of one reporting line are no pair here, nor in a later round; nobody is told that this was the reason."""
    try:
        services.decline_proposal(proposal=proposal, by=request.user, apart=True)
        words = _("Thank you. Then we look for someone else for both of you; nobody is told why.")
        if proposal.asked_by_id:
            words = _("Thank you. Then you two do not become a pair; nobody is told why.")
        messages.success(request, words)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(proposal)


class ChoosesHere(DeclaresAccess, DetailView):
    """A page for the owner of a place who may choose; otherwise it leads to where they read how things stand."""

    access_rule = signed_in
    context_object_name = "place"
    who_may = staticmethod(places_that_choose)
    closed = gettext_lazy("There is nobody to choose just now. Here is how it stands.")

    def get_queryset(self):
        may_choose = Exists(self.who_may().filter(pk=OuterRef("pk")))
        own = Enrolment.objects.visible_to(self.request.user).annotate(
            may_choose=may_choose, training=training_of("person", clock.company_today())
        )
        return own.select_related("cohort__programme__policy", "person__user")

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.may_choose:
            messages.info(request, self.closed)
            return redirect("programmes:place-detail", self.object.pk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    @property
    def may_browse(self):
        return policy_of(self.object.cohort.programme).pairing == Policy.Pairing.CHOSEN and not self.untrained

    @property
    def untrained(self):
        """What a mentor reads instead of a list, who has not the training asked for; empty for everybody else."""
        return words_to_untrained() if lacks_training(self.object, self.object.training) else ""

    def get_context_data(self, **kwargs):
        answer_by, _first, _last = days_to_choose(clock.today())
        chooses_mentor = self.object.role == Role.MENTEE
        shown = {"answer_by": answer_by, "chooses_mentor": chooses_mentor, "untrained": self.untrained}
        return super().get_context_data(**shown, **kwargs)


class ChoiceListView(ChoosesHere):
    """The few who fit best, each to be asked with one press."""

    template_name = "matching/choice_list.html"

    def get_context_data(self, **kwargs):
        place = self.object
        full = full_of(place) if place.role == Role.MENTOR else None
        found = None if full else shortlist_of(place)
        more = found.total - len(found.options) if found and self.may_browse else 0
        options = found.options if found else []
        is_told_later = not options and not full and services.is_told_later(place)
        shown = {"options": options, "more": more, "full": full, "is_told_later": is_told_later}
        return super().get_context_data(**shown, **kwargs)


class ChoiceBrowseView(ChoosesHere):
    """All who may be asked, where the programme lets people look through them."""

    template_name = "matching/choice_browse.html"

    def get(self, request, *args, **kwargs):
        if not self.may_browse:
            return redirect("matching:choice-list", self.object.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        form = BrowseForm(self.request.GET)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        found = browse(self.object, words=words, page=self.request.GET.get("page"))
        query = f"{urlencode({'q': words})}&" if words else ""
        shown = {"page_obj": found.page, "options": found.options, "query": query}
        return super().get_context_data(form=form, words=words, **shown, **kwargs)


class ChoiceAskView(ChoosesHere):
    """Asks somebody; before that one question, where the manager of one of the two is not known."""

    template_name = "matching/choice_line.html"

    def get(self, request, *args, **kwargs):
        in_round = Enrolment.objects.able_to_answer().filter(cohort=self.object.cohort).exclude(role=self.object.role)
        other = get_object_or_404(in_round.select_related("person__user"), pk=kwargs["other"])
        if knows_line_of([self.object.person_id, other.person_id]):
            return redirect("matching:choice-list", self.object.pk)
        return self.render_to_response(self.get_context_data(other=other))

    def post(self, request, *args, **kwargs):
        place, line = self.object, request.POST.get("line")
        if line == "yes":
            messages.info(request, _("Then please choose somebody else. Nothing was sent."))
            return redirect("matching:choice-list", place.pk)
        try:
            proposal = services.ask_for_pair(asker=place, other=kwargs["other"], by=request.user, no_line=line == "no")
        except services.LineNotAsked:
            return redirect("matching:choice-ask", place.pk, kwargs["other"])
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("matching:choice-list", place.pk)
        messages.success(request, _("Asked. We write to you as soon as there is an answer."))
        return redirect(proposal)


class RankingView(ChoosesHere):
    """Whom one would like, in order, and below them those who fit; each press changes one thing and comes back here."""

    template_name = "matching/ranking.html"
    who_may = staticmethod(places_that_name)
    closed = gettext_lazy("Nobody can be named just now. Here is how it stands.")

    def get_queryset(self):
        return super().get_queryset().select_related("ranking")

    def get_context_data(self, **kwargs):
        form = BrowseForm(self.request.GET)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        wished = wished_by(self.object, words=words, page=self.request.GET.get("page"))
        is_alone = self.object.role == Role.MENTOR and not wished.found.options
        full = full_of(self.object) if is_alone else None
        query = f"{urlencode({'q': words})}&" if words else ""
        shown = {"wished": wished, "page_obj": wished.found.page, "query": query, "most": MOST_NAMED, "full": full}
        return super().get_context_data(form=form, words=words, **shown, **kwargs)

    def post(self, request, *args, **kwargs):
        form = NamingForm(request.POST)
        if not form.is_valid():
            raise Http404
        wish = form.cleaned_data
        changes = {"place": self.object, "other": wish["other"], "by": request.user}
        try:
            if wish["move"] == NamingForm.NAME:
                services.name_somebody(**changes)
            else:
                services.change_ranking(**changes, move=wish["move"])
            # No name: messages travel in a cookie.
            messages.success(request, _("Kept. You can change your list until a suggestion is sent to you."))
        except Refused as refusal:
            messages.error(request, refusal.message)
        here = {name: wish[name] for name in ("q", "page") if wish[name]}
        return redirect(reverse("matching:ranking-detail", args=[self.object.pk], query=here))


AVOIDED = "matching:exclusion-list"


@method_decorator(fresh_proof(for_private_words), name="dispatch")
class ExclusionListView(DeclaresAccess, FormView):
    """Whom one avoids. A search is sent like a form, so that the name looked for stands in no address and no log."""

    access_rule = signed_in
    template_name = "matching/exclusion_list.html"
    form_class = ColleagueSearchForm

    @cached_property
    def person(self):
        return Profile.objects.visible_to(self.request.user).first()

    def post(self, request, *args, **kwargs):
        if not self.person:
            raise Http404
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        found = colleagues_called(form.cleaned_data["words"], self.person)
        return self.render_to_response(
            self.get_context_data(form=form, searched=True, found=found[:MOST_FOUND], more=len(found) > MOST_FOUND)
        )

    def get_context_data(self, **kwargs):
        avoided = avoided_by(self.person) if self.person else []
        return super().get_context_data(person=self.person, avoided=avoided, **kwargs)


@access(signed_in)
@require_POST
def add_exclusion(request: HttpRequest) -> HttpResponse:
    owner = get_object_or_404(Profile.objects.visible_to(request.user))
    if not for_private_words(request):
        return redirect(AVOIDED)
    excluded = get_object_or_404(Profile.objects.colleagues_of(owner), pk=as_uuid(request.POST.get("person", "")))
    try:
        services.add_exclusion(owner=owner, excluded=excluded, by=request.user)
        # No name: messages travel in a cookie.
        messages.success(request, _("Kept. You two will not be suggested to each other."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(AVOIDED)


@access(signed_in)
@require_POST
def remove_exclusion(request: HttpRequest, pk: str) -> HttpResponse:
    exclusion = get_object_or_404(Exclusion.objects.visible_to(request.user).select_related("owner"), pk=pk)
    if for_private_words(request):
        services.remove_exclusion(exclusion=exclusion, by=request.user)
        messages.success(request, _("Taken out of your list."))
    return redirect(AVOIDED)


def as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
