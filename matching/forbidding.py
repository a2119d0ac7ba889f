"""Which pairs the hard rules forbid, worked out once per person: as lists of pairs, and by what the two have in common.

`matching.scoring.forbidden` says the same of one pair, readably.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.barred import Barred, Mask, barred_by
from matching.bounds import Bounds
from matching.distinct import Ints, distinct
from matching.scoring import Couples, Key, Lines, MenteeSide, MentorSide, Rule, Style, superiors

Points = NDArray[np.float32]
Codes = NDArray[np.int8]

# A pair's code is 0 where it is allowed, and otherwise the number of the first rule against it.
NUMBERS = {rule: number for number, rule in enumerate(Rule, start=1)}
# What a table of points says where a rule forbids the pair.
RULED_OUT = -1


class SameGrade(NamedTuple):
    mentees: Ints
    mentors: Ints


class ListedPairs(NamedTuple):
    """Pairs that are named one by one, sorted by mentee."""

    mentee: Ints
    mentor: Ints

    def mark(self, points: Points, mentees: Ints, mentors: Ints, everybody: int) -> None:
        """Write RULED_OUT over the points (mentees, mentors) of those among them; there are so many mentors in all."""
        _pair, row, column = self.among(mentees, mentors, everybody)
        points[row, column] = RULED_OUT

    def among(self, mentees: Ints, mentors: Ints, everybody: int) -> tuple[Ints, Ints, Ints]:
        """Of the pairs that are among these people: which they are, and the row and column of each in a table of them.

        Both are numbers of people, ascending; there are so many mentors in all.
        """
        first = np.searchsorted(self.mentee, mentees)
        count = np.searchsorted(self.mentee, mentees, side="right") - first
        return _in_table(self.mentor, first, count, mentors, everybody)

    def has(self, mentee: Ints, mentor: Ints) -> Mask:
        """Whether each of these pairs is among them."""
        wide = 1 + max(self.mentor.max(initial=0), mentor.max(initial=0))
        return np.isin(mentee * wide + mentor, self.mentee * wide + self.mentor)


@dataclass(frozen=True, slots=True, eq=False)
class SharedManagers:
    """Who has the same manager, without a list of the pairs: `mentor` are those with a manager, manager after manager.

    Of each mentee (mentees,) those of the same manager are `count` of them from `first` on.
    """

    mentor: Ints
    first: Ints
    count: Ints

    @classmethod
    def read(cls, of_mentee: Ints, of_mentor: Ints) -> "SharedManagers":
        """From the manager of each by number, -1 for none."""
        order = np.argsort(of_mentor, kind="stable")
        first = np.searchsorted(of_mentor[order], of_mentee)
        count = np.searchsorted(of_mentor[order], of_mentee, side="right") - first
        return cls(order, first, np.where(of_mentee >= 0, count, 0))

    def mark(self, points: Points, mentees: Ints, mentors: Ints, everybody: int) -> None:
        """As for `ListedPairs`."""
        _mentor, row, column = _in_table(self.mentor, self.first[mentees], self.count[mentees], mentors, everybody)
        points[row, column] = RULED_OUT


def _in_table(of: Ints, first: Ints, count: Ints, mentors: Ints, everybody: int) -> tuple[Ints, Ints, Ints]:
    """Of the mentors `of` each row, `count` of them from `first` on, those among these: which, their row and column."""
    if not count.any():
        return (np.zeros(0, dtype=np.int64),) * 3
    number = np.full(everybody, -1)
    number[mentors] = np.arange(len(mentors))
    pair = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
    row, column = np.repeat(np.arange(len(count)), count), number[of[pair]]
    return pair[column >= 0], row[column >= 0], column[column >= 0]


@dataclass(frozen=True, slots=True, eq=False)
class Forbidding:
    """The hard rules: some as lists of pairs, the others by what the two have in common."""

    listed: dict[Rule, ListedPairs]
    # The manager of each, by number; -1 for none, and for everybody where it makes no difference.
    manager_of_mentee: Ints
    manager_of_mentor: Ints
    managed: SharedManagers
    # Whether the grade of a mentee (row) allows each mentor.
    grade: Ints
    fits: Mask
    # The other bounds, where the programme sets any.
    barred: dict[Rule, Barred]

    @classmethod
    def read(
        cls,
        mentees: Sequence[MenteeSide],
        mentors: Sequence[MentorSide],
        lines: Lines,
        already: Couples,
        excluded: Couples,
        style: Style,
        bounds: Bounds,
    ) -> "Forbidding":
        numbers = {key: number for number, key in enumerate({key for key in lines.values() if key is not None})}
        some, grade = distinct(mentees, _grade)
        fits = [[not bounds.bar_grades(one.grade, other.grade) for other in mentors] for one in some]
        couples = _couples(mentees, mentors)
        managers = [
            _managers(people, lines, numbers if style == Style.CLASSIC else {}) for people in (mentees, mentors)
        ]
        return cls(
            listed={
                Rule.ONESELF: couples((person.key, person.key) for person in mentees),
                Rule.REPORTING_LINE: couples(_lines_between(mentees, mentors, lines)),
                Rule.ALREADY: couples(_both_ways(already)),
                Rule.EXCLUDED: couples(_both_ways(excluded)),
            },
            manager_of_mentee=managers[0],
            manager_of_mentor=managers[1],
            managed=SharedManagers.read(*managers),
            grade=grade,
            fits=np.array(fits, dtype=np.bool_).reshape(len(some), len(mentors)),
            barred=barred_by(bounds, mentees, mentors),
        )

    def codes(self, start: int, stop: int) -> Codes:
        """The code of every pair of these mentees; the rules are written down from the last to the first."""
        codes = np.zeros((stop - start, len(self.manager_of_mentor)), dtype=np.int8)
        for rule in reversed(Rule):
            if rule == Rule.SAME_MANAGER:
                own = self.manager_of_mentee[start:stop, None]
                codes[(own == self.manager_of_mentor) & (own >= 0)] = NUMBERS[rule]
            elif rule == Rule.GRADE_GAP:
                codes[~self.fits[self.grade[start:stop]]] = NUMBERS[rule]
            elif rule in self.barred:
                codes[self.barred[rule].among(slice(start, stop), slice(None))] = NUMBERS[rule]
            elif rule in self.listed:
                pairs = self.listed[rule]
                part = slice(*np.searchsorted(pairs.mentee, (start, stop)))
                codes[pairs.mentee[part] - start, pairs.mentor[part]] = NUMBERS[rule]
        return codes

    def mark(self, points: Points, mentees: Ints, mentors: Ints) -> None:
        """Write RULED_OUT over the points (mentees, mentors) of what is forbidden; grades have to fit already.

        Both are numbers of people, ascending.
        """
        for barred in self.barred.values():
            points[barred.among(mentees, mentors)] = RULED_OUT
        self.managed.mark(points, mentees, mentors, len(self.manager_of_mentor))
        for pairs in self.listed.values():
            pairs.mark(points, mentees, mentors, len(self.manager_of_mentor))

    def forbids(self, mentee: Ints, mentor: Ints) -> Mask:
        """Whether each of these pairs (pairs,) is forbidden."""
        own = self.manager_of_mentee[mentee]
        forbidden: Mask = ~self.fits[self.grade[mentee], mentor]
        forbidden |= (own == self.manager_of_mentor[mentor]) & (own >= 0)
        for barred in self.barred.values():
            forbidden |= barred.of_pairs(mentee, mentor)
        for pairs in self.listed.values():
            forbidden |= pairs.has(mentee, mentor)
        return forbidden

    def by_grade(self, start: int, stop: int) -> Iterator[SameGrade]:
        """The mentees by grade, each time with the mentors whose grade allows it."""
        grade = self.grade[start:stop]
        for number in np.unique(grade):
            yield SameGrade(start + np.flatnonzero(grade == number), np.flatnonzero(self.fits[number]))


def _grade(side: MenteeSide | MentorSide) -> int | None:
    return side.grade


def _couples(
    mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]
) -> Callable[[Iterator[tuple[Key, Key]]], ListedPairs]:
    """Turns (mentee's key, mentor's key) into numbers and leaves out who is not in these lists."""
    row = {person.key: number for number, person in enumerate(mentees)}
    column = {person.key: number for number, person in enumerate(mentors)}

    def couples(pairs: Iterator[tuple[Key, Key]]) -> ListedPairs:
        found = sorted((row[one], column[other]) for one, other in pairs if one in row and other in column)
        numbers = np.array(found, dtype=np.int64).reshape(-1, 2)
        return ListedPairs(numbers[:, 0].copy(), numbers[:, 1].copy())

    return couples


def _lines_between(
    mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], lines: Lines
) -> Iterator[tuple[Key, Key]]:
    for mentee in mentees:
        yield from ((mentee.key, superior) for superior in superiors(mentee.key, lines))
    for mentor in mentors:
        yield from ((superior, mentor.key) for superior in superiors(mentor.key, lines))


def _both_ways(couples: Couples) -> Iterator[tuple[Key, Key]]:
    for couple in couples:
        if len(couple) == 2:
            one, other = couple
            yield from ((one, other), (other, one))


def _managers(people: Sequence[MenteeSide] | Sequence[MentorSide], lines: Lines, numbers: dict[Key, int]) -> Ints:
    managers = [lines.get(person.key) for person in people]
    return np.array([-1 if key is None else numbers.get(key, -1) for key in managers], dtype=np.int64)
