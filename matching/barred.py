"""Which pairs the bounds of a programme forbid, all at once; `matching.scoring` says the same of one pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.bounds import Bounds
from matching.distinct import Ints, Value, distinct
from matching.scoring import BARS, MenteeSide, MentorSide, Rule

Mask = NDArray[np.bool_]

# The bound that sets each of these rules, and what of a person it reads. Grades group the mentees besides.
SET_BY: Mapping[Rule, str] = {
    Rule.HOURS: "most_hours",
    Rule.LANGUAGE: "needs_language",
    Rule.DEPARTMENT: "departments",
    Rule.SITE: "sites",
}
READS: Mapping[Rule, Value] = {
    Rule.HOURS: lambda side: side.offset,
    Rule.LANGUAGE: lambda side: side.languages,
    Rule.DEPARTMENT: lambda side: side.department,
    Rule.SITE: lambda side: side.site,
}


@dataclass(frozen=True, slots=True, eq=False)
class Barred:
    """What one rule forbids: (distinct values of mentees, of mentors) bool, and which value each person has."""

    table: Mask
    mentee: Ints
    mentor: Ints

    def pairs(self, start: int, stop: int) -> Mask:
        """(stop - start, mentors) bool: whether each pair of these mentees is forbidden."""
        return self.among(slice(start, stop), slice(None))

    def among(self, mentees: Ints | slice, mentors: Ints | slice) -> Mask:
        """The same for each of these mentees with each of these mentors."""
        mask: Mask = self.table[self.mentee[mentees]][:, self.mentor[mentors]]
        return mask


def barred_by(bounds: Bounds, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> dict[Rule, Barred]:
    """The rules that these bounds set, but for grades; none where they are free, and then they cost nothing."""
    free = Bounds()
    return {
        rule: _barred(rule, bounds, mentees, mentors)
        for rule, name in SET_BY.items()
        if getattr(bounds, name) != getattr(free, name)
    }


def _barred(rule: Rule, bounds: Bounds, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> Barred:
    """By the readable function, called once for every two values that people have."""
    some_mentees, mentee = distinct(mentees, READS[rule])
    some_mentors, mentor = distinct(mentors, READS[rule])
    table = [[BARS[rule](bounds, one, other) for other in some_mentors] for one in some_mentees]
    return Barred(np.array(table, dtype=np.bool_).reshape(len(some_mentees), len(some_mentors)), mentee, mentor)
