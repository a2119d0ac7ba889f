"""Tables of allowed moves between the states of a thing."""

from collections.abc import Mapping, Set

from django.utils.functional import Promise

from mentoring.lib.errors import ALREADY_CHANGED, Refused


def check_move(table: Mapping[str, Set[str]], current: str, target: str, *, refusal: str | Promise = "") -> None:
    """Refuse, in the given sentence, a move from `current` to `target` that the table does not list."""
    if target not in table[current]:
        raise Refused(refusal or ALREADY_CHANGED)
