"""What people may say when they ask for someone else, and the day by which suggestions are to be answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.reply import days_to_choose
from mentoring.lib import clock
from mentoring.lib.forms import choice_cards, form_helper


class DeclineForm(forms.Form):
    """Nothing needs to be said. What is said changes what the product does, and no person reads it."""

    NOT_SAID, APART, TIME = "", "apart", "time"

    wish = forms.ChoiceField(
        label=_("Is there something the search should know?"),
        help_text=_("You can leave it at the first answer. No person reads this, nor does the programme team."),
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
            raise forms.ValidationError(_("Please choose a day from 3 to 30 days ahead."))
        return day


class HandForm(forms.Form):
    """The mentor's place that a coordinator chose for a mentee."""

    mentor = forms.UUIDField()
