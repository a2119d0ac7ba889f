from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from mentoring.lib import clock, registry
from mentoring.lib.access import DeclaresAccess, admit, signed_in
from mentoring.lib.errors import Refused
from programmes import place_words, services
from programmes.forms.places import KIND_OF, CapacityForm
from programmes.models import Enrolment, Role
from programmes.policies import owns_place


def own_places(request):
    return Enrolment.objects.visible_to(request.user).select_related("cohort__programme", "person__user")


class OwnPlace(DeclaresAccess, DetailView):
    """A page about one's own place."""

    access_rule = signed_in
    context_object_name = "enrolment"

    def get_queryset(self):
        return own_places(self.request)


class PlaceDetailView(OwnPlace):
    template_name = "programmes/place_detail.html"

    def get_context_data(self, **kwargs):
        enrolment = self.object
        skills = enrolment.person.skills.filter(kind=KIND_OF[enrolment.role]).select_related("skill").order_by("rank")
        may_change = place_words.may_change(enrolment)
        stand = place_words.how_places_stand([enrolment]).get(enrolment.pk) if may_change else None
        return super().get_context_data(
            cohort=enrolment.cohort,
            place=place_words.place_in_words(enrolment, stand),
            stand=stand,
            is_mentor=enrolment.role == Role.MENTOR,
            skills=[each.skill.name for each in skills],
            steps=place_words.what_happens_next(enrolment, stand),
            asked=place_words.asked_beside(enrolment),
            may_withdraw=may_change,
            may_change_capacity=may_change and says_how_many(enrolment),
            may_ask_again=place_words.may_ask_again(enrolment),
            **kwargs,
        )


def says_how_many(place: Enrolment) -> bool:
    """Whether this is a place that says how many of the other role its person would like."""
    return place.role == Role.MENTOR or place.cohort.programme.mentors_each > 1


class PlaceWithdrawView(OwnPlace):
    """Says what ends with the place and asks once; only the POST gives it back."""

    template_name = "programmes/place_withdraw.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not place_words.may_change(self.object):
            return redirect(self.object)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        ends = [sentence for answer in registry.place_ends.ask(self.object) for sentence in answer]
        can_return = self.object.cohort.takes_registrations(clock.today())
        return super().get_context_data(can_return=can_return, ends=ends, **kwargs)

    def post(self, request, *args, **kwargs):
        enrolment = self.get_object()
        admit(owns_place, request.user, enrolment)
        try:
            services.withdraw_enrolment(enrolment=enrolment, by=request.user)
            messages.success(request, _("You stepped back. Thank you for telling us."))
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect(enrolment)


class PlaceCapacityView(DeclaresAccess, FormView):
    """A mentor takes more or fewer mentees from now on; a mentee wishes for more or fewer mentors where they may."""

    access_rule = signed_in
    template_name = "programmes/place_capacity.html"
    form_class = CapacityForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.enrolment = get_object_or_404(own_places(request), pk=kwargs["pk"])
            if not says_how_many(self.enrolment) or not place_words.may_change(self.enrolment):
                return redirect(self.enrolment)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "cancel_url": self.enrolment.get_absolute_url(),
            "place": self.enrolment,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(enrolment=self.enrolment, **kwargs)

    def get_initial(self):
        place = self.enrolment
        return {"capacity": str(place.capacity if place.role == Role.MENTOR else place.mentors_wished)}

    def form_valid(self, form):
        try:
            services.change_capacity(
                enrolment=self.enrolment, capacity=form.cleaned_data["capacity"], by=self.request.user
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        is_mentor = self.enrolment.role == Role.MENTOR
        saved = _("Your number of mentees is saved.") if is_mentor else _("Your number of mentors is saved.")
        messages.success(self.request, saved)
        return redirect(self.enrolment)
