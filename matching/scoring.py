"""How well two people fit, in whole points, and which pairs are never suggested."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

POINTS_PER_WEIGHT = 10_000
GRADE_SPAN = 4
LEVELS = 2

Key = Hashable
Lines = Mapping[Key, Key | None]
Exclusions = AbstractSet[frozenset[Key]]


class Style(StrEnum):
    """How a programme runs, as far as matching cares."""

    CLASSIC = "classic"
    REVERSE = "reverse"


class Part(StrEnum):
    """What a score is made of."""

    SKILLS = "skills"
    DEPARTMENT = "department"
    SITE = "site"
    GRADE = "grade"


class Rule(StrEnum):
    """Why a pair is never suggested. People only ever read "ruled out": a kind shown would betray a private wish."""

    ONESELF = "oneself"
    REPORTING_LINE = "reporting_line"
    SAME_MANAGER = "same_manager"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class MenteeSide:
    """A mentee for scoring; `wanted` holds skill keys, the dearest first. None means not known."""

    key: Key
    wanted: tuple[str, ...] = ()
    department: str | None = None
    site: str | None = None
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class MentorSide:
    """A mentor for scoring; `offered` holds skill keys. None means not known."""

    key: Key
    offered: frozenset[str] = frozenset()
    department: str | None = None
    site: str | None = None
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part is worth, whole numbers that sum to 100, and the grade levels a mentor should be ahead.

    `grade_gap` is mentor minus mentee, so a reverse programme sets it below zero. Raises ValueError when the weights
    are not whole, fall below zero or do not sum to 100.
    """

    skills: int = 60
    department: int = 15
    site: int = 10
    grade: int = 15
    grade_gap: int = 2

    def __post_init__(self) -> None:
        weights = [getattr(self, part) for part in Part]
        if any(type(weight) is not int or weight < 0 for weight in weights):
            raise ValueError("Every weight must be a whole number, 0 or more.")
        if sum(weights) != 100:
            raise ValueError(f"The weights sum to {sum(weights)}: change them until they sum to 100.")

    def maximum(self, part: Part) -> int:
        """The points, out of 1,000,000, that this part can bring."""
        return getattr(self, part) * POINTS_PER_WEIGHT


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a score: `points` of at most `maximum`."""

    name: Part
    points: int
    maximum: int


@dataclass(frozen=True, slots=True)
class PairScore:
    """A score by its parts."""

    components: tuple[Component, ...]

    @property
    def total(self) -> int:
        """The sum of the parts, 0 to 1,000,000."""
        return sum(component.points for component in self.components)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Every pair that may be suggested, ready for `assignment.assign`, and what stood in the way of the rest.

    `mentee`, `mentor`, `score` (pairs,) int64: indices into the lists given, points 0 to 1,000,000.
    `mentors`: how many mentors there were. `ruled_out` (mentees, rules) int64: mentors ruled out for each mentee, one
    column per Rule in its order; for tests and totals, never for pages. `unmet` (mentees,) bool: wants
    something, and no mentor in the list, ruled out or not, offers any of it.
    """

    mentee: NDArray[np.int64]
    mentor: NDArray[np.int64]
    score: NDArray[np.int64]
    mentors: int
    ruled_out: NDArray[np.int64]
    unmet: NDArray[np.bool_]


