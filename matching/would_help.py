"""What could help a mentee for whom the last search found nobody, in a sentence for the coordinator.

It follows from the reason alone and names nobody: whom the search could have given somebody, and whom not, tells whom
they may have asked to be kept apart from. With whom a pair is possible stands on the page where a mentor is chosen.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.explain import Code

# Every rule reads alike (docs/decisions/0003).
_HELPS: Mapping[str, str] = {
    Code.NO_MENTORS: gettext_noop("A mentor with a place would help."),
    Code.ALL_RULED_OUT: gettext_noop("Another mentor would help."),
    Code.PLACES_TAKEN: gettext_noop("One more place could help; “Choose a mentor” shows with whom."),
}


def would_help(reasons: Iterable[Mapping[str, Any]], *, had_one: bool) -> str:
    """By the reasons that a run keeps of the mentee; where it keeps none, `had_one` tells of a suggestion or a pair.

    Empty for whoever had neither since they came: nothing was looked for them yet, as the reason itself says.
    """
    codes = [reason["code"] for reason in reasons]
    if not codes and had_one:
        return _("Finding pairs again could help.")
    return next((_(words) for code, words in _HELPS.items() if code in codes), "")
