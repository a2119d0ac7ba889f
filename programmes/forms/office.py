"""What coordinators fill in: the set-up of programmes and cohorts."""

import re
from datetime import date

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import CONSTRAINT_SENTENCES
from mentoring.lib.own_words import LinesField
from participants.models import Grade, Organisation
from programmes.models import MOST_OUTCOMES, Cohort, Coordinator, EligibilityRule, Programme, lines_of
from programmes.services.cohorts import DATES

# Three numbers, in whatever order a language has them.
WRITTEN_DAY = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}")

NOT_FEWER = _(
    "Registration has opened, and people were told that figures speak of at least %(number)s. Please choose as many or "
    "more. A copy can have another number."
)


class CopyForm(forms.Form):
    """The name that the page before a copy gave it: pressed twice, it is the same."""

    name = forms.CharField(max_length=Programme._meta.get_field("name").max_length, widget=forms.HiddenInput)


class ProgrammeForm(forms.ModelForm):
    """The office's form. A programme that opened keeps what people were told when they joined."""

    # Set where the company is the creator's own and no choice of theirs.
    own_company: Organisation | None = None

    class Meta:
        model = Programme
        fields = (
            "organisation",
            "name",
            "style",
            "purpose",
            "outcomes",
            "audience",
            "not_suited_when",
            "hours_a_month",
            "mentors_each",
            "mentor_card",
            "mentee_card",
            "manager_card",
            "hr_contact_name",
            "hr_contact_email",
            "minimum_group",
        )
        widgets = {
            name: AdminTextareaWidget(attrs={"rows": rows})
            for name, rows in (
                ("purpose", 4),
                ("outcomes", 3),
                ("audience", 2),
                ("not_suited_when", 2),
                ("mentor_card", 4),
                ("mentee_card", 4),
                ("manager_card", 4),
            )
        }
        field_classes = {"purpose": LinesField}
        error_messages = {"minimum_group": {"min_value": CONSTRAINT_SENTENCES["programme_minimum_group_floor"]}}
        help_texts = {"style": _("Pairs can be found in classic and in reverse programmes.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Only styles that can open are offered, and the one that a programme has already."""
        super().__init__(*args, **kwargs)
        if style := self.fields.get("style"):
            offered = {*Programme.WORKING_STYLES, self.instance.style}
            style.choices = [(value, words) for value, words in Programme.Style.choices if value in offered]

    def clean_outcomes(self) -> str:
        """One on each line, without empty lines between them."""
        outcomes = lines_of(self.cleaned_data["outcomes"])
        if len(outcomes) > MOST_OUTCOMES:
            raise forms.ValidationError(_("Please keep to three outcomes, one on each line."))
        return "\n".join(outcomes)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if self.own_company:
            self.instance.organisation = self.own_company
        organisation = cleaned.get("organisation") or self.instance.organisation_id
        others = Programme.objects.filter(organisation=organisation).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=cleaned.get("name", "")).exists():
            self.add_error("name", CONSTRAINT_SENTENCES["programme_name_unique"])
        if not self.instance._state.adding and self.instance.cohorts.exclude(stage=Cohort.Stage.DRAFT).exists():
            keep_filled(self, "purpose", "hr_contact_name", "hr_contact_email")
            if "style" in self.changed_data:
                self.add_error("style", _("Registration has opened, so the style stays. A copy can have another."))
            told, wished = self.instance.minimum_group, cleaned.get("minimum_group")
            if wished is not None and wished < told:
                self.add_error("minimum_group", NOT_FEWER % {"number": told})
        return cleaned


NO_LEVEL = gettext_noop(
    "%(grade)s has no level yet, so it cannot be chosen. A site administrator gives it one in the office, under Grades."
)


class EligibilityRuleForm(forms.ModelForm):
    """A line of who may join. Grades are compared by their levels, so both need one, in their order."""

    class Meta:
        model = EligibilityRule
        fields = ("role", "department", "site", "grade_from", "grade_to", "months_from", "months_to")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        grades = [grade for name in ("grade_from", "grade_to") if (grade := cleaned.get(name))]
        levels = [grade.level for grade in grades if grade.level is not None]
        for grade in dict.fromkeys(grade for grade in grades if grade.level is None):
            self.add_error(None, gettext(NO_LEVEL) % {"grade": grade.name})
        if levels != sorted(levels):
            self.add_error(None, _("The grades are not in order: the lowest comes before the highest."))
        return cleaned


def grade_choice(grade: Grade) -> str:
    """A grade as one chooses it; those that cannot be chosen yet say so."""
    return grade.name if grade.level is not None else gettext("%(grade)s (no level yet)") % {"grade": grade.name}


OF_REGISTRATION: dict[str, Promise] = {
    "registration_ends_on": _("Registration is over, so its end can no longer be changed."),
}
NOT_A_DAY = _("Please choose the day, or write it as in 2026-12-31.")
OF_THE_BEGINNING = {**OF_REGISTRATION, "starts_on": _("The pairs have begun, so the start can no longer be changed.")}
PASSED_DATES: dict[str, dict[str, Promise]] = {
    Cohort.Stage.MATCHING: OF_REGISTRATION,
    Cohort.Stage.RUNNING: OF_THE_BEGINNING,
    Cohort.Stage.CLOSING: {
        **OF_THE_BEGINNING,
        "mid_survey_on": _("The cohort is coming to its end, so no mid survey goes out any more."),
    },
}


def passed_dates(cohort: Cohort) -> dict[str, str | Promise]:
    """The dates of a cohort that are facts by now, and why each can no longer be changed."""
    passed: dict[str, str | Promise] = {**PASSED_DATES.get(cohort.stage, {})}
    survey, is_running = cohort.mid_survey_on, cohort.stage == Cohort.Stage.RUNNING
    if is_running and survey and survey <= clock.today():
        passed["mid_survey_on"] = _("The mid survey has gone out, so its day can no longer be changed.")
    return passed


class DayField(forms.DateField):
    """A day that is written well and does not exist is told apart from one that cannot be read."""

    def to_python(self, value: object) -> date | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if isinstance(value, str) and WRITTEN_DAY.fullmatch(value.strip()):
                raise forms.ValidationError(_("There is no such day. Please check it."), code="invalid") from error
            raise


class CohortForm(forms.ModelForm):
    """The office's form. A cohort that opened keeps all its dates, and none moves into the past or out of it."""

    class Meta:
        model = Cohort
        fields = ("programme", "name", "always_on", "registration_ends_on", "starts_on", "ends_on", "mid_survey_on")
        field_classes = dict.fromkeys(DATES, DayField)
        # As all other forms ask for a day: by the control of the browser, which needs no script of ours.
        widgets = {name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in DATES}
        help_texts = {"mid_survey_on": _("On this day the mid survey is mailed to everybody in a pair.")}
        error_messages = {
            name: {"invalid": _("Please choose the day, or write it as in 2026-12-31.")} for name in DATES
        }

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        programme = cleaned.get("programme") or self.instance.programme_id
        others = Cohort.objects.filter(programme=programme).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=cleaned.get("name", "")).exists():
            self.add_error("name", CONSTRAINT_SENTENCES["cohort_name_unique"])
        if self.instance.stage != Cohort.Stage.DRAFT:
            keep_filled(self, *(["starts_on"] if self.instance.always_on else DATES))
            self.keep_what_has_passed()
            self.refuse_the_past("registration_ends_on", "starts_on", "ends_on")
        self.keep_always_on_without_end()
        self.refuse_a_survey_at_once()
        # A date that has passed is no field any more, and still a fact.
        start, end, day = (
            cleaned.get(name) if name in self.fields else getattr(self.instance, name) for name in DATES[1:]
        )
        if start and day and end and not start < day < end and "mid_survey_on" not in self.errors:
            self.add_error("mid_survey_on", _("Please choose a day between the start and the end."))
        return cleaned

    def keep_always_on_without_end(self) -> None:
        """Whether a cohort has a last day is settled before it opens; people join in the light of it."""
        if "always_on" in self.changed_data and self.instance.stage != Cohort.Stage.DRAFT:
            self.say_once("always_on", _("Registration has opened, so this stays as it is."))
        if self.cleaned_data.get("always_on"):
            for name in ("registration_ends_on", "ends_on"):
                if self.cleaned_data.get(name):
                    self.say_once(name, _("What is always on has no last day. Please leave this empty."))

    def keep_what_has_passed(self) -> None:
        """Once registration is over its end is a fact, once the pairs have begun so is the start."""
        passed = passed_dates(self.instance)
        for name in passed.keys() & set(self.changed_data):
            self.say_once(name, passed[name])

    def refuse_the_past(self, *names: str) -> None:
        for name in set(names) & set(self.changed_data):
            day = self.cleaned_data.get(name)
            if day and day < clock.today():
                self.say_once(name, _("This day has passed. Please choose today or a later day."))

    def refuse_a_survey_at_once(self) -> None:
        """A survey whose day has come is mailed to the pairs within seconds: nobody shall do that by a date."""
        day = self.cleaned_data.get("mid_survey_on")
        if "mid_survey_on" in self.changed_data and day and day <= clock.today():
            self.say_once(
                "mid_survey_on",
                _("Please choose a day after today: everybody in a pair gets the survey as soon as its day has come."),
            )

    def say_once(self, name: str, sentence: str | Promise) -> None:
        if name not in self.errors:
            self.add_error(name, sentence)


class CoordinatorForm(forms.ModelForm):
    """A coordinator is named by their e-mail address, so that nobody browses the accounts of the company."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("The address with which the person signs in."))

    class Meta:
        model = Coordinator
        fields = ("programme",)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        user = User.objects.filter(email=User.objects.normalise(cleaned.get("email")), is_active=True).first()
        if "email" in cleaned and user is None:
            self.add_error("email", _("Nobody here signs in with this address. Please check it."))
        elif user and Coordinator.objects.filter(programme=cleaned.get("programme"), user=user).exists():
            self.add_error("email", CONSTRAINT_SENTENCES["coordinator_once"])
        self.instance.user = user
        return cleaned


def keep_filled(form: forms.ModelForm, *names: str) -> None:
    """Refuse to empty what people already read."""
    for name in names:
        if name in form.fields and not form.cleaned_data.get(name) and name not in form.errors:
            form.add_error(name, _("Registration has opened, so this can be changed but not emptied."))
