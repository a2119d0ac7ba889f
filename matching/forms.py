"""What people may say when they ask for someone else, whom they look for to avoid, and the day to answer by."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from matching.bounds import MOST_HOURS, Bounds, HrField, Tie
from matching.models import CHOOSERS, MOST_CHOICES, MOST_LEVELS, USUAL_CHOICES, Policy, values_of
from matching.pairing_words import NEXT_UPS, PAIRINGS
from matching.reply import days_to_choose
from matching.scoring import Part, Style, Weights
from matching.solving.outcome import Objective, objective_of
from matching.terms import Terms
from matching.weight_words import WEIGHTS, not_a_weight
from matching.worth import shared_out
from mentoring.lib import clock
from mentoring.lib.forms import choice_cards, form_helper
from mentoring.lib.seen import seen_field
from participants.training import TrainingLevel
from programmes.models import Cohort

Pairing, NextUp = Policy.Pairing, Policy.NextUp
FEWEST_LETTERS = 3
# What comes first once as many mentees have a mentor as can be; the last weighs that less.
OBJECTIVES: Mapping[Objective, Any] = {
    "fair": _("Nobody fits badly: the least good fit is as good as it can be, then the fit of all together"),
    "total": _("The best fit of all together: one pair may fit less well, so that others fit better"),
    "stable": _("No regrets: no mentee and mentor would both rather have each other. Fewer may get a mentor"),
}
TIES: list[tuple[str, Any]] = [
    (Tie.FREE.value, _("Make no difference")),
    (Tie.DIFFERENT.value, _("Must be different")),
    (Tie.SAME.value, _("Must be the same")),
]
HR_FIELDS: Mapping[HrField, Any] = {
    HrField.ORGANISATIONS: _("Organisations"),
    HrField.COUNTRIES: _("Countries"),
    HrField.BUSINESS_LINES: _("Lines of business"),
    HrField.COST_CENTRES: _("Cost centres"),
    HrField.JOB_TITLES: _("Job titles"),
    HrField.GRADES: _("Grades, by their names"),
    HrField.EMPLOYMENT_TYPES: _("Kinds of employment"),
    HrField.YEARS_JOINED: _("Years in which they joined"),
}
TRAININGS = [("", _("Makes no difference")), *((level.value, capfirst(level.label)) for level in TrainingLevel)]
SAID_OF_NOBODY = _("No HR record has this yet.")
NOTHING_FOLLOWS = _(
    "When a suggestion came to nothing: where people choose, or name whom they would like, please leave it at the first"
    " answer."
)
TOO_MANY_WISHES = _("Wishes: please keep them to half of it, so that what is known of people decides as much.")


class DeclineForm(forms.Form):
    """Nothing needs to be said. What is said changes what the product does, and no person reads it."""

    NOT_SAID, APART, TIME = "", "apart", "time"

    wish = forms.ChoiceField(
        label=_("Is there something the search should know?"),
        help_text=_("You can leave it at the first answer. Nobody reads it, the programme team included."),
        choices=[
            (NOT_SAID, _("I would rather not say")),
            (APART, _("We know each other or work together: please do not suggest us to each other in later rounds")),
            (TIME, _("I have no time just now. Show me how to give my place back (we do not keep this answer)")),
        ],
        required=False,
        initial=NOT_SAID,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(choice_cards("wish"), submit=None, form_tag=False, mark_optional=False)


class ReplyByForm(forms.Form):
    """By when both are asked to answer; ten days unless the coordinator chooses another day."""

    reply_by = forms.DateField(
        label=_("Ask them to answer by"),
        help_text=_("From 3 to 30 days ahead. Half-way, whoever has not answered is reminded once."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Please choose a day."), "invalid": _("Please check the day.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        usual, self.first, self.last = days_to_choose(clock.today())
        field = self.fields["reply_by"]
        field.initial = usual
        field.widget.attrs.update(min=self.first.isoformat(), max=self.last.isoformat())

    def clean_reply_by(self):
        day = self.cleaned_data["reply_by"]
        if not self.first <= day <= self.last:
            raise ValidationError(_("Please choose a day from 3 to 30 days ahead."))
        return day


class HandForm(forms.Form):
    """The mentor's place that a coordinator chose for a mentee."""

    mentor = forms.UUIDField()


class VetoForm(forms.Form):
    """The mentor's place of two whom a coordinator keeps apart."""

    never = forms.UUIDField()


class ExchangeForm(forms.Form):
    """The draft whose mentor and this mentee's are exchanged."""

    exchange = forms.UUIDField()


class BrowseForm(forms.Form):
    """Words of what somebody can help with, or where and in which language they work."""

    q = forms.CharField(label=_("Words to look for"), max_length=80, required=False)


