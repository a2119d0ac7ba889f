"""Asking for a place: two pages, and where one was is kept between them and until one comes back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView

from mentoring.lib.access import DeclaresAccess, access, signed_in
from mentoring.lib.errors import Refused
from mentoring.lib.kept import UNKEPT, not_kept
from mentoring.lib.seen import seen_of
from mentoring.lib.too_late import give_back, typed_in
from participants.models import Profile, Skill
from participants.services import choose_aims, choose_ways_of_working
from programmes import catalogue, place_words, services
from programmes.forms.places import AIMS_OF, BOTH, HOW_MANY, PAGES, ROLES_OF, AimsForm, RoleForm
from programmes.models import Cohort, Enrolment, PlaceDraft, Role

ASKED_AS = {
    Role.MENTOR: gettext_lazy("You have asked already: for a place as a mentor. Here is how it stands."),
    Role.MENTEE: gettext_lazy("You have asked already: for a place as a mentee. Here is how it stands."),
}
ASKED_BOTH = gettext_lazy("You have asked already: for both places. Here is how they stand.")
CHOSEN_BY_NOW = {
    Role.MENTOR: gettext_lazy(
        "Nothing was asked for: by now your choice on page 1 is to take part as a mentor. Please look through this "
        "page, then press the button once more, or go back to page 1."
    ),
    Role.MENTEE: gettext_lazy(
        "Nothing was asked for: by now your choice on page 1 is to take part as a mentee. Please look through this "
        "page, then press the button once more, or go back to page 1."
    ),
    BOTH: gettext_lazy(
        "Nothing was asked for: by now your choice on page 1 is to take part both as a mentor and as a mentee. Please "
        "look through this page, then press the button once more, or go back to page 1."
    ),
}
OTHER_SKILLS = gettext_lazy(
    "Nothing was asked for: by now you have chosen other skills on page 1. Please look at them below, then press the "
    "button once more, or go back to page 1."
)
NO_CHOICE = gettext_lazy(
    "Nothing was asked for: what you chose on page 1 does not stand any more. It was changed or used in another "
    "window, or part of it cannot be chosen now. Please choose once more on page 1."
)
WAYS = ("languages", "meets", "part_of_day", "how_often", "hours_a_month")


class RegistrationPage(DeclaresAccess, FormView):
    """One of the two pages. Whoever cannot ask for any place now is led to where things stand."""

    access_rule = signed_in
    page = ""
    role_field = ""  # in which field the page says as what somebody takes part

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

    @property
    def shown_for(self):
        """What the button that was pressed asks for; empty where its page did not say so yet."""
        return self.request.POST.get(self.role_field, "")

    def is_pressed_again(self):
        """Whether another press was faster: what this one asks for was asked for, which took the answers with it."""
        roles = ROLES_OF.get(self.shown_for)
        return {place.role for place in self.asked}.issuperset(roles) if roles else not self.answers

    def lead_on(self):
        """A second press on the button finds that the first has done it. A press for anything else is refused."""
        is_press = self.request.method == "POST"
        if not self.asked or (is_press and not self.is_pressed_again()):
            return self.refuse()
        if self.offer.is_open:
            return self.lead_to_places()
        return redirect("programmes:place-done", self.cohort.pk) if is_press else self.refuse()

    def refuse(self):
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
            page=self.page, cohort=self.cohort, draft=self.draft, offer=self.offer, unkept=UNKEPT, **kwargs
        )


class PlaceCreateView(RegistrationPage):
    """Page one of two. What the profile says already is filled in. Whoever comes back to finish is led to the page on
    which they stopped.
    """

    template_name = "programmes/place_form.html"
    form_class = RoleForm
    page, role_field = "1", "role"

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
    """Page two of two: own words, what was chosen on page one, and who sees what. Here the place is asked for.

    The page brings back what it was shown for. Its button asks for exactly that, or for nothing: where another choice
    was made since in another window, the page comes back for that one, with every word that was typed.
    """

    template_name = "programmes/place_aims.html"
    form_class = AimsForm
    page, role_field = "2", "shown_for"

    @cached_property
    def first(self):
        """What page one said, looked at again: skills may be gone, or a role may be taken by now."""
        form = RoleForm(self.answers, open_roles=self.offer.open_roles, skills=Skill.objects.all(), answers={})
        return form if self.answers and form.is_valid() else None

    @cached_property
    def chosen(self):
        return {role: [skill for skill, _level in self.first.chosen(role)] for role in self.first.roles}

    @property
    def choice(self):
        """What this page is shown for, as it brings it back."""
        role = self.first.cleaned_data["role"]
        skills = [skill.pk for role in self.chosen for skill in self.chosen[role]]
        return {self.role_field: role, "seen": seen_of("place", self.person.pk, role, *skills)}

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.offer.open_roles:
            # The answers go once the place is asked for: without them this page was left open since.
            if self.asked and self.is_pressed_again():
                return self.lead_to_places()
            if not self.first:
                return self.lead_to_page_one()
        return super().dispatch(request, *args, **kwargs)

    @property
    def mentors_each(self):
        return self.cohort.programme.mentors_each

    def lead_to_page_one(self):
        """Nothing that stands was chosen there. What was typed on this page is not lost on the way."""
        to_page_one = redirect("programmes:place-create", self.cohort.pk)
        if self.request.method != "POST":
            return to_page_one
        if "change" in self.request.POST:
            return self.go_back()
        form = self.form_as_shown()
        if typed_in(form):
            words = {"heading": _("Nothing was asked for"), "back_words": _("Go to page 1")}
            return give_back(self.request, form, NO_CHOICE, back_to=to_page_one.url, **words)
        messages.info(self.request, NO_CHOICE)
        return to_page_one

    def refuse(self):
        form = self.form_as_shown()
        if not typed_in(form):
            return super().refuse()
        words = {"back_to": self.cohort.get_absolute_url(), "back_words": _("See where things stand")}
        return give_back(self.request, form, _("You cannot ask for this place now."), **words)

    def form_as_shown(self):
        """What was typed, in the fields of the page on which it was typed."""
        shown = self.shown_for or self.answers.get("role")
        roles = ROLES_OF.get(shown, ROLES_OF[BOTH])
        return AimsForm(self.request.POST, roles=roles, person=self.person, answers={}, mentors_each=self.mentors_each)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "roles": self.first.roles,
            "person": self.person,
            "answers": self.answers,
            "mentors_each": self.mentors_each,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            choice=self.choice,
            offers=self.chosen.get("mentor"),
            wants=self.chosen.get("mentee"),
            is_both=len(self.chosen) > 1,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if "change" in request.POST:
            return self.go_back()
        if sentence := self.chosen_since():
            return self.show_again(sentence)
        return super().post(request, *args, **kwargs)

    def go_back(self):
        try:
            self.keep(leads_to=PlaceCreateView.page)
        except Refused as refusal:
            page_one = reverse("programmes:place-create", args=[self.cohort.pk])
            words = {"heading": _("This was not kept"), "back_to": page_one, "back_words": _("Go to page 1")}
            return give_back(self.request, self.form_as_shown(), refusal.message, **words)
        return redirect("programmes:place-create", self.cohort.pk)

    def chosen_since(self):
        """The sentence on what was chosen after this page was opened; none where it shows what stands. A page from
        before it said what it was shown for counts as one that does.
        """
        if self.shown_for and self.shown_for != self.choice[self.role_field]:
            return CHOSEN_BY_NOW[self.choice[self.role_field]]
        return "" if self.request.POST.get("seen", self.choice["seen"]) == self.choice["seen"] else OTHER_SKILLS

    def show_again(self, sentence):
        """This page for what is chosen now, with what was typed: in its fields, or to copy where they are gone."""
        said = {**self.answers, **self.request.POST.dict()}
        said |= {name: said.get(name) or AimsForm.base_fields["capacity"].initial for name in HOW_MANY.values()}
        form = AimsForm(**{**self.get_form_kwargs(), "data": said})
        form.add_error(None, sentence)
        gone = [each for each in typed_in(self.form_as_shown()) if each.name not in form.fields]
        return self.render_to_response(self.get_context_data(form=form, typed=gone), status=409)

    def form_valid(self, form):
        try:
            self.keep_ways(form.ways())
            self.keep_aims(form.chosen_aims())
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

    def keep_aims(self, said):
        if said:
            known = {"aims_wanted": self.person.aims_wanted, "aims_known": self.person.aims_known, **said}
            aims = {"wanted": known["aims_wanted"], "known": known["aims_known"]}
            choose_aims(profile=self.person, by=self.request.user, **aims)

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
    answers = {**answers_on(request, page), **({services.PAGE: page} if page in PAGES else {})}
    try:
        goes_on = page == PlaceAimsView.page  # with what was chosen on page one
        services.keep_draft(cohort=cohort, person=person, answers=answers, by=request.user, goes_on=goes_on)
    except Refused as refusal:
        return not_kept(refusal)
    return HttpResponse(status=204)


def answers_on(request: HttpRequest, page: str) -> dict[str, str]:
    """What each field of a page holds now; one that was emptied is empty. Own words for the other role, which the page
    does not ask for, stay as they are.
    """
    sent = request.POST
    return {name: sent.get(name, "") for name in PAGES.get(page, ()) if name in sent or name not in AIMS_OF.values()}


def asked_as(request: HttpRequest) -> dict[str, str]:
    """The role that somebody chose on the page before."""
    role = request.GET.get("as")
    return {"role": role} if role else {}
