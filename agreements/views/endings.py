"""A break, a longer time together, and the ways of ending a pair: each asks for no reason."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from agreements.forms import GoOnForm, WishForm
from agreements.views.pair import PairFormPage, PairPage, UnderWayPage
from agreements.ways import WayWords, words_of
from matching import services
from matching.models import Membership, Mentorship
from matching.parting import Way
from mentoring.lib.access import access, signed_in
from mentoring.lib.errors import Refused
from programmes.models import Role


class OpenPairPage(PairPage):
    """A page about a pair under way, which needs no lines read; a pair that has ended has its own page alone."""

    opens_before_lines_are_read = True

    def led_elsewhere(self):
        if self.mentorship.status == Mentorship.Status.ACTIVE:
            return None
        messages.info(self.request, _("This mentorship has ended already."))
        return redirect("desk:mentorship-detail", self.mentorship.pk)

    def words_of(self, way: Way) -> WayWords:
        if way != Way.SOMEONE_ELSE:
            return words_of(way, finds_new_pairs=services.finds_new_pairs(self.mentorship.cohort))
        own = Membership.objects.filter(mentorship=self.mentorship, person__user=self.request.user, role=Role.MENTEE)
        pairs = Membership.objects.filter(enrolment__in=own.values("enrolment"), ended_at=None)
        return words_of(way, has_another=pairs.exclude(mentorship=self.mentorship).exists())


class EndingChooseView(OpenPairPage, TemplateView):
    template_name = "agreements/ending_choose.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            options=[
                (self.words_of(way), reverse("agreements:pair-end", args=[self.mentorship.pk, way.value]))
                for way in services.ways_to_part(self.mentorship)
            ],
            can_go_on=services.can_go_on(self.mentorship),
            **kwargs,
        )


class EndingView(OpenPairPage, TemplateView):
    """Says what one way of ending means and asks once; only the POST ends the pair."""

    template_name = "agreements/ending_confirm.html"

    def led_elsewhere(self):
        if self.kwargs["way"] not in set(Way):
            raise Http404
        self.way = Way(self.kwargs["way"])
        return super().led_elsewhere() or self.led_to_other_ways()

    def led_to_other_ways(self):
        """One that is not open is not asked about; the service refuses the button of a page that was opened before."""
        if self.way in services.ways_to_part(self.mentorship) or self.request.method == "POST":
            return None
        messages.info(self.request, services.no_new_pairs_words())
        return redirect("agreements:pair-end-choose", self.mentorship.pk)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        words = self.words_of(self.way)
        told = str(words.told) % {"name": context["partner"].person.user.name}
        has_plan = self.mentorship.sessions.planned().exists()
        is_carried_on = self.way == Way.CARRY_ON
        return {**context, "words": words, "told": told, "has_plan": has_plan, "is_carried_on": is_carried_on}

    def post(self, request, *args, **kwargs):
        words = self.words_of(self.way)
        try:
            services.part(mentorship=self.mentorship, way=self.way, by=request.user)
            messages.success(request, words.done)
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("desk:mentorship-detail", self.mentorship.pk)


class PauseView(OpenPairPage, TemplateView):
    template_name = "agreements/pause_confirm.html"

    def post(self, request, *args, **kwargs):
        return _act(request, self.mentorship, services.pause_pair, _("You have a break now. Go on whenever you like."))


class GoOnView(UnderWayPage, PairFormPage):
    """A last day after the round: one of the two wishes for it, the other one answers."""

    opens_before_lines_are_read = True
    form_class = GoOnForm
    template_name = "agreements/go_on_form.html"

    def led_elsewhere(self):
        if self.mentorship.cohort.ends_on is not None:
            return super().led_elsewhere()
        is_over = self.mentorship.status != Mentorship.Status.ACTIVE
        messages.info(self.request, services.over_words(self.mentorship) if is_over else services.no_last_day_words())
        return redirect(self.mentorship)

    def get_form_kwargs(self):
        first, last = services.days_to_choose(self.mentorship)
        seen = self.mentorship.wish_as_seen
        return {**super().get_form_kwargs(), "first": first, "last": last, "seen": seen}

    def get_initial(self):
        """Only beside what was sent: a day that is wished for already is no proposal for another one."""
        return {"until": self.mentorship.wished_until} if self.request.method == "POST" else {}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        is_theirs = self.mentorship.wished_by_id == context["partner"].person_id
        if is_theirs:
            # The one that stands out is their yes.
            context["form"].helper.inputs[0].field_classes = "btn"
        is_end_kept = self.mentorship.end_kept_for_id == context["me"].person_id
        their_wish = self.mentorship.wished_until if is_theirs else None
        return {**context, "their_wish": their_wish, "is_end_kept": is_end_kept}

    def act(self, form):
        until, seen = form.cleaned_data["until"], form.cleaned_data["seen"]
        kept = services.wish_to_go_on(mentorship=self.mentorship, until=until, seen=seen, by=self.request.user)
        if kept.goes_on_until == until:
            messages.success(self.request, _("You both want this. You go on together."))
        else:
            messages.success(self.request, _("We have asked. The answer will stand on this page."))
        return redirect("desk:mentorship-detail", self.mentorship.pk)


@access(signed_in)
@require_POST
def answer_wish(request: HttpRequest, pk: str) -> HttpResponse:
    mentorship = _own(request, pk)
    form = WishForm(request.POST)
    if not form.is_valid():
        return redirect("agreements:pair-go-on", mentorship.pk)
    try:
        services.answer_wish(mentorship=mentorship, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.message)
        # The page that asks would say once more that the pair has ended.
        is_asked = services.can_go_on(mentorship)
        return redirect("agreements:pair-go-on", mentorship.pk) if is_asked else redirect(mentorship)
    said_yes = form.cleaned_data["yes"]
    messages.success(
        request, _("You go on together.") if said_yes else _("The end stays where it was. Nobody is asked why.")
    )
    return redirect("desk:mentorship-detail", mentorship.pk)


@access(signed_in)
@require_POST
def take_back_wish(request: HttpRequest, pk: str) -> HttpResponse:
    done = _("Taken back. The end stays where it is.")
    return _act(request, _own(request, pk), services.take_back_wish, done)


@access(signed_in)
@require_POST
def resume_pair(request: HttpRequest, pk: str) -> HttpResponse:
    return _act(request, _own(request, pk), services.resume_pair, _("Your break is over. Good to have you back."))


@access(signed_in)
@require_POST
def look_again(request: HttpRequest, pk: str) -> HttpResponse:
    done = _("Done. You hear from us when there is a suggestion.")
    return _act(request, _own(request, pk), services.look_again, done)


@access(signed_in)
@require_POST
def wish_again(request: HttpRequest, pk: str) -> HttpResponse:
    done = _("Kept, for you alone. You can take it back here at any time.")
    return _act(request, _own(request, pk), services.wish_again, done)


@access(signed_in)
@require_POST
def take_back_wish_again(request: HttpRequest, pk: str) -> HttpResponse:
    return _act(request, _own(request, pk), services.take_back_wish_again, _("Taken back. Nobody reads of it."))


def _own(request: HttpRequest, pk: str) -> Mentorship:
    return get_object_or_404(Mentorship.objects.visible_to(request.user).select_related("cohort"), pk=pk)


def _act(request: HttpRequest, mentorship: Mentorship, service, done: str) -> HttpResponse:
    try:
        service(mentorship=mentorship, by=request.user)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("desk:mentorship-detail", mentorship.pk)
