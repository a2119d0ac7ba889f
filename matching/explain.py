"""Why two people fit, or why somebody has no place yet: codes and values, no words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matching.bounds import minutes_apart
from matching.candidates import Hindrance
from matching.meeting import Together, Ways, together
from matching.scoring import MenteeSide, MentorSide, PairScore, Part
from mentoring.lib.alike import bare

STRONG_FROM = 700_000
GOOD_FROM = 450_000
REASONS = 3
# Minutes between two clocks up to which a call suits both.
CLOSE = 120


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
    LEVEL_REACHED = "level_reached"
    LEVEL_BELOW = "level_below"
    LEVEL_UNKNOWN = "level_unknown"
    OTHER_DEPARTMENT = "other_department"
    SAME_DEPARTMENT = "same_department"
    DEPARTMENT_UNKNOWN = "department_unknown"
    SAME_SITE = "same_site"
    CLOSE_HOURS = "close_hours"
    OTHER_SITE = "other_site"
    SITE_UNKNOWN = "site_unknown"
    COMMON_LANGUAGE = "common_language"
    NO_COMMON_LANGUAGE = "no_common_language"
    LANGUAGE_UNKNOWN = "language_unknown"
    MORE_SENIOR = "more_senior"
    SAME_LEVEL = "same_level"
    LESS_SENIOR = "less_senior"
    GRADE_UNKNOWN = "grade_unknown"
    NO_MENTORS = "no_mentors"
    ALL_RULED_OUT = "all_ruled_out"
    TRAINED_RULED_OUT = "trained_ruled_out"
    ALL_UNTRAINED = "all_untrained"
    SOME_UNTRAINED = "some_untrained"
    PLACES_TAKEN = "places_taken"
    NOT_OFFERED = "not_offered"
    MEET_REMOTE = "meet_remote"
    MEET_IN_PERSON = "meet_in_person"
    MEET_FREELY = "meet_freely"
    MEET_APART = "meet_apart"
    DAY_ALIKE = "day_alike"
    DAY_NEAR = "day_near"
    DAY_APART = "day_apart"
    OFTEN_ALIKE = "often_alike"
    OFTEN_NEAR = "often_near"
    OFTEN_APART = "often_apart"
    WAYS_UNKNOWN = "ways_unknown"
    ROLE_NOW = "role_now"
    ROLE_BEFORE = "role_before"
    ROLE_OTHER = "role_other"
    ROLE_UNKNOWN = "role_unknown"
    AIM_MET = "aim_met"
    AIMS_MET = "aims_met"
    AIMS_OTHER = "aims_other"
    AIMS_UNKNOWN = "aims_unknown"
    INTEREST_SHARED = "interest_shared"
    INTERESTS_SHARED = "interests_shared"
    INTERESTS_OTHER = "interests_other"
    INTERESTS_UNKNOWN = "interests_unknown"


UNKNOWN = frozenset(
    {
        Code.WISHES_UNKNOWN,
        Code.LEVEL_UNKNOWN,
        Code.DEPARTMENT_UNKNOWN,
        Code.SITE_UNKNOWN,
        Code.LANGUAGE_UNKNOWN,
        Code.GRADE_UNKNOWN,
        Code.WAYS_UNKNOWN,
        Code.ROLE_UNKNOWN,
        Code.AIMS_UNKNOWN,
        Code.INTERESTS_UNKNOWN,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and what its sentence names: `skill` is a skill's key, `role` a role in the mentee's own words.

    `interest` is a code of `participants.interests`, `aim` one of `participants.aims`.
    """

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
    more points before less. Parts without weight had no say and are left out, and so are levels where no skill that
    is wanted is offered: skills say so already.
    """
    played = [component for component in score.components if component.maximum]
    told = [
        (component, reason) for component in played if (reason := _reason(component.name, mentee, mentor)) is not None
    ]
    told.sort(key=lambda pair: (pair[0].name != Part.SKILLS, pair[1].code in UNKNOWN, -pair[0].points))
    return tuple(reason for _, reason in told[:REASONS])


def explain_unplaced(hindrance: Hindrance) -> tuple[Reason, ...]:
    """Why this mentee has nobody after an assignment placed as many as possible.

    First the cause; then, where it helps, that some mentors have not the training asked for, and that no mentor offers
    what was asked for, which lowers a score but bars nobody. Every rule about two people reads alike, so that a
    private exclusion cannot be guessed; a training is about the mentor alone.
    """
    reasons = [Reason(_cause(hindrance))]
    if 0 < hindrance.untrained < hindrance.mentors:
        reasons.append(Reason(Code.SOME_UNTRAINED))
    if hindrance.mentors and hindrance.is_unmet:
        reasons.append(Reason(Code.NOT_OFFERED))
    return tuple(reasons)


def _cause(hindrance: Hindrance) -> Code:
    if not hindrance.mentors:
        return Code.NO_MENTORS
    if hindrance.untrained == hindrance.mentors:
        return Code.ALL_UNTRAINED
    if hindrance.ruled_out < hindrance.mentors:
        return Code.PLACES_TAKEN
    return Code.TRAINED_RULED_OUT if hindrance.untrained else Code.ALL_RULED_OUT


def _reason(part: Part, mentee: MenteeSide, mentor: MentorSide) -> Reason | None:
    if part == Part.SKILLS:
        return _skills(mentee, mentor)
    if part == Part.LEVEL:
        return _level(mentee, mentor)
    if part == Part.CAREER:
        return _career(mentee, mentor)
    if part == Part.AIMS:
        return _aims(mentee, mentor)
    if part == Part.INTERESTS:
        return _interests(mentee, mentor)
    if part == Part.CHOICES:  # whom people named is told to nobody
        return None
    return Reason(_CODES[part](mentee, mentor))


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


def _level(mentee: MenteeSide, mentor: MentorSide) -> Reason | None:
    """About the dearest skill offered of which both levels are known."""
    shared = [skill for skill in mentee.wanted if skill in mentor.offered]
    if not shared:
        return None
    for skill in shared:
        sought, offered = mentee.levels.get(skill), mentor.levels.get(skill)
        if sought is not None and offered is not None:
            return Reason(Code.LEVEL_REACHED if offered >= sought else Code.LEVEL_BELOW, {"skill": skill})
    return Reason(Code.LEVEL_UNKNOWN)


def _department(mentee: MenteeSide, mentor: MentorSide) -> Code:
    if mentee.department is None or mentor.department is None:
        return Code.DEPARTMENT_UNKNOWN
    return Code.SAME_DEPARTMENT if mentee.department == mentor.department else Code.OTHER_DEPARTMENT


def _place(mentee: MenteeSide, mentor: MentorSide) -> Code:
    if mentee.site is None or mentor.site is None:
        return Code.SITE_UNKNOWN
    if mentee.site == mentor.site:
        return Code.SAME_SITE
    if mentee.offset is None or mentor.offset is None or minutes_apart(mentee.offset, mentor.offset) > CLOSE:
        return Code.OTHER_SITE
    return Code.CLOSE_HOURS


def _language(mentee: MenteeSide, mentor: MentorSide) -> Code:
    if not mentee.languages or not mentor.languages:
        return Code.LANGUAGE_UNKNOWN
    return Code.NO_COMMON_LANGUAGE if mentee.languages.isdisjoint(mentor.languages) else Code.COMMON_LANGUAGE


def _grade(mentee: MenteeSide, mentor: MentorSide) -> Code:
    """The direction alone: how many grades apart two people are is not for each other's eyes."""
    if mentee.grade is None or mentor.grade is None:
        return Code.GRADE_UNKNOWN
    if mentee.grade == mentor.grade:
        return Code.SAME_LEVEL
    return Code.MORE_SENIOR if mentor.grade > mentee.grade else Code.LESS_SENIOR


