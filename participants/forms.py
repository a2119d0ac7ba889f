from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.forms import KeepsTimeZone, TimeZoneField
from mentoring.accounts.models import User
from mentoring.lib.errors import CONSTRAINT_SENTENCES
from mentoring.lib.forms import chips, form_helper
from mentoring.lib.own_words import TOO_LONG
from participants.hr_file import DateOrder, Sample
from participants.hr_file.columns import LABELS
from participants.hr_file.text import LARGEST_FILE, SMALLER
from participants.languages import LANGUAGES, MOST_LANGUAGES
from participants.models import LEVELS, HrAnalyst, Organisation, Profile, ProfileSkill, Site, Skill
from participants.own_words import LONGEST_ABOUT_ME, MOST_HOURS, MOST_MENTEES_OVERALL
from participants.picker import RANK_LABELS, Option, Picked, PickerField
from participants.sections import SEEN_BY
from participants.services.import_company import HR_SYSTEM
from participants.services.skills import MOST_SKILLS
from participants.skill_words import taken_words, words_of

FILE_ENDINGS = (".csv", ".txt", ".tsv")
SEARCH_LABELS: Mapping[str, Promise] = {
    ProfileSkill.Kind.OFFERS: _("Add a skill you offer"),
    ProfileSkill.Kind.WANTS: _("Add a skill you want to learn"),
}
LEVEL_LABELS: Mapping[str, Promise] = {
    ProfileSkill.Kind.OFFERS: _("How well you know it"),
    ProfileSkill.Kind.WANTS: _("How far you want to go"),
}
KINDS: Mapping[str, Promise] = {
    ProfileSkill.Kind.OFFERS: _("What you can offer"),
    ProfileSkill.Kind.WANTS: _("What you want to learn"),
}


def skills_field(kind: str, *, skills: Iterable[Skill], chosen: Iterable[ProfileSkill] = (), **kwargs) -> PickerField:
    """The ranked choice of up to five skills of one kind with their levels; `skills` come sorted by category."""
    return PickerField(
        **{
            "label": KINDS[kind],
            "help_text": SEEN_BY[kind],
            "required": False,
            "initial": [(str(each.skill_id), each.level) for each in of_kind(chosen, kind)],
            "options": [
                Option(str(skill.pk), skill.name, skill.category, skill.aliases, skill.definition) for skill in skills
            ],
            "most": MOST_SKILLS,
            "levels": LEVELS[kind],
            "search_label": SEARCH_LABELS[kind],
            "level_label": LEVEL_LABELS[kind],
            **kwargs,
        }
    )


def of_kind(chosen: Iterable[ProfileSkill], kind: str) -> list[ProfileSkill]:
    return sorted((each for each in chosen if each.kind == kind), key=lambda each: each.rank)


def as_choices(picked: Iterable[Picked], skills: Iterable[Skill]) -> list[tuple[Skill, int | None]]:
    """What a skills field cleans to, as the services take it."""
    by_key = {str(skill.pk): skill for skill in skills}
    return [(by_key[each.key], each.level) for each in picked]


