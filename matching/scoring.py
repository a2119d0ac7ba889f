"""How well two people fit, in whole points, and which pairs are never suggested: one pair at a time, for reading.

`matching.candidates` does the same for everybody at once; the tests hold both against each other, point by point.
"""

from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from matching.bounds import Bounds, HrField, minutes_apart
from matching.in_common import shared_points
from matching.meeting import NOTHING_SAID, Ways, ways_points
from matching.ranked import level_points, named_points, role_points, skill_points
from mentoring.lib.alike import bare

POINTS_PER_WEIGHT = 10_000
GRADE_SPAN = 4
LEVELS = 2
# Minutes: people whose days begin this far apart share no working hour.
WORKING_DAY = 8 * 60

Key = Hashable
Lines = Mapping[Key, Key | None]
Couples = AbstractSet[frozenset[Key]]


class Style(StrEnum):
    """How a programme runs, as far as matching cares."""

    CLASSIC = "classic"
    REVERSE = "reverse"


# What a programme asks of every pair as long as nobody has set anything else: the way round of grades alone.
USUAL_BOUNDS: Mapping[Style, Bounds] = {
    Style.CLASSIC: Bounds(least_ahead=0),
    Style.REVERSE: Bounds(most_ahead=0),
}


class Part(StrEnum):
    """What a score is made of."""

    SKILLS = "skills"
    LEVEL = "level"
    SENIORITY = "seniority"
    PLACE = "place"
    LANGUAGE = "language"
    DEPARTMENT = "department"
    WAYS = "ways"
    CAREER = "career"
    AIMS = "aims"
    INTERESTS = "interests"
    CHOICES = "choices"


