"""Everybody compared with everybody, in blocks and in exact integers: every pair that may be suggested, with its score.

A score is a sum of whole points, exact in whatever order they are added (`matching.sums`). Skills, their levels and
roles are a product of what each mentee wants and what mentors offer. The other parts depend on a few distinct values
and come from tables filled by the readable functions of `matching.scoring`; those of few values ride along in the
product. Whom people named is about few pairs: what each person brings to every pair rides along, and the rest is added
to the pairs named (`matching.naming`).
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from matching.bounds import Bounds
from matching.distinct import Ints, distinct
from matching.favour import Favour, Favouring
from matching.forbidding import NUMBERS, RULED_OUT, Codes, Forbidding, Mask, Points, SameGrade
from matching.interests import interests_of
from matching.naming import Naming
from matching.ranked import level_points, role_points, skill_points
from matching.scoring import (
    SCORERS,
    USUAL_BOUNDS,
    Couples,
    Lines,
    MenteeSide,
    MentorSide,
    Part,
    Style,
    Weights,
)
from matching.sums import one_each, sums

# Pairs compared at once: some megabytes, and well under a second.
PAIRS_AT_ONCE = 500_000
# The parts that come from tables: skills and levels, roles, and interests are matrix products, and choices are about
# single pairs.
TABLED = tuple(
    part for part in Part if part not in {Part.SKILLS, Part.LEVEL, Part.CAREER, Part.INTERESTS, Part.CHOICES}
)

# Distinct values of mentees up to which a table is part of the product, with the points of all mentors for each.
FEW = 256
_NOBODY = (np.zeros(0, dtype=np.int64),) * 3


class Hindrance(NamedTuple):
    """What stood in the way of one mentee.

    `mentors`: how many there are; `ruled_out`: how many of them a rule forbids; `is_unmet`: wants something, and none
    of them, ruled out or not, offers any of it; `untrained`: how many have not the training that the programme asks
    for, which is the same for every mentee.
    """

    mentors: int
    ruled_out: int
    is_unmet: bool
    untrained: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Every pair that may be suggested, ready for `assignment.assign`, and what stood in the way of the rest.

    `mentee`, `mentor`, `score` (pairs,) int64: indices into the lists given, points 0 to 1,000,000, sorted by mentee,
    then mentor. `mentors`: how many mentors there were. `ruled_out` (mentees, rules) int64: mentors ruled out for each
    mentee, one column per Rule in its order; for tests and totals, never for pages. `unmet` (mentees,) bool: wants
    something, and no mentor in the list, ruled out or not, offers any of it. `untrained`: how many mentors have not the
    training asked for.
    """

    mentee: Ints
    mentor: Ints
    score: Ints
    mentors: int
    ruled_out: Ints
    unmet: Mask
    untrained: int = 0

    def hindrance(self, mentee: int) -> Hindrance:
        """What stood in the way of the mentee in this row."""
        ruled_out, is_unmet = int(self.ruled_out[mentee].sum()), bool(self.unmet[mentee])
        return Hindrance(self.mentors, ruled_out, is_unmet, self.untrained)


def candidate_pairs(
    mentees: Sequence[MenteeSide],
    mentors: Sequence[MentorSide],
    *,
    weights: Weights,
    lines: Lines,
    excluded: Couples,
    style: Style,
    already: Couples = frozenset(),
    bounds: Bounds | None = None,
) -> Candidates:
    """Score every pair that no rule forbids. Arguments as for `forbidden` and `score_pair`, which say the same.

    Raises ValueError when a person stands twice in one list or the style is unknown.
    """
    comparison = Comparison(
        mentees, mentors, weights=weights, lines=lines, already=already, excluded=excluded, style=style, bounds=bounds
    )
    return joined([comparison.block(start, stop) for start, stop in comparison.blocks()])