class SkillsForm(forms.Form):
    """Up to five skills of one kind, the most important first."""

    def __init__(
        self, *args, kind: str, skills: Iterable[Skill], chosen: Iterable[ProfileSkill] = (), **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.skills = list(skills)
        self.fields[kind] = skills_field(kind, skills=self.skills, chosen=chosen)
        self.helper = section_helper(submit=_("Save my skills"))

    def choices(self) -> list[tuple[Skill, int | None]]:
        """The chosen skills with their levels, the most important first."""
        return as_choices(self.cleaned_data[self.kind], self.skills)


def section_helper(*fields: object, submit: str | Promise) -> FormHelper:
    """A section of the profile saves by itself, and the way back leads to all of them."""
    return form_helper(*fields, submit=submit, mark_optional=False, cancel_url=reverse("participants:profile-detail"))


def or_not_said(choices: type[TextChoices]) -> list[tuple[str, str | Promise]]:
    """These answers, and first that one would rather leave it open."""
    return [("", _("Rather not say")), *((value, capfirst(str(words))) for value, words in choices.choices)]


def languages_field(chosen: Iterable[str] = ()) -> PickerField:
    names = sorted(((str(name), code) for code, name in LANGUAGES.items()), key=lambda each: each[0])
    return PickerField(
        label=_("Which languages could you meet in?"),
        required=False,
        initial=[(code, None) for code in chosen],
        options=[Option(code, name) for name, code in names],
        most=MOST_LANGUAGES,
        row_labels=(_("First"), *RANK_LABELS[1:], _("Sixth"), _("Seventh"), _("Eighth")),
        search_label=_("Add a language"),
    )


class WaysForm(forms.Form):
    """Languages and ways of working; every answer may be left out."""

    meets = forms.ChoiceField(label=_("How do you like to meet?"), required=False, widget=forms.RadioSelect)
    part_of_day = forms.ChoiceField(label=_("When is best?"), required=False, widget=forms.RadioSelect)
    how_often = forms.ChoiceField(label=_("How often would suit you?"), required=False, widget=forms.RadioSelect)
    hours_a_month = forms.IntegerField(
        label=_("How many hours a month could you give?"),
        required=False,
        min_value=1,
        max_value=MOST_HOURS,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), CONSTRAINT_SENTENCES["profile_hours_range"]
        ),
    )

    def __init__(self, *args, person: Profile, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"] = languages_field(person.languages)
        self.fields["hours_a_month"].initial = person.hours_a_month
        for name, choices in (
            ("meets", Profile.Meets),
            ("part_of_day", Profile.PartOfDay),
            ("how_often", Profile.HowOften),
        ):
            self.fields[name].choices = or_not_said(choices)
            self.fields[name].initial = getattr(person, name)
        radios = (chips("meets"), chips("part_of_day"), chips("how_often"))
        self.helper = section_helper("languages", *radios, "hours_a_month", submit=_("Save my ways of working"))

    def clean_languages(self) -> list[str]:
        return [each.key for each in self.cleaned_data["languages"]]


class OneLineField(forms.CharField):
    """Words in which one space stands for several and for the ends of lines, as they are shown."""

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class AboutMeForm(forms.Form):
    about_me = OneLineField(
        label=_("A sentence or two about you"),
        required=False,
        max_length=LONGEST_ABOUT_ME,
        help_text=_(
            "What have you done, what do you enjoy, what would you like to pass on or learn? At most 300 characters."
        ),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args, person: Profile, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Without the attribute of that name nothing that is typed or pasted is cut off in silence.
        self.fields["about_me"].widget = forms.Textarea(attrs={"rows": 4})
        self.fields["about_me"].initial = person.about_me
        self.helper = section_helper(submit=_("Save these words"))


class MentorLimitForm(forms.Form):
    limit = forms.IntegerField(
        label=_("How many mentees could you look after at the same time?"),
        required=False,
        min_value=0,
        max_value=MOST_MENTEES_OVERALL,
        help_text=_("Over all programmes together. 0 for a pause; leave it empty for no limit of your own."),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), CONSTRAINT_SENTENCES["profile_mentor_limit_range"]
        ),
    )

    def __init__(self, *args, person: Profile, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limit"].initial = person.mentor_limit
        self.helper = section_helper(submit=_("Save my limit"))


class AliasesField(SimpleArrayField):
    """Words with commas between them; spaces around them and empty ones do not count."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [word for each in super().to_python(value) if (word := each.strip())]


class SkillForm(forms.ModelForm):
    """The office's form. No word stands for two skills, so that a search finds one."""

    class Meta:
        model = Skill
        fields = ("name", "category", "definition", "aliases")
        field_classes = {"aliases": AliasesField}
        widgets = {name: AdminTextareaWidget(attrs={"rows": 2}) for name in ("definition", "aliases")}
        help_texts = {
            "definition": _("One sentence that helps people to choose."),
            "aliases": _("Separated by commas. A search finds the skill by these too."),
        }

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        taken = taken_words(Skill.objects.exclude(pk=self.instance.pk))
        own = Skill(name=cleaned.get("name") or "", aliases=cleaned.get("aliases") or [])
        name, *aliases = words_of(own)
        if name in taken:
            self.add_error("name", _("“%(name)s” is called that already.") % {"name": taken[name]})
        for word in aliases:
            if word in taken or word == name or aliases.count(word) > 1:
                found = {"word": word, "name": taken.get(word, own.name)}
                self.add_error("aliases", _("“%(word)s” stands for “%(name)s” already.") % found)
                break
        return cleaned


class SiteForm(KeepsTimeZone):
    time_zone = TimeZoneField()

    class Meta:
        model = Site
        fields = ("organisation", "name", "time_zone")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # A person without a zone has the company's; of a site without one, nobody knows its hours.
        self.fields["time_zone"].choices = [("", _("Not known yet")), *list(self.fields["time_zone"].choices)[1:]]


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
        # What is wrong with an empty one is said where all files are read.
        allow_empty_file=True,
        error_messages={"required": _("Please choose a file.")},
        widget=forms.FileInput(attrs={"accept": ",".join(FILE_ENDINGS)}),
    )
    source_name = forms.CharField(
        label=_("Source"),
        initial=HR_SYSTEM,
        max_length=80,
        help_text=_("The system the file comes from. People count as missing only from the source they came from."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Organisation"),
        error_messages={"required": _("Please say whose people these are.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if Organisation.objects.count() < 2:
            del self.fields["organisation"]
            return
        own = Organisation.objects.filter(kind=Organisation.Kind.OWN)
        self.fields["organisation"].initial = own.first() if own.count() == 1 else None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(FILE_ENDINGS):
            raise ValidationError(
                _("This is no CSV file by its name. Please save the people as CSV (UTF-8) and bring that.")
            )
        if file.size > LARGEST_FILE:
            raise ValidationError(_("This file is larger than 10 MB. %(smaller)s") % {"smaller": SMALLER})
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
        label=_("How to read 04/05/2026"),
        choices=[
            ("", _("Work it out from each column")),
            (DateOrder.DAY_FIRST, _("Day first")),
            (DateOrder.MONTH_FIRST, _("Month first")),
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
            if sample.heading and not sample.is_never and headings.index(sample.heading) == place
        ]

    def rows(self) -> list[tuple[Sample, forms.BoundField]]:
        return [(sample, self[name]) for name, sample in self.choosable()]

    def never(self) -> list[str]:
        return [sample.heading for sample in self.samples if sample.is_never]

    def chosen(self) -> dict[str, str]:
        return {sample.heading: self.cleaned_data[name] for name, sample in self.choosable()}

    def date_order_chosen(self) -> DateOrder | None:
        return DateOrder(self.cleaned_data["date_order"]) if self.cleaned_data["date_order"] else None


class GroupedIntegerField(forms.IntegerField):
    """A number as our pages write it, such as 1,500, or without the comma."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(str(value or "").replace(get_format("THOUSAND_SEPARATOR"), ""))


class ShrinkForm(forms.Form):
    """That so many people would be gone, typed by a person."""

    gone = GroupedIntegerField(
        label=_("How many people would leave or go missing?"),
        error_messages={
            "required": _("Please type the number of people who would leave or go missing, to say that this is right."),
            "invalid": _("Please type the number in digits, such as 12."),
        },
    )
