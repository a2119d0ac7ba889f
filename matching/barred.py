"""Which pairs the bounds of a programme forbid, all at once; `matching.scoring` says the same of one pair."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.bounds import Bounds, HrField, Tie
from matching.distinct import Ints, Value, distinct
from matching.scoring import BARS, MenteeSide, MentorSide, Rule

Mask = NDArray[np.bool_]

# The bound that sets each of these rules, and what of a person it reads. Grades group the mentees besides.
SET_BY: Mapping[Rule, str] = {
    Rule.HOURS: "most_hours",
    Rule.LANGUAGE: "needs_language",
    Rule.DEPARTMENT: "departments",
    Rule.SITE: "sites",
    Rule.TRAINING: "least_training",
}
READS: Mapping[Rule, Value] = {
    Rule.HOURS: lambda side: side.offset,
    Rule.LANGUAGE: lambda side: side.languages,
    Rule.DEPARTMENT: lambda side: side.department,
    Rule.SITE: lambda side: side.site,
    Rule.TRAINING: lambda side: side.training if isinstance(side, MentorSide) else None,
}


class Barred(Protocol):
    """What one rule forbids. People are told by their numbers."""

    def among(self, mentees: Ints | slice, mentors: Ints | slice) -> Mask:
        """(mentees, mentors) bool: whether it forbids each of these mentees with each of these mentors."""

    def of_pairs(self, mentee: Ints, mentor: Ints) -> Mask:
        """(pairs,) bool: whether it forbids each of these pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class ByTable:
    """What a rule forbids that compares few values: (distinct ones of mentees, of mentors) bool, and whose is which."""

    table: Mask
    mentee: Ints
    mentor: Ints

    def among(self, mentees: Ints | slice, mentors: Ints | slice) -> Mask:
        mask: Mask = self.table[self.mentee[mentees]][:, self.mentor[mentors]]
        return mask

    def of_pairs(self, mentee: Ints, mentor: Ints) -> Mask:
        mask: Mask = self.table[self.mentee[mentee], self.mentor[mentor]]
        return mask


@dataclass(frozen=True, slots=True, eq=False)
class ByTies:
    """What ties forbid, however many values there are, as of job titles: everybody's value has a number.

    (ties, people) the numbers, on both sides the same for the same value, and -1 where it is not known; (ties,) whether
    the two must differ in it.
    """

    mentee: Ints
    mentor: Ints
    differ: Mask

    def among(self, mentees: Ints | slice, mentors: Ints | slice) -> Mask:
        return self._broken(self.mentee[:, mentees, None], self.mentor[:, None, mentors])

    def of_pairs(self, mentee: Ints, mentor: Ints) -> Mask:
        return self._broken(self.mentee[:, mentee], self.mentor[:, mentor])

    def _broken(self, mentee: Ints, mentor: Ints) -> Mask:
        broken: Mask = np.zeros(np.broadcast_shapes(mentee.shape, mentor.shape)[1:], dtype=np.bool_)
        for one, other, differs in zip(mentee, mentor, self.differ, strict=True):
            broken |= ((one == other) == differs) & (one >= 0) & (other >= 0)
        return broken


def barred_by(bounds: Bounds, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> dict[Rule, Barred]:
    """The rules that these bounds set, but for grades; none where they are free, and then they cost nothing."""
    free = Bounds()
    barred: dict[Rule, Barred] = {
        rule: _by_table(rule, bounds, mentees, mentors)
        for rule, name in SET_BY.items()
        if getattr(bounds, name) != getattr(free, name)
    }
    return {**barred, Rule.HR_FIELD: _by_ties(bounds.ties, mentees, mentors)} if bounds.ties else barred


def _by_table(rule: Rule, bounds: Bounds, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> ByTable:
    """By the readable function, called once for every two values that people have."""
    some_mentees, mentee = distinct(mentees, READS[rule])
    some_mentors, mentor = distinct(mentors, READS[rule])
    table = [[BARS[rule](bounds, one, other) for other in some_mentors] for one in some_mentees]
    return ByTable(np.array(table, dtype=np.bool_).reshape(len(some_mentees), len(some_mentors)), mentee, mentor)


def _by_ties(ties: Mapping[HrField, Tie], mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> ByTies:
    numbers: dict[Hashable, int] = {}

    def numbered(people: Sequence[MenteeSide] | Sequence[MentorSide]) -> Ints:
        values = [[side.hr.get(field) for side in people] for field in ties]
        known = [[-1 if each is None else numbers.setdefault(each, len(numbers)) for each in row] for row in values]
        return np.array(known, dtype=np.int64).reshape(len(ties), len(people))

    differ = np.array([tie == Tie.DIFFERENT for tie in ties.values()], dtype=np.bool_)
    return ByTies(numbered(mentees), numbered(mentors), differ)