def joined(blocks: Sequence[Candidates]) -> Candidates:
    """One table from those of consecutive mentees; there is at least one."""
    return Candidates(
        mentee=np.concatenate([block.mentee for block in blocks]),
        mentor=np.concatenate([block.mentor for block in blocks]),
        score=np.concatenate([block.score for block in blocks]),
        mentors=blocks[0].mentors,
        ruled_out=np.concatenate([block.ruled_out for block in blocks]),
        unmet=np.concatenate([block.unmet for block in blocks]),
        untrained=blocks[0].untrained,
    )


class Comparison:
    """What comparing needs, worked out once per person instead of once per pair. Arguments as for `candidate_pairs`.

    Where `favour` names pairs, those count for more than they fit, and all in steps of two points.
    """

    def __init__(
        self,
        mentees: Sequence[MenteeSide],
        mentors: Sequence[MentorSide],
        *,
        weights: Weights,
        lines: Lines,
        excluded: Couples,
        style: Style,
        already: Couples = frozenset(),
        bounds: Bounds | None = None,
        favour: Favour | None = None,
    ) -> None:
        _check_once(mentees, "mentees")
        _check_once(mentors, "mentors")
        self.mentees, self.mentors = len(mentees), len(mentors)
        tables = [_table(part, mentees, mentors, weights) for part in TABLED if weights.maximum(part)]
        self._tables = [table for table in tables if len(table.points) > FEW]
        self._named = Naming(mentees, mentors, weights)
        self._sums = sums(
            [
                _skill_matrices(mentees, mentors, weights),
                _role_matrices(mentees, mentors, weights),
                *(table.riding() for table in tables if len(table.points) <= FEW),
                self._named.with_anybody(),
            ]
        )
        self._interests = interests_of(mentees, mentors, weights) if weights.maximum(Part.INTERESTS) else None
        self._favoured = Favouring(mentees, mentors, favour or Favour())
        bounds = USUAL_BOUNDS[Style(style)] if bounds is None else bounds
        self._rules = Forbidding.read(mentees, mentors, lines, already, excluded, Style(style), bounds)
        # Of each mentee whether they want something, and nobody offers any of it.
        self.unmet = _unmet(mentees, mentors)
        self.untrained = sum(bounds.bar_training(mentor.training) for mentor in mentors)

    def blocks(self) -> Iterator[tuple[int, int]]:
        """(start, stop) of some mentees at a time, of nobody once where there are none."""
        step = max(1, PAIRS_AT_ONCE // max(1, self.mentors))
        for start in range(0, max(1, self.mentees), step):
            yield start, min(start + step, self.mentees)

    def block(self, start: int, stop: int) -> Candidates:
        """The pairs of the mentees `start` to `stop`, which keep their numbers of the whole list."""
        codes = self._rules.codes(start, stop)
        found = [self._allowed(codes, start, some) for some in self._rules.by_grade(start, stop)]
        mentee, mentor, score = (np.concatenate(column) for column in zip(*found, strict=True)) if found else _NOBODY
        order = np.argsort(mentee, kind="stable")
        counts = np.stack([(codes == number).sum(axis=1) for number in NUMBERS.values()], axis=1)
        return Candidates(
            mentee=mentee[order],
            mentor=mentor[order],
            score=score[order],
            mentors=self.mentors,
            ruled_out=counts.astype(np.int64),
            unmet=self.unmet[start:stop],
            untrained=self.untrained,
        )

    def groups(self) -> Iterator[SameGrade]:
        """All mentees by grade, each time with the mentors whose grade allows it, both by number, ascending."""
        return self._rules.by_grade(0, self.mentees)

    def tables(self, mentors: Ints) -> Callable[[Ints], Points]:
        """Takes mentees to their points (mentees, mentors) with these, RULED_OUT where a rule forbids a pair.

        All are people of one of the groups. What concerns the mentors alone is got ready once for many tables.
        """
        points_of = self._points_with(mentors)

        def table(mentees: Ints) -> Points:
            points = points_of(mentees)
            self._rules.mark(points, mentees, mentors)
            return points

        return table

    def scores(self, mentee: Ints, mentor: Ints) -> Ints:
        """The score of each of these pairs (pairs,), RULED_OUT where a rule forbids it."""
        points = self._sums.of_pairs(mentee, mentor)
        for table in self._tables:
            points += table.points[table.mentee[mentee], table.mentor[mentor]]
        if self._interests:
            points += self._interests.of_pairs(mentee, mentor)
        points += self._named.more(mentee, mentor)
        points = self._favoured.of_pairs(points, mentee, mentor)
        points[self._rules.forbids(mentee, mentor)] = RULED_OUT
        return points.astype(np.int64)

    def _allowed(self, codes: Codes, start: int, some: SameGrade) -> tuple[Ints, Ints, Ints]:
        """Mentees of one grade with the mentors whose grade fits theirs: the others are not even multiplied."""
        row, column = np.nonzero(codes[np.ix_(some.mentees - start, some.mentors)] == 0)
        score = self._points_with(some.mentors)(some.mentees)[row, column]
        return some.mentees[row], some.mentors[column], score.astype(np.int64)

    def _points_with(self, mentors: Ints) -> Callable[[Ints], Points]:
        """Takes mentees to their points (mentees, mentors) with these, whatever the rules say."""
        sums_with = self._sums.among(mentors)
        interests = self._interests and self._interests.among(mentors)

        def points_of(mentees: Ints) -> Points:
            points = sums_with.of_all(mentees)
            for table in self._tables:
                points += table.points[table.mentee[mentees]][:, table.mentor[mentors]]
            if interests:
                points += interests.of_all(mentees)
            self._named.add(points, mentees, mentors)
            return self._favoured.of_all(points, mentees, mentors)

        return points_of


# --- points ---


class _Table(NamedTuple):
    """Points (distinct values of mentees, of mentors), and which value each person has."""

    points: Points
    mentee: Ints
    mentor: Ints

    def riding(self) -> tuple[csr_array, Points]:
        """The same as a product: which value each mentee has, and what mentors get from each of them."""
        return one_each(self.mentee, len(self.points)), self.points[:, self.mentor]


def _table(part: Part, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], weights: Weights) -> _Table:
    """The points of one part by the readable function, called once for every two values that people have."""
    some_mentees, mentee = distinct(mentees, _VALUES[part])
    some_mentors, mentor = distinct(mentors, _VALUES[part])
    points = [[SCORERS[part](one, other, weights) for other in some_mentors] for one in some_mentees]
    shape = len(some_mentees), len(some_mentors)
    return _Table(np.array(points, dtype=np.float32).reshape(shape), mentee, mentor)


