"""Asking for a place: two pages, and where one was is kept between them and until one comes back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView

from mentoring.lib.access import DeclaresAccess, access, signed_in
from mentoring.lib.errors import Refused
from participants.models import Profile, Skill
from participants.services import choose_ways_of_working
from programmes import catalogue, place_words, services
from programmes.forms.places import PAGES, AimsForm, RoleForm
from programmes.models import Cohort, Enrolment, PlaceDraft, Role

ASKED_AS = {
    Role.MENTOR: gettext_lazy("You have asked already: for a place as a mentor. Here is how it stands."),
    Role.MENTEE: gettext_lazy("You have asked already: for a place as a mentee. Here is how it stands."),
}
ASKED_BOTH = gettext_lazy("You have asked already: for both places. Here is how they stand.")
PLAIN = "text/plain; charset=utf-8"
WAYS = ("languages", "meets", "part_of_day", "how_often", "hours_a_month")


class RegistrationPage(DeclaresAccess, FormView):
    """One of the two pages. Whoever cannot ask for any place now is led to where things stand."""

    access_rule = signed_in
    page = ""

    @cached_property
    def cohort(self):
        cohorts = Cohort.objects.visible_to(self.request.user).with_numbers().select_related("programme")
        return get_object_or_404(cohorts, pk=self.kwargs["pk"])

    @cached_property
    def person(self):
        return get_object_or_404(Profile.objects.visible_to(self.request.user).select_related("user"))

    @cached_property
    def offer(self):
        return catalogue.offer_to(self.person, self.cohort)

    @cached_property
    def draft(self):
        return PlaceDraft.objects.visible_to(self.request.user).filter(cohort=self.cohort).first()

    @cached_property
    def answers(self):
        return services.answers_in(self.draft)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.offer.open_roles:
            return self.lead_on()
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def asked(self):
        """The places that this person asked for or has here."""
        return [place.enrolment for place in self.offer.places if place.enrolment.takes_part]

    def lead_on(self):
        """A second press on the button finds that the first has done it."""
        if self.asked and self.offer.is_open:
            return self.lead_to_places()
        if self.asked and self.request.method == "POST":
            return redirect("programmes:place-done", self.cohort.pk)
        messages.info(self.request, _("You cannot ask for this place now. Here is where things stand."))
        return redirect(self.cohort)

    def lead_to_places(self):
        """Whoever comes from a page that is older than their request is told so, and nothing is written."""
        roles = [place.role for place in self.asked]
        messages.info(self.request, ASKED_BOTH if len(roles) > 1 else ASKED_AS[roles[0]])
        return redirect("programmes:place-done", self.cohort.pk) if len(roles) > 1 else redirect(self.asked[0])

    def keep(self, *, leads_to):
        """What stands on this page now, whether it can be taken or not, and the page that the person goes to."""
        services.keep_draft(
            cohort=self.cohort,
            person=self.person,
            answers={**answers_on(self.request, self.page), services.PAGE: leads_to},
            by=self.request.user,
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self.page, cohort=self.cohort, draft=self.draft, offer=self.offer, **kwargs
        )


class PlaceCreateView(RegistrationPage):
    """Page one of two. What the profile says already is filled in. Whoever comes back to finish is led to the page on
    which they stopped.
    """

    template_name = "programmes/place_form.html"
    form_class = RoleForm
    page = "1"

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "open_roles": self.offer.open_roles,
            "skills": Skill.objects.all(),
            "chosen": self.person.skills.all(),
            "answers": {**self.answers, **asked_as(self.request)},
        }

    def get(self, request, *args, **kwargs):
        if "finish" in request.GET and services.page_reached(self.draft) == PlaceAimsView.page:
            return redirect("programmes:place-aims", self.cohort.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "forget" in request.POST:
            services.discard_draft(cohort=self.cohort, person=self.person, by=request.user)
            return redirect("programmes:place-create", self.cohort.pk)
        if request.POST.get("role") in {place.role for place in self.asked}:
            return self.lead_to_places()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            self.keep(leads_to=PlaceAimsView.page)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return redirect("programmes:place-aims", self.cohort.pk)


class PlaceAimsView(RegistrationPage):
    """Page two of two: own words, what was chosen on page one, and who sees what. Here the place is asked for."""

    template_name = "programmes/place_aims.html"
    form_class = AimsForm
    page = "2"

    @cached_property
    def first(self):
        """What page one said, looked at again: skills may be gone, or a role may be taken by now."""
        form = RoleForm(self.answers, open_roles=self.offer.open_roles, skills=Skill.objects.all(), answers={})
        return form if self.answers and form.is_valid() else None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.offer.open_roles and not self.first:
            # Page one keeps its answers until the place is asked for: without them this page was left open since.
            if self.asked and not self.answers:
                return self.lead_to_places()
            return redirect("programmes:place-create", self.cohort.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "roles": self.first.roles,
            "person": self.person,
            "answers": self.answers,
        }

    def get_context_data(self, **kwargs):
        chosen = {role: [skill for skill, _level in self.first.chosen(role)] for role in self.first.roles}
        return super().get_context_data(
            offers=chosen.get("mentor"), wants=chosen.get("mentee"), is_both=len(chosen) > 1, **kwargs
        )

    def post(self, request, *args, **kwargs):
        if "change" in request.POST:
            self.keep(leads_to=PlaceCreateView.page)
            return redirect("programmes:place-create", self.cohort.pk)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            self.keep_ways(form.ways())
            services.ask_for_places(
                cohort=self.cohort, person=self.person, wishes=form.wishes(self.first), by=self.request.user
            )
        except Refused as refusal:
            if self.has_asked():
                return redirect("programmes:place-done", self.cohort.pk)
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, _("Thank you. The programme team has your request."))
        return redirect("programmes:place-done", self.cohort.pk)

    def keep_ways(self, said):
        """What was said of oneself belongs to the profile, beside what stands there."""
        if said:
            known = {name: getattr(self.person, name) for name in WAYS}
            choose_ways_of_working(profile=self.person, by=self.request.user, **{**known, **said})

    def has_asked(self):
        """Whether another press of the same button was faster."""
        asked = Enrolment.objects.filter(cohort=self.cohort, person=self.person).taking_part()
        return set(self.first.roles) <= set(asked.values_list("role", flat=True))


class PlaceDoneView(DeclaresAccess, DetailView):
    """What happens next, with dates, for whoever asked or has a place."""

    access_rule = signed_in
    template_name = "programmes/place_done.html"
    context_object_name = "cohort"

    def get_queryset(self):
        return Cohort.objects.visible_to(self.request.user).select_related("programme")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        own = (
            Enrolment.objects.visible_to(request.user).select_related("person").filter(cohort=self.object).taking_part()
        )
        places = [place_words.place_in_words(place) for place in own.order_by("role")]
        if not places:
            return redirect(self.object)
        for place in places:
            place.enrolment.cohort = self.object
        return self.render_to_response(
            self.get_context_data(
                places=places,
                steps=place_words.what_happens_next(places[0].enrolment),
                asked=place_words.asked_beside(places[0].enrolment),
            )
        )


@access(signed_in)
@require_POST
def keep_draft(request: HttpRequest, pk: str) -> HttpResponse:
    """What the script on both pages saves while somebody writes."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    person = get_object_or_404(Profile.objects.visible_to(request.user))
    page = request.POST.get("page", "")
    if page == PlaceAimsView.page and is_left_open(cohort, person):
        return HttpResponse(_("You have asked for this place already."), status=409, content_type=PLAIN)
    answers = {**answers_on(request, page), **({services.PAGE: page} if page in PAGES else {})}
    try:
        services.keep_draft(cohort=cohort, person=person, answers=answers, by=request.user)
    except Refused as refusal:
        return HttpResponse(refusal.message, status=409, content_type=PLAIN)
    return HttpResponse(status=204)


def is_left_open(cohort: Cohort, person: Profile) -> bool:
    """Whether page two can only be a page from before the place was asked for, which took the answers of page one."""
    asked = Enrolment.objects.filter(cohort=cohort, person=person).taking_part()
    return asked.exists() and not PlaceDraft.objects.filter(cohort=cohort, person=person).exists()


def answers_on(request: HttpRequest, page: str) -> dict[str, str]:
    """What each field of a page holds now; one that was emptied is empty."""
    return {name: request.POST.get(name, "") for name in PAGES.get(page, ())}


def asked_as(request: HttpRequest) -> dict[str, str]:
    """The role that somebody chose on the page before."""
    role = request.GET.get("as")
    return {"role": role} if role else {}
