from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.access import DeclaresAccess, signed_in
from mentoring.lib.errors import Refused
from mentoring.lib.kept import UNKEPT, not_kept
from participants import services
from participants.aims_form import AimsForm
from participants.card import card_of, own_words_of, roles_of
from participants.career_form import CareerForm
from participants.facts import facts_about
from participants.forms import AboutMeForm, MentorLimitForm, SkillsForm, WaysForm
from participants.interests_form import InterestsForm
from participants.models import Profile, ProfileDraft, ProfileSkill, Skill
from participants.sections import SEEN_BY, asked_first, sections_of

# A list that a browser can offer; any other title can be written.
MOST_TITLES = 1_000
KEPT = gettext_lazy("Kept {time}. Only you see it until you save.")


class ProfilePage(DeclaresAccess):
    """A page of one's own profile."""

    access_rule = signed_in

    @cached_property
    def person(self):
        people = Profile.objects.visible_to(self.request.user).prefetch_related("skills__skill", "trainings")
        return people.select_related("user", "organisation", "department", "site", "grade", "manager__user").first()


class ProfileDetailView(ProfilePage, TemplateView):
    template_name = "participants/profile_detail.html"

    def get_context_data(self, **kwargs):
        if not self.person:
            return super().get_context_data(**kwargs)
        sections = sections_of(self.person)
        return super().get_context_data(
            person=self.person,
            # Who would be written to need not be told to write.
            is_hr_contact=is_address_of(self.request.user, self.person.organisation.hr_contact_email),
            facts=facts_about(self.person, clock.company_today()),
            sections=sections,
            first_empty=asked_first(sections),
            **kwargs,
        )


def is_address_of(user: User, address: str) -> bool:
    return bool(address) and (user.email or "").lower() == address.lower()


class ProfileCardView(ProfilePage, TemplateView):
    """What somebody reads to whom this person is suggested: in each role they have, or in both while they have none."""

    template_name = "participants/profile_card.html"

    def get_context_data(self, **kwargs):
        if not self.person:
            raise Http404
        roles = roles_of(self.person)
        return super().get_context_data(
            has_no_role=not roles,
            as_mentor=card_of(self.person, as_mentor=True) if "mentor" in roles or not roles else None,
            as_mentee=card_of(self.person, as_mentor=False) if "mentee" in roles or not roles else None,
            words_by_role=own_words_of(self.person),
            **kwargs,
        )