_VALUES: dict[Part, Callable[[MenteeSide | MentorSide], Hashable]] = {
    Part.SENIORITY: lambda side: side.grade,
    Part.PLACE: lambda side: (side.site, side.offset),
    Part.LANGUAGE: lambda side: side.languages,
    Part.DEPARTMENT: lambda side: side.department,
    Part.WAYS: lambda side: side.ways,
    Part.AIMS: lambda side: side.aims,
}


def _skill_matrices(
    mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], weights: Weights
) -> tuple[Points, Points]:
    """Points per mentee and step, and 1 where a mentor has reached it; the product adds them up.

    The first step of a skill is that it is offered, the others are the levels. A mentor has reached those up to the own
    level, and each is worth what its level brings more than the one below: mostly nothing, which is not even
    multiplied. The last column is what somebody without a wish gets from everybody.
    """
    steps = _steps({skill for mentee in mentees for skill in mentee.wanted}, mentors)
    first = dict(zip(steps, accumulate(map(len, steps.values()), initial=0), strict=False))
    asked = np.zeros((len(mentees), sum(map(len, steps.values())) + 1), dtype=np.float32)
    offered = np.zeros((asked.shape[1], len(mentors)), dtype=np.float32)
    offered[-1] = 1
    for number, mentor in enumerate(mentors):
        for skill in mentor.offered & steps.keys():
            reached = steps[skill].index(mentor.levels.get(skill))
            offered[first[skill] : first[skill] + reached + 1, number] = 1
    for number, mentee in enumerate(mentees):
        if not mentee.wanted:
            asked[number, -1] = weights.maximum(Part.SKILLS) // 2 + weights.maximum(Part.LEVEL) // 2
        for skill, points in _points_asked(mentee, weights).items():
            if skill in steps:
                asked[number, first[skill] : first[skill] + len(steps[skill])] = _rises(points, steps[skill])
    return asked, offered


