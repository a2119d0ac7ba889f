"""Who may join, and why not, in words. Knows no database and no clock: rules and facts come in, a verdict goes out."""

from calendar import monthrange
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# The role of a rule that holds for mentors and mentees alike.
EVERYBODY = ""


class Kind(StrEnum):
    """What a rule asks about, in the order in which people read it."""

    DEPARTMENT = "department"
    SITE = "site"
    GRADE = "grade"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Rule:
    """A place to belong to (`value`, called `name`), or a range: of whole months since joining, or of grades.

    Grades are compared by their levels; `name` is the lowest of them and `to_name` the highest. Several departments
    are alternatives, and so are several sites; of ranges each must hold.
    """

    kind: Kind
    role: str = EVERYBODY
    value: Hashable = None
    name: str = ""
    at_least: int | None = None
    at_most: int | None = None
    to_name: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether it is known where the grades stand that it names. Until then it lets nobody in."""
        if self.kind != Kind.GRADE:
            return True
        return bool(self.name) == (self.at_least is not None) and bool(self.to_name) == (self.at_most is not None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask about a person. None is what nobody wrote down, and satisfies no rule."""

    department: Hashable = None
    site: Hashable = None
    months: int | None = None
    # The name of the grade, and how high it stands.
    grade: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person may join, with the rules that say so; where they may not, with those that say no alone."""

    ok: bool
    sentences: tuple[str, ...] = ()


IN_DEPARTMENTS: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For people in %(names)s."),
    "mentor": gettext_lazy("For mentors in %(names)s."),
    "mentee": gettext_lazy("For mentees in %(names)s."),
}
AT_SITES: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For people who work in %(names)s."),
    "mentor": gettext_lazy("For mentors who work in %(names)s."),
    "mentee": gettext_lazy("For mentees who work in %(names)s."),
}
GRADE_ALONE: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For grade %(least)s."),
    "mentor": gettext_lazy("Mentors have grade %(least)s."),
    "mentee": gettext_lazy("Mentees have grade %(least)s."),
}
GRADE_AT_LEAST: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For grade %(least)s or higher."),
    "mentor": gettext_lazy("Mentors have grade %(least)s or higher."),
    "mentee": gettext_lazy("Mentees have grade %(least)s or higher."),
}
GRADE_AT_MOST: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For grade %(most)s or lower."),
    "mentor": gettext_lazy("Mentors have grade %(most)s or lower."),
    "mentee": gettext_lazy("Mentees have grade %(most)s or lower."),
}
GRADES_BETWEEN: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For grades %(least)s to %(most)s."),
    "mentor": gettext_lazy("Mentors have grades %(least)s to %(most)s."),
    "mentee": gettext_lazy("Mentees have grades %(least)s to %(most)s."),
}
AT_LEAST: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For people who have been here for %(least)s or longer."),
    "mentor": gettext_lazy("Mentors have been here for %(least)s or longer."),
    "mentee": gettext_lazy("Mentees have been here for %(least)s or longer."),
}
AT_MOST: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For people who have been here for %(most)s at most."),
    "mentor": gettext_lazy("Mentors have been here for %(most)s at most."),
    "mentee": gettext_lazy("Mentees have been here for %(most)s at most."),
}
BETWEEN: Mapping[str, Promise] = {
    EVERYBODY: gettext_lazy("For people who have been here for %(least)s or longer, and %(most)s at most."),
    "mentor": gettext_lazy("Mentors have been here for %(least)s or longer, and %(most)s at most."),
    "mentee": gettext_lazy("Mentees have been here for %(least)s or longer, and %(most)s at most."),
}


def judge(rules: Iterable[Rule], facts: Facts, role: str) -> Verdict:
    """Whether somebody with these facts may join in `role` ("mentor" or "mentee"). Without rules everybody may."""
    answers = [answer for kind, ours in rules_of(rules, role).items() for answer in JUDGES[kind](ours, facts)]
    refusals = [sentence for holds, sentence in answers if not holds]
    return Verdict(not refusals, tuple(refusals or [sentence for _holds, sentence in answers]))


def in_words(rules: Iterable[Rule], role: str) -> list[str]:
    """What the rules ask of whoever would like to join in this role; empty where everybody may."""
    found = rules_of(rules, role)
    places = [(Kind.DEPARTMENT, IN_DEPARTMENTS), (Kind.SITE, AT_SITES)]
    asked = [_one_of(sentences, found[kind]) for kind, sentences in places if kind in found]
    grades = [_grades_in_words(rule) for rule in found.get(Kind.GRADE, [])]
    return [*asked, *grades, *(_range_in_words(rule) for rule in found.get(Kind.MONTHS, []))]


def rules_of(rules: Iterable[Rule], role: str) -> dict[Kind, list[Rule]]:
    """The rules that hold for a role, by what they ask about."""
    ours = [rule for rule in rules if rule.role in (EVERYBODY, role)]
    return {kind: found for kind in Kind if (found := [rule for rule in ours if rule.kind == kind])}


def months_between(since: date, on: date) -> int:
    """Whole months from one day to another, 0 where that lies ahead. From 31 January to 28 February it is none yet."""
    return max(0, (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day))


def months_before(on: date, months: int) -> date:
    """The latest day from which it is `months` or more whole months to `on`."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _judge_department(rules: Sequence[Rule], facts: Facts) -> list[tuple[bool, str]]:
    return [(facts.department in {rule.value for rule in rules}, _one_of(IN_DEPARTMENTS, rules))]


