"""How far an agreement is, in a sentence: usual choices that nobody made are never shown as agreed to."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.models import Agreement
from matching.models import Mentorship


@dataclass(frozen=True, slots=True)
class Standing:
    """`words` are empty where both have agreed to what stands; `has_choices` is false where nobody will any more."""

    words: str
    has_choices: bool


def standing_of(agreement: Agreement) -> Standing:
    """Costs no query after `with_sides`."""
    if agreement.is_agreed:
        return Standing("", has_choices=True)
    is_under_way = agreement.mentorship.status == Mentorship.Status.ACTIVE
    if agreement.was_agreed and is_under_way:
        words = _("You both agreed to this before the lines changed. A new yes is still missing.")
    elif agreement.was_agreed:
        words = _("You both agreed to this before the lines changed.")
    elif is_under_way:
        words = _("Nothing is agreed yet. These are a beginning, and hold once both of you have said yes.")
    else:
        words = _("This mentorship ended before both of you had said yes, so nothing was agreed.")
    return Standing(words, has_choices=is_under_way or agreement.was_agreed)
