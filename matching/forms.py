"""What people may say when they ask for someone else, whom they look for to avoid, and the day to answer by."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from matching.reply import days_to_choose
from mentoring.lib import clock
from mentoring.lib.forms import choice_cards, form_helper

FEWEST_LETTERS = 3


class DeclineForm(forms.Form):
    """Nothing needs to be said. What is said changes what the product does, and no person reads it."""

    NOT_SAID, APART, TIME = "", "apart", "time"

    wish = forms.ChoiceField(
        label=_("Is there something the search should know?"),
        help_text=_("You can leave it at the first answer. Nobody reads it, the programme team included."),
        choices=[
            (NOT_SAID, _("I would rather not say")),
            (APART, _("We know each other or work together: please do not suggest us to each other in later rounds")),
            (TIME, _("I have no time just now: show me how to give my place back; this is not kept")),
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
        label=_("Please answer by"),
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
