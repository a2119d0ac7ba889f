"""What could help a mentee for whom the last search found nobody, in a sentence for the coordinator.

It follows from the reason, and from whether a place is free that the search did not have, which is the same for all. It
names nobody: whom the search could have given somebody, and whom not, tells whom they may have asked to be kept apart
from. With whom a pair is possible stands on the page where a mentor is chosen.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.explain import Code
from matching.services.free_places import Freed

# Every rule reads alike (docs/decisions/0003).
_HELPS: Mapping[str, str] = {
    Code.NO_MENTORS: gettext_noop("A mentor with a place would help."),
    Code.ALL_RULED_OUT: gettext_noop("Another mentor would help."),
    Code.TRAINED_RULED_OUT: gettext_noop(
        "Another mentor would help, or that training for one of those here. Once it is noted, find pairs again."
    ),
    Code.ALL_UNTRAINED: gettext_noop("A mentor with that training would help. Once it is noted, find pairs again."),
    Code.PLACES_TAKEN: gettext_noop("One more place could help; “Choose a mentor” shows with whom."),
}
# Whoever was ruled out for all, or met nobody trained, is helped by a new mentor alone.
HELPED_BY_A_NEW_ONE = frozenset({Code.ALL_RULED_OUT, Code.TRAINED_RULED_OUT, Code.ALL_UNTRAINED})
Reasons = Iterable[Mapping[str, Any]]


def would_help(reasons: Reasons, *, had_one: bool, freed: Freed) -> str:
    """By the reasons that a run keeps of the mentee; where it keeps none, `had_one` tells of a suggestion or a pair.

    Empty for whoever had neither since they came: nothing was looked for them yet, as the reason itself says.
    """
    codes = [reason["code"] for reason in reasons]
    if outdated(reasons, freed) or (not codes and had_one):
        return _("Finding pairs again could help.")
    return next((_(words) for code, words in _HELPS.items() if code in codes), "")


def outdated(reasons: Reasons, freed: Freed) -> str:
    """In place of reasons that may hold no more, since a place is free that the search did not have; else empty.

    With whom the place is makes no difference.
    """
    codes = {reason["code"] for reason in reasons}
    if (freed.mentor and codes & HELPED_BY_A_NEW_ONE) or (freed.place and codes & {Code.NO_MENTORS, Code.PLACES_TAKEN}):
        return _("The last search found nobody for them. There is a place free now that it did not have.")
    return ""
