from collections.abc import Iterable, Mapping
from itertools import groupby

from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.forms import TimeZoneField
from mentoring.accounts.models import User
from mentoring.lib.errors import CONSTRAINT_SENTENCES
from mentoring.lib.forms import form_helper
from participants.models import HrAnalyst, ProfileSkill, Site, Skill
from participants.services.skills import MOST_SKILLS

RANK_LABELS: tuple[Promise, ...] = (_("Most important"), _("Second"), _("Third"), _("Fourth"), _("Fifth"))
KINDS: Mapping[str, tuple[Promise, Promise]] = {
    ProfileSkill.Kind.OFFERS: (
        _("What you can offer"),
        _("Up to five. Your programme team sees these, and people who are suggested to you as your mentee."),
    ),
    ProfileSkill.Kind.WANTS: (
        _("What you want to learn"),
        _("Up to five. Your programme team sees these, and people who are suggested to you as your mentor."),
    ),
}


class SkillsForm(forms.Form):
    """Up to five skills of each kind, the most important first."""

    def __init__(self, *args, skills: Iterable[Skill], chosen: Iterable[ProfileSkill] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.skills = {str(skill.pk): skill for skill in skills}
        choices = [("", _("Nothing")), *by_category(self.skills.values())]
        chosen_ids = ids_by_kind(chosen)
        for kind in KINDS:
            initials = [*chosen_ids[kind], *[""] * MOST_SKILLS]
            for name, label, initial in zip(names_of(kind), RANK_LABELS, initials, strict=False):
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)
        sections = Div(*(section(kind) for kind in KINDS), css_class="grid")
        self.helper = form_helper(sections, submit=_("Save my skills"), mark_optional=False, form_class="stack")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        for kind in KINDS:
            seen: set[str] = set()
            for name in names_of(kind):
                key = cleaned.get(name)
                if key and key in seen:
                    self.add_error(name, _("You chose “%(skill)s” twice.") % {"skill": self.skills[key]})
                seen.add(key)
        return cleaned

    def in_order(self, kind: str) -> list[Skill]:
        """The chosen skills of one kind, the most important first."""
        return [self.skills[key] for name in names_of(kind) if (key := self.cleaned_data[name])]


def section(kind: str) -> Fieldset:
    """The fields of one kind under a heading, with who sees them."""
    legend, hint = KINDS[kind]
    return Fieldset(
        format_html("<h3>{}</h3>", legend),
        HTML(format_html('<p class="form-text">{}</p>', hint)),
        *names_of(kind),
        css_class="card",
    )


def names_of(kind: str) -> list[str]:
    return [f"{kind}_{rank}" for rank in range(1, MOST_SKILLS + 1)]


def ids_by_kind(chosen: Iterable[ProfileSkill]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for each in sorted(chosen, key=lambda each: each.rank):
        ids[each.kind].append(str(each.skill_id))
    return ids


def by_category(skills: Iterable[Skill]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices under the name of their category; `skills` come sorted by it."""
    return [
        (category, [(str(skill.pk), skill.name) for skill in of_category])
        for category, of_category in groupby(skills, key=lambda skill: skill.category)
    ]


class SiteForm(forms.ModelForm):
    time_zone = TimeZoneField()

    class Meta:
        model = Site
        fields = ("organisation", "name", "time_zone")


class HrAnalystForm(forms.ModelForm):
    """An analyst is named by their e-mail address, so that nobody browses the accounts of the company."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("The address with which the person signs in."))

    class Meta:
        model = HrAnalyst
        fields = ("organisation",)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        user = User.objects.filter(email=User.objects.normalise(email), is_active=True).first()
        if user is None:
            raise ValidationError(_("Nobody here signs in with this address. Please check it."))
        self.instance.user = user
        return email

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if "email" in cleaned and HrAnalyst.objects.filter(
            user=self.instance.user, organisation=cleaned.get("organisation")
        ):
            self.add_error("email", CONSTRAINT_SENTENCES["hr_analyst_once"])
        return cleaned
