from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mentoring.lib.forms import form_helper

FEWEST_LETTERS = 3


class ColleagueSearchForm(forms.Form):
    """Part of a name. It travels in the body, where no address and no log keeps it."""

    words = forms.CharField(
        label=_("Search by name"),
        max_length=80,
        help_text=_("At least three letters of a colleague's name."),
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
