"""How far apart a mentor and a mentee may be: the hard rules that a programme sets for itself, on plain values.

What is not known of a person never rules anybody out, but for a training: who has none noted has none.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

DAY = 24 * 60
HOUR = 60
# Of two clocks, the furthest apart that they can be, in hours.
MOST_HOURS = 12
# Of the levels of mentor training, from 1.
MOST_TRAINING = 3


class Tie(StrEnum):
    """Whether two people may, must or must not have something in common."""

    FREE = "free"
    SAME = "same"
    DIFFERENT = "different"


class HrField(StrEnum):
    """What HR says of people, and a programme may tie besides departments and places of work.

    Each is called as the bound that ties it. Whoever adds one says what it reads of a person (`matching.hr_says`).
    """

    ORGANISATIONS = "organisations"
    COUNTRIES = "countries"
    BUSINESS_LINES = "business_lines"
    COST_CENTRES = "cost_centres"
    JOB_TITLES = "job_titles"
    GRADES = "grades"
    EMPLOYMENT_TYPES = "employment_types"
    YEARS_JOINED = "years_joined"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What two people need to be a pair; as it comes, nothing.

    `least_ahead` and `most_ahead` are grade levels, mentor minus mentee, `most_hours` what may lie between two clocks,
    and `least_training` a level of the mentor's training, 1 to 3; None is no bound. Raises ValueError where least is
    more than most, for hours below 0 or beyond 12, and for a level that does not exist.
    """

    least_ahead: int | None = None
    most_ahead: int | None = None
    most_hours: int | None = None
    needs_language: bool = False
    departments: Tie = Tie.FREE
    sites: Tie = Tie.FREE
    organisations: Tie = Tie.FREE
    countries: Tie = Tie.FREE
    business_lines: Tie = Tie.FREE
    cost_centres: Tie = Tie.FREE
    job_titles: Tie = Tie.FREE
    grades: Tie = Tie.FREE
    employment_types: Tie = Tie.FREE
    years_joined: Tie = Tie.FREE
    least_training: int | None = None

    def __post_init__(self) -> None:
        if self.least_ahead is not None and self.most_ahead is not None and self.least_ahead > self.most_ahead:
            raise ValueError("The least levels ahead are more than the most.")
        if self.most_hours is not None and not 0 <= self.most_hours <= MOST_HOURS:
            raise ValueError(f"The hours between two clocks are 0 to {MOST_HOURS}.")
        if self.least_training is not None and not 1 <= self.least_training <= MOST_TRAINING:
            raise ValueError(f"The levels of training are 1 to {MOST_TRAINING}.")

    @property
    def ties(self) -> dict[HrField, Tie]:
        """The fields of HR that are not free."""
        ties = {field: getattr(self, field) for field in HrField}
        return {field: tie for field, tie in ties.items() if tie != Tie.FREE}

    def bar_grades(self, mentee: int | None, mentor: int | None) -> bool:
        """Whether two grades forbid a pair."""
        if mentee is None or mentor is None:
            return False
        ahead = mentor - mentee
        is_short = self.least_ahead is not None and ahead < self.least_ahead
        return is_short or (self.most_ahead is not None and ahead > self.most_ahead)

    def bar_clocks(self, one: int | None, other: int | None) -> bool:
        """Whether two clocks, in minutes ahead of UTC, are too far apart."""
        if self.most_hours is None or one is None or other is None:
            return False
        return minutes_apart(one, other) > self.most_hours * HOUR

    def bar_languages(self, some: AbstractSet[str], others: AbstractSet[str]) -> bool:
        """Whether two people who each named languages have none in common, and need one."""
        return self.needs_language and bool(some) and bool(others) and some.isdisjoint(others)

    def bar_departments(self, one: str | None, other: str | None) -> bool:
        return _breaks(self.departments, one, other)

    def bar_sites(self, one: str | None, other: str | None) -> bool:
        return _breaks(self.sites, one, other)

    def bar_hr_fields(self, one: Mapping[HrField, str], other: Mapping[HrField, str]) -> bool:
        """Whether two people, of each of whom HR says this, break any of the ties; what is missing is not known."""
        return any(_breaks(tie, one.get(field), other.get(field)) for field, tie in self.ties.items())

    def bar_training(self, mentor: int | None) -> bool:
        """Whether a mentor whose training that counts is of this level, None for none, is nobody's."""
        return self.least_training is not None and (mentor or 0) < self.least_training


def minutes_apart(one: int, other: int) -> int:
    """How far two clocks are apart (minutes, 0 to 720), whatever the day: UTC+13 and UTC-11 show the same time."""
    apart = abs(one - other) % DAY
    return min(apart, DAY - apart)


def _breaks(tie: Tie, one: str | None, other: str | None) -> bool:
    if tie == Tie.FREE or one is None or other is None:
        return False
    return (one == other) == (tie == Tie.DIFFERENT)