class Rule(StrEnum):
    """Why a pair is never suggested. People only ever read "ruled out": a kind shown would betray a private wish."""

    ONESELF = "oneself"
    REPORTING_LINE = "reporting_line"
    SAME_MANAGER = "same_manager"
    GRADE_GAP = "grade_gap"
    HOURS = "hours"
    LANGUAGE = "language"
    DEPARTMENT = "department"
    SITE = "site"
    HR_FIELD = "hr_field"
    TRAINING = "training"
    ALREADY = "already"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class MenteeSide:
    """A mentee for scoring; `wanted` holds skill keys, the dearest first, and `levels` the level sought (1 to 3).

    None, or nothing in a collection, means not known. `offset` is how many minutes the clocks at the site are ahead
    of UTC. `named` holds the keys of those whom they would like, the dearest first. `hr` decides what is ruled out,
    and never a score.
    """

    key: Key
    wanted: tuple[str, ...] = ()
    department: str | None = None
    site: str | None = None
    grade: int | None = None
    languages: frozenset[str] = frozenset()
    offset: int | None = None
    levels: Mapping[str, int] = field(default_factory=dict)
    ways: Ways = NOTHING_SAID
    interests: frozenset[str] = frozenset()
    # In the mentee's own words, the dearest first.
    roles_wanted: tuple[str, ...] = ()
    # What the mentee is aiming for, and what a mentor can help with.
    aims: frozenset[str] = frozenset()
    named: tuple[Key, ...] = ()
    hr: Mapping[HrField, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MentorSide:
    """A mentor for scoring; `offered` holds skill keys, and `levels` the level offered. The rest as for a mentee."""

    key: Key
    offered: frozenset[str] = frozenset()
    department: str | None = None
    site: str | None = None
    grade: int | None = None
    languages: frozenset[str] = frozenset()
    offset: int | None = None
    levels: Mapping[str, int] = field(default_factory=dict)
    ways: Ways = NOTHING_SAID
    interests: frozenset[str] = frozenset()
    works_as: str = ""
    worked_as: frozenset[str] = frozenset()
    aims: frozenset[str] = frozenset()
    named: tuple[Key, ...] = ()
    hr: Mapping[HrField, str] = field(default_factory=dict)
    # The highest level (1 to 3) of training that counts on the day of the search; it is no part of a score either.
    training: int | None = None

    @property
    def roles(self) -> frozenset[str]:
        """Now and before, bare of what makes no difference."""
        return frozenset(filter(None, map(bare, (self.works_as, *self.worked_as))))


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part is worth, whole numbers that sum to 100, and the grade levels a mentor should be ahead.

    `grade_gap` is mentor minus mentee, so a reverse programme sets it below zero. Raises ValueError when the weights
    are not whole, fall below zero or do not sum to 100.
    """

    skills: int = 42
    level: int = 10
    seniority: int = 18
    place: int = 9
    language: int = 12
    department: int = 9
    choices: int = 0
    grade_gap: int = 2
    # Parts that make no difference until a programme gives them a weight.
    ways: int = 0
    career: int = 0
    aims: int = 0
    interests: int = 0

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


def score_pair(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> PairScore:
    """Score one pair; the components are whole points (0 to 1,000,000 together) in the order of Part.

    What is not known earns half of its points: it neither helps nor harms, nobody gains by leaving a field empty, and
    the score stays a plain sum in which one part does not depend on another. A mentor who lists no skill has none
    of the skills wanted, so the wishes of others are not outbid by an empty profile.
    """
    return PairScore(
        tuple(
            Component(part, scorer(mentee, mentor, weights), weights.maximum(part)) for part, scorer in SCORERS.items()
        )
    )


def forbidden(
    mentee: MenteeSide,
    mentor: MentorSide,
    lines: Lines,
    *,
    already: Couples = frozenset(),
    excluded: Couples = frozenset(),
    style: Style = Style.CLASSIC,
    bounds: Bounds | None = None,
) -> Rule | None:
    """The first hard rule against this pair, or None.

    `bounds` are those of the programme, None for what is usual in its style. `lines` maps a person's key to their
    manager's key or None. `already` and `excluded` hold pairs of keys in no order: those who are or were together,
    or were suggested to each other, in whichever direction, so that nobody mentors the one who mentors them; and those
    whom somebody wants to be kept apart. Such a private exclusion comes last, so it is counted only where no open rule
    already applies.
    """
    if mentee.key == mentor.key:
        return Rule.ONESELF
    rule = in_one_line(mentee.key, mentor.key, lines, style=style)
    if rule is not None:
        return rule
    rule = out_of_bounds(mentee, mentor, USUAL_BOUNDS[style] if bounds is None else bounds)
    if rule is not None:
        return rule
    couple = frozenset((mentee.key, mentor.key))
    if couple in already:
        return Rule.ALREADY
    return Rule.EXCLUDED if couple in excluded else None


def in_one_line(one: Key, other: Key, lines: Lines, *, style: Style) -> Rule | None:
    """The rule on reporting lines that keeps two people apart, whoever of them is the mentor, or None."""
    if other in superiors(one, lines) or one in superiors(other, lines):
        return Rule.REPORTING_LINE
    return Rule.SAME_MANAGER if style == Style.CLASSIC and _share_manager(one, other, lines) else None


def out_of_bounds(mentee: MenteeSide, mentor: MentorSide, bounds: Bounds) -> Rule | None:
    """The first rule of the programme itself that forbids this pair, or None."""
    return next((rule for rule, bar in BARS.items() if bar(bounds, mentee, mentor)), None)


def superiors(key: Key, lines: Lines) -> list[Key]:
    """Managers above a person, nearest first, two levels up: as far as the rule reaches."""
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


def _score_level(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    """Of the skills that are offered: whether the mentor knows them as well as the mentee wants to."""
    maximum = weights.maximum(Part.LEVEL)
    if not mentee.wanted:
        return maximum // 2
    shares = skill_points(mentee.wanted, maximum)
    return sum(
        level_points(share, mentee.levels.get(skill), mentor.levels.get(skill))
        for skill, share in shares.items()
        if skill in mentor.offered
    )


def _score_department(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    maximum = weights.maximum(Part.DEPARTMENT)
    if mentee.department is None or mentor.department is None:
        return maximum // 2
    return maximum if mentee.department != mentor.department else 0


def _score_place(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    """All of it at one site, and at two at most half: the less, the fewer working hours their time zones share."""
    maximum = weights.maximum(Part.PLACE)
    if mentee.site is None or mentor.site is None:
        return maximum // 2
    if mentee.site == mentor.site:
        return maximum
    if mentee.offset is None or mentor.offset is None:
        return maximum // 4
    shared = max(0, WORKING_DAY - minutes_apart(mentee.offset, mentor.offset))
    return maximum * shared // (2 * WORKING_DAY)


def _score_seniority(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    """Full points at the wanted distance, falling evenly to none GRADE_SPAN levels away from it."""
    maximum = weights.maximum(Part.SENIORITY)
    if mentee.grade is None or mentor.grade is None:
        return maximum // 2
    off = abs(mentor.grade - mentee.grade - weights.grade_gap)
    return maximum * max(0, GRADE_SPAN - off) // GRADE_SPAN


def _score_language(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    maximum = weights.maximum(Part.LANGUAGE)
    if not mentee.languages or not mentor.languages:
        return maximum // 2
    return 0 if mentee.languages.isdisjoint(mentor.languages) else maximum


def _score_career(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    maximum, roles = weights.maximum(Part.CAREER), mentor.roles
    if not mentee.roles_wanted or not roles:
        return maximum // 2
    return sum(share for role, share in role_points(mentee.roles_wanted, maximum).items() if role in roles)


def _score_aims(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    """An equal share for each of the mentee's aims that the mentor can help with."""
    maximum = weights.maximum(Part.AIMS)
    if not mentee.aims or not mentor.aims:
        return maximum // 2
    return maximum * len(mentee.aims & mentor.aims) // len(mentee.aims)


def _score_interests(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    return shared_points(mentee.interests, mentor.interests, weights.maximum(Part.INTERESTS))


def _score_choices(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> int:
    """Half of it for the wish of each of the two, whatever the other one said."""
    half = weights.maximum(Part.CHOICES) // 2
    return named_points(half, mentee.named, mentor.key) + named_points(half, mentor.named, mentee.key)


SCORERS: dict[Part, Callable[[MenteeSide, MentorSide, Weights], int]] = {
    Part.SKILLS: _score_skills,
    Part.LEVEL: _score_level,
    Part.SENIORITY: _score_seniority,
    Part.PLACE: _score_place,
    Part.LANGUAGE: _score_language,
    Part.DEPARTMENT: _score_department,
    Part.WAYS: lambda mentee, mentor, weights: ways_points(mentee.ways, mentor.ways, weights.maximum(Part.WAYS)),
    Part.CAREER: _score_career,
    Part.AIMS: _score_aims,
    Part.INTERESTS: _score_interests,
    Part.CHOICES: _score_choices,
}

BARS: Mapping[Rule, Callable[[Bounds, MenteeSide, MentorSide], bool]] = {
    Rule.GRADE_GAP: lambda bounds, mentee, mentor: bounds.bar_grades(mentee.grade, mentor.grade),
    Rule.HOURS: lambda bounds, mentee, mentor: bounds.bar_clocks(mentee.offset, mentor.offset),
    Rule.LANGUAGE: lambda bounds, mentee, mentor: bounds.bar_languages(mentee.languages, mentor.languages),
    Rule.DEPARTMENT: lambda bounds, mentee, mentor: bounds.bar_departments(mentee.department, mentor.department),
    Rule.SITE: lambda bounds, mentee, mentor: bounds.bar_sites(mentee.site, mentor.site),
    Rule.HR_FIELD: lambda bounds, mentee, mentor: bounds.bar_hr_fields(mentee.hr, mentor.hr),
    Rule.TRAINING: lambda bounds, mentee, mentor: bounds.bar_training(mentor.training),
}
