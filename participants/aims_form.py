"""What asks for aims, those of a mentee and those that a mentor can help with: a form, and fields of other forms."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.aims import AIMS, MOST_KNOWN, MOST_WANTED
from participants.forms import section_helper
from participants.models import Profile
from participants.picker import RANK_LABELS, Option, PickerField


def wanted_field(chosen: Iterable[str] = ()) -> PickerField:
    """What a mentee is aiming for."""
    return _aims_field(
        chosen,
        MOST_WANTED,
        search_label=_("Add an aim"),
        label=_("What are you aiming for?"),
        help_text=_(
            "Up to two. People you are suggested to as a mentee see these; your programme team sees one only where a "
            "mentor can help with it."
        ),
    )


def known_field(chosen: Iterable[str] = ()) -> PickerField:
    """What a mentor can help with."""
    return _aims_field(
        chosen,
        MOST_KNOWN,
        search_label=_("Add what you could help with"),
        label=_("Which of these have you been through, or could you help with?"),
        help_text=_(
            "Up to three. People you are suggested to as a mentor see these; your programme team sees one only where a "
            "mentee is aiming for it."
        ),
    )


class AimsForm(forms.Form):
    """What somebody is aiming for, as a mentee, and can help with, as a mentor. Both may be left out."""

    def __init__(self, *args: Any, person: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"] = wanted_field(person.aims_wanted)
        self.fields["known"] = known_field(person.aims_known)
        self.helper = section_helper("wanted", "known", submit=_("Save my aims"))

    def clean_wanted(self) -> list[str]:
        return [each.key for each in self.cleaned_data["wanted"]]

    def clean_known(self) -> list[str]:
        return [each.key for each in self.cleaned_data["known"]]


def _aims_field(chosen: Iterable[str], most: int, **words: Any) -> PickerField:
    """All of them in the order of the list, which is short enough to read."""
    return PickerField(
        **words,
        required=False,
        initial=[(code, None) for code in chosen],
        options=[Option(code, str(name)) for code, name in AIMS.items()],
        most=most,
        row_labels=(_("First"), *RANK_LABELS[1:]),
    )
