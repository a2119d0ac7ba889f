"""The ways in which the two of a pair part, and whose place looks for somebody else afterwards.

How a pair ended is told to nobody but, where it is kind, to the other one, and is kept nowhere (docs/decisions/0013).
"""

from enum import StrEnum

from programmes.models import Role


class Way(StrEnum):
    FINISHED = "finished"
    CARRY_ON = "carry-on"
    SOMEONE_ELSE = "someone-else"
    STOP = "stop"


# The other one reads which of these it was; after any other, the same words as after a place that was given back.
TOLD = frozenset({Way.FINISHED, Way.CARRY_ON})


def looks_again(way: Way, *, role: str, is_own: bool) -> bool:
    """Whether this person's place is there for another pair: of the one who ended it (`is_own`) or of the other.

    Who has what they came for looks for nobody; a mentor's place is free again. Whoever stops is left in peace, and the
    other one, who did not choose it, need not wait.
    """
    if way in TOLD:
        return role == Role.MENTOR
    return not (way == Way.STOP and is_own)


def ends_rest(way: Way, *, role: str, is_own: bool) -> bool:
    """Whether the place of this person, where it rests after an earlier pair of several, is there for another one.

    A mentee who is looked for after this pair is looked for whatever came before. A mentor's rest comes of their own
    word alone, so that nothing but their own word ends it.
    """
    if role == Role.MENTOR:
        return is_own and way == Way.SOMEONE_ELSE
    return looks_again(way, role=role, is_own=is_own)