class SectionView(ProfilePage, FormView):
    """One section of the profile, which saves by itself. What is typed into it is kept until then, for its person."""

    template_name = "participants/profile_section.html"
    key = ""
    page = ""  # the name of its address
    fields = ()
    heading = ""
    # Stands in for who sees it where the form says that itself.
    lead = ""
    saved = gettext_lazy("Saved.")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.person:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "person": self.person}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.helper.attrs |= {
            "data-keeps": self.draft_url,
            "data-seen": self.seen,
            "data-saved": KEPT,
            "data-unkept": UNKEPT,
        }
        return form

    def get_context_data(self, **kwargs):
        form = kwargs.get("form") or self.get_form()
        left = None if form.is_bound else self.left_unsaved(form)
        return super().get_context_data(
            heading=self.heading,
            lead=self.lead or SEEN_BY[self.key],
            draft_url=self.draft_url,
            **{**kwargs, "form": left or form, "left_at": self.draft.saved_at if left else None},
        )

    @cached_property
    def draft(self):
        return ProfileDraft.objects.visible_to(self.request.user).filter(section=self.key).first()

    @property
    def draft_url(self):
        return reverse("participants:profile-draft", args=[self.key])

    @cached_property
    def seen(self):
        return services.seen_of_section(self.person, self.key)

    def left_unsaved(self, form):
        """The form as it was left, where that differs from what is saved."""
        sent = services.left_in(self.draft, saved=services.saved_in_section(self.person, self.key))
        if not sent:
            return None
        left = self.get_form()
        left.initial = {name: field.widget.value_from_datadict(sent, {}, name) for name, field in left.fields.items()}
        return left if [str(each) for each in left] != [str(each) for each in form] else None

    def form_valid(self, form):
        try:
            self.save(form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        services.discard_section_draft(person=self.person, section=self.key, by=self.request.user)
        messages.success(self.request, self.saved)
        return redirect("participants:profile-detail")


class SkillsView(SectionView):
    form_class = SkillsForm
    saved = gettext_lazy("Your skills are saved.")
    lead = gettext_lazy("Up to five, the one that matters most first.")

    def get_form_kwargs(self):
        kwargs = super(SectionView, self).get_form_kwargs()
        return {**kwargs, "kind": self.key, "skills": Skill.objects.all(), "chosen": self.person.skills.all()}

    def save(self, form):
        services.choose_skills(profile=self.person, by=self.request.user, **{self.key: form.choices()})


class OffersView(SkillsView):
    key = ProfileSkill.Kind.OFFERS.value
    page = "participants:profile-offers"
    fields = ("offers",)
    heading = gettext_lazy("Skills I offer")


class WantsView(SkillsView):
    key = ProfileSkill.Kind.WANTS.value
    page = "participants:profile-wants"
    fields = ("wants",)
    heading = gettext_lazy("Skills I want")


class WaysView(SectionView):
    key = "ways"
    page = "participants:profile-ways"
    fields = ("languages", "meets", "part_of_day", "how_often", "hours_a_month")
    heading = gettext_lazy("Languages and ways of working")
    form_class = WaysForm
    saved = gettext_lazy("Your languages and ways of working are saved.")

    def save(self, form):
        services.choose_ways_of_working(profile=self.person, by=self.request.user, **form.cleaned_data)


class AboutMeView(SectionView):
    key = "about_me"
    page = "participants:profile-about-me"
    fields = ("about_me",)
    heading = gettext_lazy("About me")
    form_class = AboutMeForm
    saved = gettext_lazy("Your words are saved.")

    def save(self, form):
        services.write_about_me(profile=self.person, by=self.request.user, **form.cleaned_data)


class CareerView(SectionView):
    key = "career"
    page = "participants:profile-career"
    fields = ("wanted", "had")
    heading = gettext_lazy("My career path")
    form_class = CareerForm
    saved = gettext_lazy("Your roles are saved.")
    lead = gettext_lazy("Write a role as it is called in your company; job titles that exist are offered as you type.")

    def get_form_kwargs(self):
        colleagues = Profile.objects.filter(organisation=self.person.organisation_id).employed(clock.today())
        return {**super().get_form_kwargs(), "titles": colleagues.job_titles(MOST_TITLES)}

    def save(self, form):
        services.say_roles(profile=self.person, by=self.request.user, **form.cleaned_data)


class AimsView(SectionView):
    key = "aims"
    page = "participants:profile-aims"
    fields = ("wanted", "known")
    heading = gettext_lazy("What I am aiming for")
    form_class = AimsForm
    saved = gettext_lazy("Your aims are saved.")
    lead = gettext_lazy("Choose steps at work that somebody else may have taken before. You can leave out either part.")

    def save(self, form):
        services.choose_aims(profile=self.person, by=self.request.user, **form.cleaned_data)


class InterestsView(SectionView):
    key = "interests"
    page = "participants:profile-interests"
    fields = ("interests",)
    heading = gettext_lazy("Interests outside work")
    form_class = InterestsForm
    saved = gettext_lazy("Your interests are saved.")

    def save(self, form):
        services.choose_interests(profile=self.person, by=self.request.user, **form.cleaned_data)


class MentorLimitView(SectionView):
    key = "limit"
    page = "participants:profile-limit"
    fields = ("limit",)
    heading = gettext_lazy("My limit as a mentor")
    form_class = MentorLimitForm
    saved = gettext_lazy("Your limit is saved.")

    def save(self, form):
        services.limit_mentees(profile=self.person, by=self.request.user, **form.cleaned_data)


SECTIONS = {
    view.key: view
    for view in (OffersView, WantsView, WaysView, AboutMeView, CareerView, AimsView, InterestsView, MentorLimitView)
}


class SectionDraftView(ProfilePage, View):
    """What the script on the page of a section keeps while somebody writes, or what they no longer want."""

    http_method_names = ["post", "options"]

    def post(self, request, section):
        if section not in SECTIONS or not self.person:
            raise Http404
        if "discard" in request.POST:
            services.discard_section_draft(person=self.person, section=section, by=request.user)
            return redirect(SECTIONS[section].page)
        sent = {name: value for name, value in request.POST.items() if is_of(name, SECTIONS[section].fields)}
        try:
            services.keep_section_draft(
                person=self.person, section=section, sent=sent, seen=request.POST.get("seen", ""), by=request.user
            )
        except Refused as refusal:
            return not_kept(refusal)
        return HttpResponse(status=204)


def is_of(sent, names):
    """Whether a form sends this for one of its fields; those with rows send `<field>_1` and so on."""
    return any(sent == name or sent.startswith(f"{name}_") for name in names)
