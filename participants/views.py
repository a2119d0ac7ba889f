from django.contrib import messages
from django.http import Http404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from mentoring.lib.access import DeclaresAccess, signed_in
from participants.facts import facts_about
from participants.forms import SkillsForm
from participants.models import Profile, ProfileSkill, Skill
from participants.services import choose_skills


class ProfileDetailView(DeclaresAccess, FormView):
    access_rule = signed_in
    template_name = "participants/profile_detail.html"
    form_class = SkillsForm
    success_url = reverse_lazy("participants:profile-detail")

    @cached_property
    def person(self):
        people = Profile.objects.visible_to(self.request.user)
        return people.select_related("user", "organisation", "department", "site", "grade", "manager__user").first()

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.person else None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "skills": Skill.objects.all(), "chosen": self.person.skills.all()}

    def get_context_data(self, **kwargs):
        facts = facts_about(self.person) if self.person else []
        return super().get_context_data(person=self.person, facts=facts, **kwargs)

    def post(self, request, *args, **kwargs):
        if not self.person:
            raise Http404
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        choose_skills(
            profile=self.person,
            offers=form.in_order(ProfileSkill.Kind.OFFERS),
            wants=form.in_order(ProfileSkill.Kind.WANTS),
            by=self.request.user,
        )
        messages.success(self.request, _("Your skills are saved."))
        return super().form_valid(form)
