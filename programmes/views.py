from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView

from mentoring.lib import clock
from mentoring.lib.access import DeclaresAccess, admit, signed_in
from mentoring.lib.errors import Refused
from participants.models import Profile, ProfileSkill, Skill
from programmes import catalogue, services
from programmes.forms import PlaceForm
from programmes.models import Cohort, Enrolment, Role
from programmes.policies import owns_place


class ProgrammeListView(DeclaresAccess, TemplateView):
    access_rule = signed_in
    template_name = "programmes/programme_list.html"

    def get_context_data(self, **kwargs):
        person = Profile.objects.visible_to(self.request.user).select_related("user").first()
        offers = catalogue.offers_to(person) if person else []
        return super().get_context_data(person=person, offers=offers, **kwargs)


class CohortDetailView(DeclaresAccess, DetailView):
    access_rule = signed_in
    template_name = "programmes/cohort_detail.html"

    def get_queryset(self):
        return Cohort.objects.visible_to(self.request.user).with_numbers().select_related("programme")

    def get_context_data(self, **kwargs):
        places = Enrolment.objects.visible_to(self.request.user).filter(cohort=self.object).order_by("role")
        return super().get_context_data(
            offer=catalogue.offer_of(self.object, list(places)),
            who_may_join=catalogue.who_may_join(self.object.programme),
            **kwargs,
        )


class PlaceCreateView(DeclaresAccess, FormView):
    access_rule = signed_in
    template_name = "programmes/place_form.html"
    form_class = PlaceForm

    @cached_property
    def role(self):
        if self.kwargs["role"] not in Role.values:
            raise Http404
        return Role(self.kwargs["role"])

    @cached_property
    def cohort(self):
        cohorts = Cohort.objects.visible_to(self.request.user).with_numbers().select_related("programme")
        return get_object_or_404(cohorts, pk=self.kwargs["pk"])

    @cached_property
    def person(self):
        return get_object_or_404(Profile.objects.visible_to(self.request.user).select_related("user"))

    def get(self, request, *args, **kwargs):
        places = Enrolment.objects.visible_to(request.user).filter(cohort=self.cohort)
        offer = catalogue.offer_of(self.cohort, list(places))
        if self.role not in offer.open_roles:
            messages.info(request, _("You cannot ask for this place now. Here is where things stand."))
            return redirect(self.cohort)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        kind = ProfileSkill.Kind.OFFERS if self.role == Role.MENTOR else ProfileSkill.Kind.WANTS
        chosen = self.person.skills.filter(kind=kind).select_related("skill").order_by("rank")
        return {
            **super().get_form_kwargs(),
            "role": self.role,
            "skills": Skill.objects.all(),
            "chosen": [each.skill for each in chosen],
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(cohort=self.cohort, is_mentor=self.role == Role.MENTOR, **kwargs)

    def form_valid(self, form):
        try:
            enrolment = services.register_interest(
                cohort=self.cohort,
                person=self.person,
                role=self.role,
                skills=form.chosen_skills(),
                capacity=form.cleaned_data.get("capacity", 1),
                by=self.request.user,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, _("Thank you. The programme team has your request."))
        return redirect(enrolment)


class PlaceDetailView(DeclaresAccess, DetailView):
    access_rule = signed_in
    template_name = "programmes/place_detail.html"
    context_object_name = "enrolment"

    def get_queryset(self):
        return Enrolment.objects.visible_to(self.request.user).select_related("cohort__programme", "person__user")

    def get_context_data(self, **kwargs):
        enrolment = self.object
        kind = ProfileSkill.Kind.OFFERS if enrolment.role == Role.MENTOR else ProfileSkill.Kind.WANTS
        skills = enrolment.person.skills.filter(kind=kind).select_related("skill").order_by("rank")
        return super().get_context_data(
            cohort=enrolment.cohort,
            place=catalogue.place_in_words(enrolment),
            is_mentor=enrolment.role == Role.MENTOR,
            skills=[each.skill.name for each in skills],
            steps=catalogue.what_happens_next(enrolment),
            may_withdraw=enrolment.takes_part and enrolment.cohort.stage not in Cohort.OVER,
            may_ask_again=may_ask_again(enrolment),
            **kwargs,
        )


class PlaceWithdrawView(DeclaresAccess, DetailView):
    """Asks once before a place is given back; only the POST gives it back."""

    access_rule = signed_in
    template_name = "programmes/place_withdraw.html"
    context_object_name = "enrolment"

    def get_queryset(self):
        return Enrolment.objects.visible_to(self.request.user).select_related("cohort__programme", "person__user")

    def get_context_data(self, **kwargs):
        can_return = self.object.cohort.takes_registrations(clock.today())
        return super().get_context_data(can_return=can_return, **kwargs)

    def post(self, request, *args, **kwargs):
        enrolment = self.get_object()
        admit(owns_place, request.user, enrolment)
        try:
            services.withdraw_enrolment(enrolment=enrolment, by=request.user)
            messages.success(request, _("You stepped back. Thank you for telling us."))
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect(enrolment)


def may_ask_again(enrolment: Enrolment) -> bool:
    return enrolment.status == Enrolment.Status.WITHDRAWN and enrolment.cohort.takes_registrations(clock.today())