class NamingForm(BrowseForm):
    """Somebody who is named, or moves on the list, and where on the page one was. It travels in the body, where no
    address and no log keeps it.
    """

    NAME = "name"

    other = forms.UUIDField()
    move = forms.ChoiceField(choices=[(move, move) for move in (NAME, "up", "down", "out")])
    page = forms.IntegerField(min_value=1, required=False)


class ColleagueSearchForm(forms.Form):
    """Part of a name. It travels in the body, where no address and no log keeps it."""

    words = forms.CharField(
        label=_("Search by name"),
        max_length=80,
        help_text=_("At least three letters of a colleague’s name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please write at least three letters of the name.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(submit=_("Search"), mark_optional=False)

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        if sum(letter.isalpha() for letter in words) < FEWEST_LETTERS:
            raise ValidationError(self.fields["words"].error_messages["required"])
        return words


def number_field(says: Any, **options: Any) -> forms.IntegerField:
    """A whole number; `says` is what is read about anything else."""
    wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), says)
    return forms.IntegerField(error_messages=wrong, **options)


LEVELS = {"min_value": -MOST_LEVELS, "max_value": MOST_LEVELS}


class Slider(forms.NumberInput):
    input_type = "range"


class TermsForm(forms.Form):
    """How the pairs of a programme are found. Weights are any whole numbers, which are shared out to 100.

    Each weight has a slider and a number. Without scripts they do not follow each other; so whichever of the two was
    moved away from what the page showed is meant, the number where both were.
    """

    pairing = forms.ChoiceField(label=_("Who chooses who is asked"), widget=forms.RadioSelect)
    next_up = forms.ChoiceField(
        label=_("When a suggestion came to nothing"), choices=NEXT_UPS, widget=forms.RadioSelect
    )
    least_ahead = number_field(
        _("At least: please write a whole number from -100 to 100, or leave it empty."),
        label=_("At least"),
        required=False,
        **LEVELS,
    )
    most_ahead = number_field(
        _("At most: please write a whole number from -100 to 100, or leave it empty."),
        label=_("At most"),
        required=False,
        **LEVELS,
    )
    grade_gap = number_field(
        _("Best: please write a whole number from -100 to 100; 0 means the same level."), label=_("Best"), **LEVELS
    )
    most_hours = number_field(
        _("Hours: please write a whole number from 0 to 12, or leave it empty."),
        label=_("Most hours between their time zones"),
        help_text=_("From 0 to 12. Empty means that it makes no difference."),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
    )
    needs_language = forms.ChoiceField(
        label=_("A language in common"),
        choices=[("no", _("Makes no difference")), ("yes", _("They need one"))],
        widget=forms.RadioSelect,
    )
    departments = forms.ChoiceField(label=_("Their departments"), choices=TIES, widget=forms.RadioSelect)
    sites = forms.ChoiceField(label=_("Their places of work"), choices=TIES, widget=forms.RadioSelect)
    least_training = forms.TypedChoiceField(
        label=_("Mentor training at least"),
        help_text=_("A mentor of whom no such training is noted is left out, and so is one whose training is over."),
        choices=TRAININGS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    objective = forms.ChoiceField(
        label=_("Of all ways to pair them, the best is"),
        choices=list(OBJECTIVES.items()),
        widget=forms.RadioSelect,
    )
    # The weights as the page showed them, in the order of Part.
    shown = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        policy: Policy,
        cohorts: Sequence[Cohort] = (),
        terms: Terms | None = None,
        **kwargs,
    ):
        values = values_of(terms or policy.terms)
        weights = [values[part] for part in Part]
        initial = {
            **values,
            "pairing": policy.pairing,
            "next_up": policy.next_up,
            "needs_language": "yes" if values["needs_language"] else "no",
            # As its answer "makes no difference" is called, so that it is told what stands where this is changed.
            "least_training": values["least_training"] or "",
            "shown": _listed(weights),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["pairing"].choices = PAIRINGS[CHOOSERS[Style(policy.style)]]
        for part, words in WEIGHTS.items():
            slider = Slider(attrs={"aria-label": words})
            for name, widget in ((str(part), forms.NumberInput()), (slider_of(part), slider)):
                says = not_a_weight(part)
                self.fields[name] = number_field(
                    says, label=words, min_value=0, max_value=100, widget=widget, required=False, initial=values[part]
                )
        for field, words in HR_FIELDS.items():
            self.fields[field] = forms.ChoiceField(label=words, choices=TIES)
        # As they stand on the page, for whoever reads above it what cannot be.
        self.order_fields(["pairing", "next_up", *(name for part in Part for name in (str(part), slider_of(part)))])
        self.fields["seen"] = seen_field(policy.as_seen)
        if len(cohorts) > 1:
            self.fields["cohort"] = forms.ChoiceField(
                label=_("Try it on"), choices=[(str(each.pk), str(each)) for each in cohorts], required=False
            )

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if emptied := self._emptied():
            for part in emptied:
                self.add_error(str(part), not_a_weight(part))
            return cleaned
        weights = self._weights_meant()
        self._show(weights)
        if not any(weight for part, weight in weights.items() if part != Part.CHOICES):
            self.add_error(None, _("At least one part needs a weight above 0: otherwise every pair would fit alike."))
            return cleaned
        if cleaned["pairing"] != Pairing.APPOINTED and cleaned["next_up"] != NextUp.TEAM:
            self.add_error("next_up", NOTHING_FOLLOWS)
            return cleaned
        least, most = cleaned["least_ahead"], cleaned["most_ahead"]
        if least is not None and most is not None and least > most:
            self.add_error("most_ahead", _("Please check the levels: at least comes before at most."))
            return cleaned
        shares = self._shares(weights)
        if shares[Part.CHOICES] > MOST_CHOICES:
            self.add_error(str(Part.CHOICES), TOO_MANY_WISHES)
            return cleaned
        cleaned["terms"] = Terms(
            Weights(**{str(part): share for part, share in shares.items()}, grade_gap=cleaned["grade_gap"]),
            Bounds(
                least_ahead=least,
                most_ahead=most,
                most_hours=cleaned["most_hours"],
                needs_language=cleaned["needs_language"] == "yes",
                departments=Tie(cleaned["departments"]),
                sites=Tie(cleaned["sites"]),
                **{str(field): Tie(cleaned[field]) for field in HrField},
                least_training=cleaned["least_training"],
            ),
            objective_of(cleaned["objective"]),
        )
        return cleaned

    def _weights_meant(self) -> dict[Part, int]:
        shown = dict(zip(Part, self.cleaned_data["shown"].split(","), strict=False))
        return {part: self._meant(part, shown.get(part, "")) for part in Part}

    def _shares(self, weights: Mapping[Part, int]) -> dict[Part, int]:
        """Of 100. Wishes have a share just where people say them, and there what is usual as long as none was given."""
        others = {part: weight for part, weight in weights.items() if part != Part.CHOICES}
        if self.cleaned_data["pairing"] != Pairing.RANKED:
            return shared_out(others)
        shares = shared_out(weights)
        if shares[Part.CHOICES]:
            return shares
        whole = {part: weight * (100 - USUAL_CHOICES) for part, weight in others.items()}
        return shared_out({**whole, Part.CHOICES: USUAL_CHOICES * sum(others.values())})

    def _emptied(self) -> list[Part]:
        """Whose number was taken away while the slider stands where it stood."""
        shown = dict(zip(Part, self.cleaned_data["shown"].split(","), strict=False))
        return [
            part
            for part in Part
            if self.cleaned_data[part] is None and str(self.cleaned_data[slider_of(part)]) in (shown.get(part), "None")
        ]

    def _meant(self, part: Part, shown: str) -> int:
        number, slider = self.cleaned_data[part], self.cleaned_data[slider_of(part)]
        if number is None or (slider is not None and str(number) == shown):
            return slider or 0
        return number

    def _show(self, weights: Mapping[Part, int]) -> None:
        """Slider and number agree on the page that comes back, which shows what was meant."""
        self.data = self.data.copy()
        self.data["shown"] = _listed(weights.values())
        for part, weight in weights.items():
            self.data[part] = self.data[slider_of(part)] = str(weight)

    def levels(self) -> list[forms.BoundField]:
        return [self[name] for name in ("least_ahead", "grade_gap", "most_ahead")]

    def in_common(self) -> list[forms.BoundField]:
        return [self[name] for name in ("needs_language", "departments", "sites")]

    def hr_fields(self) -> list[forms.BoundField]:
        return [self[field] for field in HrField]

    def say_unsaid(self, fields: Collection[HrField]) -> None:
        """That HR says these of nobody, on the page alone."""
        for field in fields:
            self[field].help_text = SAID_OF_NOBODY

    def sliders(self) -> list[dict[str, Any]]:
        """Each weight with its slider, and what it comes to where that is another number."""
        terms = self.cleaned_data.get("terms") if self.is_bound else None
        return [
            {
                "number": self[part],
                "slider": self[slider_of(part)],
                "comes_to": getattr(terms.weights, part) if terms else None,
            }
            for part in Part
        ]


def slider_of(part: Part) -> str:
    return f"{part}_slider"


def _listed(weights: Iterable[int]) -> str:
    return ",".join(map(str, weights))