def score_pair(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> PairScore:
    """Score one pair; the components are whole points (0 to 1,000,000 together) in the order of Part.

    What is not known earns half of its points: it neither helps nor harms, nobody gains by leaving a field empty, and
    the score stays a plain sum in which one part does not depend on another. A mentor who lists no skill has none
    of the skills wanted, so the wishes of others are not outbid by an empty profile.
    """
    return PairScore(
        tuple(
            Component(part, scorer(mentee, mentor, weights), weights.maximum(part)) for part, scorer in _SCORERS.items()
        )
    )


def skill_points(wanted: Sequence[str], maximum: int) -> dict[str, int]:
    """Share `maximum` points over ranked skills: with n of them the first has n parts, the last one part.

    Whole points that sum to `maximum` exactly (cumulative rounding); a skill named twice counts at its first place.
    """
    skills = list(dict.fromkeys(wanted))
    parts = len(skills) * (len(skills) + 1) // 2
    shares, before, seen = {}, 0, 0
    for rank, skill in enumerate(skills):
        seen += len(skills) - rank
        upto = maximum * seen // parts
        shares[skill], before = upto - before, upto
    return shares


def forbidden(
    mentee: MenteeSide,
    mentor: MentorSide,
    lines: Lines,
    *,
    excluded: Exclusions = frozenset(),
    style: Style = Style.CLASSIC,
) -> Rule | None:
    """The first hard rule against this pair, or None.

    `lines` maps a person's key to their manager's key or None; `excluded` holds pairs of keys in no order. A private
    exclusion comes last, so it is counted only where no open rule already applies.
    """
    if mentee.key == mentor.key:
        return Rule.ONESELF
    if mentor.key in _superiors(mentee.key, lines) or mentee.key in _superiors(mentor.key, lines):
        return Rule.REPORTING_LINE
    if style == Style.CLASSIC and _share_manager(mentee.key, mentor.key, lines):
        return Rule.SAME_MANAGER
    return Rule.EXCLUDED if frozenset((mentee.key, mentor.key)) in excluded else None


def candidate_pairs(
    mentees: Sequence[MenteeSide],
    mentors: Sequence[MentorSide],
    *,
    weights: Weights,
    lines: Lines,
    excluded: Exclusions,
    style: Style,
) -> Candidates:
    """Score every pair that no rule forbids. Arguments as for `forbidden` and `score_pair`.

    Raises ValueError when a person stands twice in one list or the style is unknown.
    """
    _check_once(mentees, "mentees")
    _check_once(mentors, "mentors")
    style, rules = Style(style), list(Rule)
    pairs: list[tuple[int, int, int]] = []
    ruled_out = np.zeros((len(mentees), len(rules)), dtype=np.int64)
    for row, mentee in enumerate(mentees):
        for column, mentor in enumerate(mentors):
            rule = forbidden(mentee, mentor, lines, excluded=excluded, style=style)
            if rule is None:
                pairs.append((row, column, score_pair(mentee, mentor, weights).total))
            else:
                ruled_out[row, rules.index(rule)] += 1
    rows, columns, scores = np.array(pairs, dtype=np.int64).reshape(-1, 3).T.copy()
    return Candidates(rows, columns, scores, len(mentors), ruled_out, _unmet(mentees, mentors))


def _unmet(mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> NDArray[np.bool_]:
    offered = frozenset[str]().union(*(mentor.offered for mentor in mentors))
    return np.array([bool(mentee.wanted) and offered.isdisjoint(mentee.wanted) for mentee in mentees], dtype=np.bool_)


def _check_once(people: Sequence[MenteeSide] | Sequence[MentorSide], name: str) -> None:
    if len({person.key for person in people}) != len(people):
        raise ValueError(f"Somebody stands twice among the {name}: list each person once and raise the capacity.")


def _superiors(key: Key, lines: Lines) -> list[Key]:
    """Managers above a person, nearest first, as far up as the rule reaches."""
    chain: list[Key] = []
    for _ in range(LEVELS):
        manager = lines.get(key)
        if manager is None:
            break
        chain.append(manager)
        key = manager
    return chain


def _share_manager(one: Key, other: Key, lines: Lines) -> bool:
    manager = lines.get(one)
    return manager is not None and manager == lines.get(other)


def _score_skills(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    maximum = weights.maximum(Part.SKILLS)
    if not mentee.wanted:
        return maximum // 2
    return sum(points for skill, points in skill_points(mentee.wanted, maximum).items() if skill in mentor.offered)


def _score_department(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    maximum = weights.maximum(Part.DEPARTMENT)
    if mentee.department is None or mentor.department is None:
        return maximum // 2
    return maximum if mentee.department != mentor.department else 0


def _score_site(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    maximum = weights.maximum(Part.SITE)
    if mentee.site is None or mentor.site is None:
        return maximum // 2
    return maximum if mentee.site == mentor.site else 0


def _score_grade(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    """Full points at the wanted distance, falling evenly to none GRADE_SPAN levels away from it."""
    maximum = weights.maximum(Part.GRADE)
    if mentee.grade is None or mentor.grade is None:
        return maximum // 2
    off = abs(mentor.grade - mentee.grade - weights.grade_gap)
    return maximum * max(0, GRADE_SPAN - off) // GRADE_SPAN


_SCORERS: dict[Part, Callable[[MenteeSide, MentorSide, Weights], int]] = {
    Part.SKILLS: _score_skills,
    Part.DEPARTMENT: _score_department,
    Part.SITE: _score_site,
    Part.GRADE: _score_grade,
}