def _career(mentee: MenteeSide, mentor: MentorSide) -> Reason:
    """About the dearest role wanted that the mentor has or had."""
    roles = mentor.roles
    if not mentee.roles_wanted or not roles:
        return Reason(Code.ROLE_UNKNOWN)
    for role in mentee.roles_wanted:
        if bare(role) in roles:
            is_now = bare(role) == bare(mentor.works_as)
            return Reason(Code.ROLE_NOW if is_now else Code.ROLE_BEFORE, {"role": role})
    return Reason(Code.ROLE_OTHER)


def _aims(mentee: MenteeSide, mentor: MentorSide) -> Reason:
    if not mentee.aims or not mentor.aims:
        return Reason(Code.AIMS_UNKNOWN)
    met = sorted(mentee.aims & mentor.aims)
    if not met:
        return Reason(Code.AIMS_OTHER)
    if len(met) == len(mentee.aims) > 1:
        return Reason(Code.AIMS_MET)
    return Reason(Code.AIM_MET, {"aim": met[0]})


def _interests(mentee: MenteeSide, mentor: MentorSide) -> Reason:
    if not mentee.interests or not mentor.interests:
        return Reason(Code.INTERESTS_UNKNOWN)
    shared = sorted(mentee.interests & mentor.interests)
    if not shared:
        return Reason(Code.INTERESTS_OTHER)
    return Reason(Code.INTEREST_SHARED if len(shared) == 1 else Code.INTERESTS_SHARED, {"interest": shared[0]})


def _ways(mentee: MenteeSide, mentor: MentorSide) -> Code:
    """About the question on which they agree best; where they are apart on the whole, the first that parts them."""
    answers = ((question, together(question, mentee.ways, mentor.ways)) for question in Ways._fields)
    known = {question: how for question, how in answers if how is not None}
    if not known:
        return Code.WAYS_UNKNOWN
    go_together = sum(known.values()) >= len(known)
    question = (max if go_together else min)(known, key=lambda each: known[each])
    if question == "meets" and go_together and mentee.ways.meets == mentor.ways.meets:
        return _MEETS.get(mentee.ways.meets, Code.MEET_FREELY)
    return _WAYS[question, known[question]]


_MEETS: Mapping[str, Code] = {"remote": Code.MEET_REMOTE, "in_person": Code.MEET_IN_PERSON}
_WAYS: Mapping[tuple[str, Together], Code] = {
    ("meets", Together.ALIKE): Code.MEET_FREELY,
    ("meets", Together.APART): Code.MEET_APART,
    ("part_of_day", Together.ALIKE): Code.DAY_ALIKE,
    ("part_of_day", Together.NEAR): Code.DAY_NEAR,
    ("part_of_day", Together.APART): Code.DAY_APART,
    ("how_often", Together.ALIKE): Code.OFTEN_ALIKE,
    ("how_often", Together.NEAR): Code.OFTEN_NEAR,
    ("how_often", Together.APART): Code.OFTEN_APART,
}
_CODES: Mapping[Part, Callable[[MenteeSide, MentorSide], Code]] = {
    Part.SENIORITY: _grade,
    Part.PLACE: _place,
    Part.LANGUAGE: _language,
    Part.DEPARTMENT: _department,
    Part.WAYS: _ways,
}
