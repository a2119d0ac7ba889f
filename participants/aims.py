"""What people are aiming for: a short list on purpose, of steps at work that somebody else may have taken before."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# As a mentee, and as a mentor.
MOST_WANTED, MOST_KNOWN = 2, 3
AIMS: Mapping[str, Promise] = {
    "lead": _("A first role that leads others"),
    "project": _("A first large project"),
    "step": _("The next step up"),
    "field": _("A change of field"),
    "expert": _("Depth as an expert, without leading people"),
    "settle": _("A good start in a new role"),
    "speak": _("Speaking before others"),
    "heard": _("Being heard by senior people"),
    "known": _("Being known beyond one team"),
    "decide": _("Finding out what to do next"),
}


def aims_in_words(codes: Iterable[str]) -> list[str]:
    """The aims by name, in their order; one that is no longer offered by its code."""
    return [str(AIMS.get(code, code)) for code in codes]
