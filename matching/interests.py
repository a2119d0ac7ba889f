"""What it brings that people have interests in common, for everybody at once; `matching.in_common` says it of two."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matching.distinct import Ints
from matching.forbidding import Points
from matching.in_common import ENOUGH
from matching.scoring import MenteeSide, MentorSide, Part, Weights
from matching.sums import Sums, sums


class Interests(NamedTuple):
    """Who has which interest, which adds up to how many two have in common, and what each is worth, up to ENOUGH."""

    shared: Sums
    worth: int

    def among(self, mentors: Ints) -> "Interests":
        return Interests(self.shared.among(mentors), self.worth)

    def of_all(self, mentees: Ints) -> Points:
        return self.worth * np.minimum(self.shared.of_all(mentees), ENOUGH)

    def of_pairs(self, mentee: Ints, mentor: Ints) -> Points:
        return self.worth * np.minimum(self.shared.of_pairs(mentee, mentor), ENOUGH)


def interests_of(mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], weights: Weights) -> Interests:
    """People's lists are too many different ones for a table. By the last two rows and columns whoever named nothing
    has one thing in common with everybody.
    """
    named = set().union(*(each.interests for each in mentees)) & set().union(*(each.interests for each in mentors))
    column = {interest: number for number, interest in enumerate(sorted(named))}
    some = np.zeros((len(mentees), len(column) + 2), dtype=np.float32)
    others = np.zeros((len(column) + 2, len(mentors)), dtype=np.float32)
    for number, mentee in enumerate(mentees):
        some[number, [column[each] for each in mentee.interests & named]] = 1
        some[number, -2 if mentee.interests else -1] = 1
    for number, mentor in enumerate(mentors):
        others[[column[each] for each in mentor.interests & named], number] = 1
        others[-2, number] = not mentor.interests
    others[-1] = 1
    return Interests(sums([(some, others)]), weights.maximum(Part.INTERESTS) // ENOUGH)
