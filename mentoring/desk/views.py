from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, TemplateView

from agreements.footer import footer_links
from agreements.keeping import keeping_of
from agreements.policies import has_read_lines
from feedback.reports import goals_so_far
from matching.models import Mentorship
from matching.services import with_wish_asked
from mentoring.accounts.proof import proof_for_private_words
from mentoring.desk.forms import PairFilterForm
from mentoring.desk.guide import samples
from mentoring.desk.guide.forms import RefusedForm, SampleForm
from mentoring.desk.home import cohorts_of, greeting, own_matters, pairs_of
from mentoring.desk.light import Light
from mentoring.desk.today import (
    cohorts_with_pairs,
    in_most_need,
    lights_of,
    lights_of_named,
    pairs_of_cohort,
    tabs_of,
    tasks_of,
    words_of_lights,
)
from mentoring.desk.workspace import workspace_of
from mentoring.lib import clock
from mentoring.lib.access import DeclaresAccess, access, anyone, signed_in
from mentoring.lib.palette import colours, pairs
from mentoring.lib.theme import THEMES
from participants.models import Organisation, Profile
from participants.policies import is_hr_analyst, person_of
from programmes.policies import coordinates_something, works_in_office

PAIRS_ON_A_PAGE = 25
YEAR = 365 * 24 * 3600


class HomeView(DeclaresAccess, TemplateView):
    access_rule = signed_in
    template_name = "desk/home.html"

    def get_context_data(self, **kwargs):
        user, now = self.request.user, clock.now()
        person = person_of(user)
        context = {"greeting": greeting(user.get_short_name(), now), "now": now, "person": person}
        if person is not None:
            own = own_matters(person)
            waiting, done = ([step for step in own.steps if step.is_done == is_done] for is_done in (False, True))
            first = next((step for step in waiting if not step.is_offer), None)
            others = [step for step in waiting if step is not first]
            pairs = pairs_of(person)
            context |= {"step": first, "others": others, "pairs": pairs.open, "before": pairs.ended}
            context["changeable"] = done
            context["places"] = own.places
        else:
            context["is_empty"] = not Profile.objects.exists()
        context |= {"cohorts": cohorts_of(user), "reads_reports": is_hr_analyst(user)}
        return super().get_context_data(**kwargs, **context)


class TodayView(DeclaresAccess, TemplateView):
    """What waits for a coordinator, and how the pairs of one of their cohorts are doing."""

    access_rule = coordinates_something
    template_name = "desk/today.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        cohorts, tasks, lights = cohorts_with_pairs(user), tasks_of(user), lights_of(user)
        asked = self.request.GET.copy()
        if cohorts and not asked.get("cohort"):
            asked["cohort"] = str(in_most_need(cohorts, tasks, lights).pk)
        form = PairFilterForm(asked, cohorts=cohorts)
        if "cohort" in form.errors:
            raise Http404
        context = {"now": clock.now(), "tasks": tasks, "form": form, "cohorts": cohorts}
        # Whether there is anybody of whom it can be said that they go on by themselves.
        context["pairs_go_on"] = any(numbers.total() > numbers[Light.ENDED] for numbers in lights.values())
        if cohorts:
            cohort = form.cohorts[form.cleaned_data["cohort"]]
            # Of several, the links of the page stay with the one that is shown.
            stays_on = cohort.pk if len(cohorts) > 1 else None
            numbers = lights.get(cohort.pk, Counter())
            pairs = self.pairs(cohort, form.cleaned_data, stays_on, numbers)
            context |= {"cohort": cohort, "stays_on": stays_on, **pairs}
        return super().get_context_data(**kwargs, **context)

    def pairs(self, cohort, chosen, stays_on, numbers):
        """The pairs of the cohort that fit what was chosen, one page of them; `numbers` count all by their light."""
        named, light = chosen.get("q", ""), chosen.get("light", "")
        numbers = lights_of_named(cohort, named) if named else numbers
        places = range(numbers[Light(light)] if light else numbers.total())
        page = Paginator(places, PAIRS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        query = self.request.GET.copy()
        query.pop("page", None)
        if stays_on:
            query["cohort"] = str(stays_on)
        return {
            "named": named,
            "light": light,
            "tabs": tabs_of(numbers, light),
            "words": words_of_lights(),
            "goals": goals_so_far(cohort),
            "page_obj": page,
            "not_here": len(places) - len(page.object_list),
            "rows": pairs_of_cohort(cohort, named=named, light=light, places=page.object_list),
            "query": f"{query.urlencode()}&" if query else "",
        }


class MentorshipView(DeclaresAccess, DetailView):
    """The pair's page; it opens once this person has read the confidentiality lines."""

    access_rule = signed_in
    template_name = "desk/mentorship_detail.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not has_read_lines(request.user, self.object):
            return redirect("agreements:agreement-detail", self.object.pk)
        return self.render_to_response(self.get_context_data())

    def get_queryset(self):
        mentorships = Mentorship.objects.visible_to(self.request.user).with_people()
        mentorships = mentorships.select_related("agreement", "words_key").prefetch_related("agreement__consents")
        return with_wish_asked(mentorships, self.request.user)

    def get_context_data(self, **kwargs):
        proof_url = proof_for_private_words(self.request)
        return super().get_context_data(
            workspace=workspace_of(self.object, self.request.user, with_notes=not proof_url),
            keeping=keeping_of(self.object),
            proof_url=proof_url,
            footer_links=footer_links(self.object),
            **kwargs,
        )


class StyleGuideView(DeclaresAccess, TemplateView):
    """Every part of the product's pages with invented words, for those who look after how it looks."""

    access_rule = works_in_office
    template_name = "desk/style_guide.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            samples=samples,
            colours=colours().values(),
            pairs=pairs(),
            lights=words_of_lights(),
            fields=SampleForm(prefix="sample"),
            refused=RefusedForm({}, prefix="refused"),
            **kwargs,
        )

    def post(self, request):
        """Whatever is pressed here does nothing."""
        return redirect("desk:style-guide")


@method_decorator(login_not_required, name="dispatch")
class AccessibilityView(DeclaresAccess, TemplateView):
    """What these pages are made to meet, what nobody has tried yet, and whom to tell."""

    access_rule = anyone
    template_name = "desk/accessibility.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        user = self.request.user
        companies = Organisation.objects.exclude(hr_contact_email="")
        return super().get_context_data(
            layout="layouts/app.html" if user.is_authenticated else "layouts/plain.html",
            contact=companies.filter(profile__user=user).first() if user.is_authenticated else None,
            **kwargs,
        )


@login_not_required
@access(anyone)
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if allowed else "/")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