def _steps(wanted: set[str], mentors: Sequence[MentorSide]) -> dict[str, tuple[int | None, ...]]:
    """Of each skill that is wanted and offered the levels that are, ascending, None for not known at the beginning."""
    offers = {(skill, mentor.levels.get(skill)) for mentor in mentors for skill in mentor.offered & wanted}
    return {
        skill: (None, *sorted(level for each, level in offers if each == skill and level is not None))
        for skill in sorted({skill for skill, _level in offers})
    }


def _role_matrices(
    mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], weights: Weights
) -> tuple[Points, Points]:
    """Points per mentee and role, and 1 where a mentor has or had it; no column at all where roles have no weight.

    The last two columns are what somebody with a wish gets from a mentor of whom no role is known, and what somebody
    without a wish gets from everybody.
    """
    maximum = weights.maximum(Part.CAREER)
    if not maximum:
        return np.zeros((len(mentees), 0), dtype=np.float32), np.zeros((0, len(mentors)), dtype=np.float32)
    wanted = [role_points(mentee.roles_wanted, maximum) for mentee in mentees]
    known = [mentor.roles for mentor in mentors]
    column = {role: number for number, role in enumerate(sorted(set().union(*wanted) & set().union(*known)))}
    asked = np.zeros((len(mentees), len(column) + 2), dtype=np.float32)
    offered = np.zeros((len(column) + 2, len(mentors)), dtype=np.float32)
    for number, shares in enumerate(wanted):
        asked[number, -2 if shares else -1] = maximum // 2
        for role in shares.keys() & column.keys():
            asked[number, column[role]] = shares[role]
    for number, roles in enumerate(known):
        offered[-2, number] = not roles
        offered[[column[role] for role in roles if role in column], number] = 1
    offered[-1] = 1
    return asked, offered


class _Asked(NamedTuple):
    """What one skill is worth to a mentee: for being offered at all, and the share that the level decides on."""

    offered: int
    share: int
    sought: int | None

    def at(self, level: int | None) -> int:
        return self.offered + level_points(self.share, self.sought, level)


@lru_cache(maxsize=4096)
def _rises(asked: _Asked, levels: tuple[int | None, ...]) -> tuple[int, ...]:
    """What each of these levels is worth more than the one before it: few answers, and thousands ask."""
    worth = [asked.at(level) for level in levels]
    return tuple(upto - below for upto, below in zip(worth, [0, *worth[:-1]], strict=True))


def _points_asked(mentee: MenteeSide, weights: Weights) -> dict[str, _Asked]:
    shares = skill_points(mentee.wanted, weights.maximum(Part.LEVEL))
    return {
        skill: _Asked(points, shares[skill], mentee.levels.get(skill))
        for skill, points in skill_points(mentee.wanted, weights.maximum(Part.SKILLS)).items()
    }


def _unmet(mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> Mask:
    offered = frozenset[str]().union(*(mentor.offered for mentor in mentors))
    return np.array([bool(mentee.wanted) and offered.isdisjoint(mentee.wanted) for mentee in mentees], dtype=np.bool_)


def _check_once(people: Sequence[MenteeSide] | Sequence[MentorSide], name: str) -> None:
    if len({person.key for person in people}) != len(people):
        raise ValueError(f"Somebody stands twice among the {name}: list each person once and raise the capacity.")