def _judge_site(rules: Sequence[Rule], facts: Facts) -> list[tuple[bool, str]]:
    return [(facts.site in {rule.value for rule in rules}, _one_of(AT_SITES, rules))]


def _judge_grade(rules: Sequence[Rule], facts: Facts) -> list[tuple[bool, str]]:
    return [_judge_level(rule, facts) for rule in rules]


def _judge_months(rules: Sequence[Rule], facts: Facts) -> list[tuple[bool, str]]:
    return [_judge_range(rule, facts.months) for rule in rules]


JUDGES: Mapping[Kind, Callable[[Sequence[Rule], Facts], list[tuple[bool, str]]]] = {
    Kind.DEPARTMENT: _judge_department,
    Kind.SITE: _judge_site,
    Kind.GRADE: _judge_grade,
    Kind.MONTHS: _judge_months,
}


def _one_of(sentences: Mapping[str, Promise], rules: Sequence[Rule]) -> str:
    """Spoken to one role where a rule was made for that role."""
    role = next((rule.role for rule in rules if rule.role != EVERYBODY), EVERYBODY)
    names = sorted({rule.name for rule in rules}, key=str.casefold)
    return str(sentences[role]) % {"names": get_text_list(names, _("or"))}


def _judge_range(rule: Rule, months: int | None) -> tuple[bool, str]:
    asked = _range_in_words(rule)
    if months is None:
        return False, f"{_('We do not know when you joined.')} {asked}"
    if in_range(rule, months):
        return True, asked
    return False, f"{_joined(months)} {asked}"


def _judge_level(rule: Rule, facts: Facts) -> tuple[bool, str]:
    asked = _grades_in_words(rule)
    if not rule.is_settled:
        return False, f"{_('It is not said yet where these grades stand.')} {asked}"
    if facts.level is None:
        return False, f"{_unknown(facts)} {asked}"
    if in_range(rule, facts.level):
        return True, asked
    return False, f"{_('Your grade is %(grade)s.') % {'grade': facts.grade}} {asked}"


def _unknown(facts: Facts) -> str:
    if facts.grade:
        return _("It is not said yet where your grade stands: %(grade)s.") % {"grade": facts.grade}
    return _("We do not know your grade.")


def in_range(rule: Rule, number: int) -> bool:
    """Whether so many months, or this level, lie within the rule's range; both its ends count."""
    return (rule.at_least is None or number >= rule.at_least) and (rule.at_most is None or number <= rule.at_most)


def _grades_in_words(rule: Rule) -> str:
    words = {"least": rule.name, "most": rule.to_name}
    if rule.name == rule.to_name:
        return str(GRADE_ALONE[rule.role]) % words
    if not rule.to_name:
        return str(GRADE_AT_LEAST[rule.role]) % words
    return str((GRADES_BETWEEN if rule.name else GRADE_AT_MOST)[rule.role]) % words


def _range_in_words(rule: Rule) -> str:
    words = {"least": _span(rule.at_least or 0), "most": _span(rule.at_most or 0)}
    if rule.at_most is None:
        return str(AT_LEAST[rule.role]) % words
    return str((AT_MOST if rule.at_least is None else BETWEEN)[rule.role]) % words


def _joined(months: int) -> str:
    if months == 0:
        return _("You joined less than a month ago.")
    return _("You joined %(span)s ago.") % {"span": _span(months)}


def _span(months: int) -> str:
    if months and months % 12 == 0:
        return ngettext("a year", "%(count)d years", months // 12) % {"count": months // 12}
    return ngettext("a month", "%(count)d months", months) % {"count": months}
