"""Why two people fit, or why somebody has no place yet: codes and values, no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matching.scoring import Candidates, MenteeSide, MentorSide, PairScore, Part

STRONG_FROM = 700_000
GOOD_FROM = 450_000
REASONS = 3


class Fit(StrEnum):
    """How employees see a score."""

    STRONG = "strong"
    GOOD = "good"
    POSSIBLE = "possible"


class Code(StrEnum):
    """What a reason says; `words` holds the sentence."""

    OFFERS_ALL = "offers_all"
    OFFERS_FIRST = "offers_first"
    OFFERS_SOME = "offers_some"
    OFFERS_NONE = "offers_none"
    WISHES_UNKNOWN = "wishes_unknown"
    OTHER_DEPARTMENT = "other_department"
    SAME_DEPARTMENT = "same_department"
    DEPARTMENT_UNKNOWN = "department_unknown"
    SAME_SITE = "same_site"
    OTHER_SITE = "other_site"
    SITE_UNKNOWN = "site_unknown"
    MORE_SENIOR = "more_senior"
    SAME_LEVEL = "same_level"
    LESS_SENIOR = "less_senior"
    GRADE_UNKNOWN = "grade_unknown"
    NO_MENTORS = "no_mentors"
    ALL_RULED_OUT = "all_ruled_out"
    PLACES_TAKEN = "places_taken"
    NOT_OFFERED = "not_offered"


UNKNOWN = frozenset({Code.WISHES_UNKNOWN, Code.DEPARTMENT_UNKNOWN, Code.SITE_UNKNOWN, Code.GRADE_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and what its sentence names: `skill` is a skill's key."""

    code: Code
    values: Mapping[str, str] = field(default_factory=dict)


def fit(total: int) -> Fit:
    """The band of a total (points, 0 to 1,000,000): strong from 700,000, good from 450,000, else possible."""
    if total >= STRONG_FROM:
        return Fit.STRONG
    return Fit.GOOD if total >= GOOD_FROM else Fit.POSSIBLE


def explain_pair(score: PairScore, mentee: MenteeSide, mentor: MentorSide) -> tuple[Reason, ...]:
    """The three reasons that say most about a pair; fewer only where the weights leave fewer parts.

    Skills come first, since they are what people asked for; then what is known before what is not, and what brought
    more points before less. Parts without weight had no say and are left out.
    """
    played = [component for component in score.components if component.maximum]
    told = [(component, _reason(component.name, mentee, mentor)) for component in played]
    told.sort(key=lambda pair: (pair[0].name != Part.SKILLS, pair[1].code in UNKNOWN, -pair[0].points))
    return tuple(reason for _, reason in told[:REASONS])


def explain_unplaced(candidates: Candidates, mentee: int) -> tuple[Reason, ...]:
    """Why the mentee with this index has nobody after an assignment placed as many as possible.

    First the cause; then, where it helps, that no mentor offers what was asked for, which lowers a score but bars
    nobody. Every rule reads alike, so that a private exclusion cannot be guessed.
    """
    reasons = [Reason(_cause(candidates, mentee))]
    if candidates.mentors and candidates.unmet[mentee]:
        reasons.append(Reason(Code.NOT_OFFERED))
    return tuple(reasons)


def _cause(candidates: Candidates, mentee: int) -> Code:
    if not candidates.mentors:
        return Code.NO_MENTORS
    all_ruled_out = candidates.ruled_out[mentee].sum() == candidates.mentors
    return Code.ALL_RULED_OUT if all_ruled_out else Code.PLACES_TAKEN


def _reason(part: Part, mentee: MenteeSide, mentor: MentorSide) -> Reason:
    if part == Part.SKILLS:
        return _skills(mentee, mentor)
    if part == Part.DEPARTMENT:
        return Reason(_department(mentee, mentor))
    return Reason(_site(mentee, mentor) if part == Part.SITE else _grade(mentee, mentor))


def _skills(mentee: MenteeSide, mentor: MentorSide) -> Reason:
    if not mentee.wanted:
        return Reason(Code.WISHES_UNKNOWN)
    shared = [skill for skill in mentee.wanted if skill in mentor.offered]
    if not shared:
        return Reason(Code.OFFERS_NONE)
    if len(shared) == len(mentee.wanted) > 1:
        return Reason(Code.OFFERS_ALL)
    code = Code.OFFERS_FIRST if shared[0] == mentee.wanted[0] else Code.OFFERS_SOME
    return Reason(code, {"skill": shared[0]})


def _department(mentee: MenteeSide, mentor: MentorSide) -> Code:
    if mentee.department is None or mentor.department is None:
        return Code.DEPARTMENT_UNKNOWN
    return Code.SAME_DEPARTMENT if mentee.department == mentor.department else Code.OTHER_DEPARTMENT


def _site(mentee: MenteeSide, mentor: MentorSide) -> Code:
    if mentee.site is None or mentor.site is None:
        return Code.SITE_UNKNOWN
    return Code.SAME_SITE if mentee.site == mentor.site else Code.OTHER_SITE


def _grade(mentee: MenteeSide, mentor: MentorSide) -> Code:
    """The direction alone: how many grades apart two people are is not for each other's eyes."""
    if mentee.grade is None or mentor.grade is None:
        return Code.GRADE_UNKNOWN
    if mentee.grade == mentor.grade:
        return Code.SAME_LEVEL
    return Code.MORE_SENIOR if mentor.grade > mentee.grade else Code.LESS_SENIOR
