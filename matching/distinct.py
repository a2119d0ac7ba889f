"""People by what they have in common: most facts take few values, so what depends on them is worked out once each."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.scoring import MenteeSide, MentorSide

Ints = NDArray[np.int64]
Side = TypeVar("Side", MenteeSide, MentorSide)
Value = Callable[[MenteeSide | MentorSide], Hashable]


def distinct(people: Sequence[Side], value: Value) -> tuple[list[Side], Ints]:
    """One person for each value that somebody has, and (people,) the number of everybody's value."""
    first: dict[Hashable, Side] = {}
    for person in people:
        first.setdefault(value(person), person)
    numbers = {each: number for number, each in enumerate(first)}
    return list(first.values()), np.array([numbers[value(person)] for person in people], dtype=np.int64)
