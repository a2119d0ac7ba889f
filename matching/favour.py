"""Pairs that count for more than they fit, so that a search leaves them unless others fit clearly better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.distinct import Ints
from matching.forbidding import Points
from matching.late import NOBODY, Number, counted
from matching.scoring import Key, MenteeSide, MentorSide

# How many points more, of 1,000,000, a draft counts that is kept unless others fit clearly better.
CLEARLY = 50_000


@dataclass(frozen=True, slots=True)
class Favour:
    """The mentor of each mentee whose pair counts `bonus` points more than it fits, both by their keys."""

    bonus: int = 0
    pairs: Mapping[Key, Key] = field(default_factory=dict)


class Favouring:
    """The same by the numbers of these people. Where none of them is favoured, points stay what they are; otherwise all
    are `counted`.
    """

    def __init__(self, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], favour: Favour) -> None:
        column = {mentor.key: number for number, mentor in enumerate(mentors)} if favour.pairs else {}
        favoured = [column.get(favour.pairs.get(mentee.key), NOBODY) for mentee in mentees]
        self._mentor_of, self._mentors, self._bonus = np.array(favoured, dtype=np.int64), len(mentors), favour.bonus
        self._is_needed = favour.bonus > 0 and bool((self._mentor_of != NOBODY).any())

    def of_all(self, points: Points, mentees: Ints, mentors: Ints) -> Points:
        """What the pairs (mentees, mentors) with these points count; both are numbers of people."""
        if not self._is_needed:
            return points
        place = np.full(self._mentors + 1, NOBODY)  # the last is nobody's
        place[mentors] = np.arange(len(mentors))
        column = place[self._mentor_of[mentees]]
        row = np.flatnonzero(column != NOBODY)
        points[row, column[row]] += self._bonus
        return counted(points)

    def of_pairs(self, points: NDArray[Number], mentee: Ints, mentor: Ints) -> NDArray[Number]:
        """The same of each of these pairs (pairs,)."""
        if not self._is_needed:
            return points
        is_favoured = self._mentor_of[mentee] == mentor
        return counted(points + (is_favoured * self._bonus).astype(points.dtype))
