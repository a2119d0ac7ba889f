"""The form that asks for interests outside work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.forms import section_helper
from participants.interests import INTERESTS, MOST_INTERESTS
from participants.models import Profile
from participants.picker import RANK_LABELS, Option, PickerField


class InterestsForm(forms.Form):
    """Up to five interests, in any order; every answer may be left out."""

    def __init__(self, *args: Any, person: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(((str(name), code) for code, name in INTERESTS.items()), key=lambda each: each[0])
        self.fields["interests"] = PickerField(
            label=_("What do you enjoy outside work?"),
            required=False,
            initial=[(code, None) for code in person.interests],
            options=[Option(code, name) for name, code in names],
            most=MOST_INTERESTS,
            row_labels=(_("First"), *RANK_LABELS[1:]),
            search_label=_("Add an interest"),
        )
        self.helper = section_helper(submit=_("Save my interests"))

    def clean_interests(self) -> list[str]:
        return [each.key for each in self.cleaned_data["interests"]]
