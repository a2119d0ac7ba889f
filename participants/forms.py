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
from participants.hr_file import DateOrder, Sample
from participants.hr_file.columns import LABELS, is_never_read
from participants.hr_file.text import LARGEST_FILE
from participants.models import HrAnalyst, Organisation, ProfileSkill, Site, Skill
from participants.services.import_company import HR_SYSTEM
from participants.services.skills import MOST_SKILLS

FILE_ENDINGS = (".csv", ".txt", ".tsv")
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


class UploadForm(forms.Form):
    """An HR file, and the system it comes from."""

    file = forms.FileField(
        label=_("HR file"),
        help_text=_(
            "A CSV file of up to 10 MB, 100,000 people and 50 columns. It is kept encrypted for a day at most."
        ),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": ",".join(FILE_ENDINGS)}),
    )
    source_name = forms.CharField(
        label=_("Source"),
        initial=HR_SYSTEM,
        max_length=80,
        help_text=_("The system the file comes from. Who is missing is judged within one source alone."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Organisation"), required=False, empty_label=_("Our company")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if Organisation.objects.count() < 2:
            del self.fields["organisation"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(FILE_ENDINGS):
            raise ValidationError(
                _("This is no CSV file by its name. Please save the people as CSV (UTF-8) and bring that.")
            )
        if file.size > LARGEST_FILE:
            raise ValidationError(_("This file is larger than 10 MB. Please split it into smaller files."))
        return file

    def upload(self) -> dict[str, object]:
        """What the service keeps."""
        file, organisation = self.cleaned_data["file"], self.cleaned_data.get("organisation")
        return {
            "content": file.read(),
            "file_name": file.name,
            "source_name": self.cleaned_data["source_name"],
            "organisation_name": organisation.name if organisation else "",
        }


class ColumnsForm(forms.Form):
    """What each column of a file is. Those that are never read are shown, and cannot be chosen."""

    date_order = forms.ChoiceField(
        label=_("In dates such as 04/05/2026"),
        choices=[
            ("", _("as the values of each column say")),
            (DateOrder.DAY_FIRST, _("the day comes first")),
            (DateOrder.MONTH_FIRST, _("the month comes first")),
        ],
        required=False,
    )

    def __init__(self, *args, samples: Iterable[Sample], chosen: Mapping[str, str], date_order: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.samples = list(samples)
        self.fields["date_order"].initial = date_order
        choices = [("", _("Leave out")), *LABELS.items()]
        for name, sample in self.choosable():
            initial = chosen.get(sample.heading, sample.field)
            self.fields[name] = forms.ChoiceField(
                label=sample.heading, choices=choices, required=False, initial=initial
            )

    def choosable(self) -> list[tuple[str, Sample]]:
        """The columns a person may choose for, by the names of their inputs."""
        headings = [sample.heading for sample in self.samples]
        return [
            (f"column_{place}", sample)
            for place, sample in enumerate(self.samples)
            if sample.heading and not is_never_read(sample.heading) and headings.index(sample.heading) == place
        ]

    def rows(self) -> list[tuple[Sample, forms.BoundField]]:
        return [(sample, self[name]) for name, sample in self.choosable()]

    def never(self) -> list[str]:
        return [sample.heading for sample in self.samples if is_never_read(sample.heading)]

    def chosen(self) -> dict[str, str]:
        return {sample.heading: self.cleaned_data[name] for name, sample in self.choosable()}

    def date_order_chosen(self) -> DateOrder | None:
        return DateOrder(self.cleaned_data["date_order"]) if self.cleaned_data["date_order"] else None


class ShrinkForm(forms.Form):
    """That so many people would be gone, typed by a person."""

    gone = forms.IntegerField(label=_("How many people would leave or go missing?"), min_value=1)
