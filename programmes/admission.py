"""The people of the company and the rules of a programme: may this person join, and how many may?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from mentoring.lib import clock
from participants.models import Department, Grade, Profile, Site
from programmes.eligibility import (
    Facts,
    Kind,
    Rule,
    Verdict,
    in_words,
    judge,
    months_before,
    months_between,
    rules_of,
)
from programmes.models import Cohort, EligibilityRule, Programme, Role

# Lines that let in, or leave out, fewer people than this could be drawn around a single one of them.
FEWEST_COUNTED = 5


@dataclass(frozen=True, slots=True)
class Admitted:
    """How many may join in one role, and what is asked of them in words."""

    role: str
    count: int
    everybody: int
    sentences: list[str]

    @property
    def words(self) -> str:
        """The number as coordinators read it, of everybody who works here; none that points at a few people."""
        if self.sentences and self.count < FEWEST_COUNTED:
            return _("Fewer than %(fewest)d people") % {"fewest": FEWEST_COUNTED}
        if self.sentences and self.everybody - self.count < FEWEST_COUNTED:
            return _("All or nearly all of %(all)d people") % {"all": self.everybody}
        return _("%(number)d of %(all)d people") % {"number": self.count, "all": self.everybody}


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may join of everybody who works here."""

    everybody: int
    roles: list[Admitted]


def eligibility_of(person: Profile, cohort: Cohort, role: str) -> Verdict:
    """Whether this person may join the cohort in this role, and in which words. One query for the rules.

    None where the rules of `cohort.programme` were prefetched (`programme__eligibility_rules`). Where they ask for the
    grade it should be at hand, or is one query more for each person.
    """
    return Judged(person).verdict(cohort, role)


def too_late(person: Profile, cohort: Cohort) -> Verdict | None:
    """That the person leaves before it starts, where that is so."""
    if person.last_day and cohort.starts_on and person.last_day < cohort.starts_on:
        return Verdict(False, (_("It starts after your last day here."),))
    return None


def by_rules(person: Profile, role: str, rules: Iterable[Rule]) -> Verdict:
    rules = list(rules)
    return judge(rules, facts_of(person, rules), role)


class Judged:
    """Whether one person may join each of many cohorts: rules are gone through once for each programme and role."""

    def __init__(self, person: Profile, rules: Callable[[Any], Iterable[Rule]] | None = None) -> None:
        """`rules` are those of a cohort, where its programme does not have them at hand."""
        self._person = person
        self._rules = rules or (lambda cohort: rules_for(cohort.programme))
        self._verdicts: dict[tuple[UUID, str], Verdict] = {}

    def verdict(self, cohort: Cohort, role: str) -> Verdict:
        """As `eligibility_of`."""
        if late := too_late(self._person, cohort):
            return late
        key = cohort.programme_id, role
        if key not in self._verdicts:
            self._verdicts[key] = by_rules(self._person, role, self._rules(cohort))
        return self._verdicts[key]


def rules_for(programme: Programme) -> list[Rule]:
    return [line.rule for line in programme.eligibility_rules.all()]


def rules_beside() -> ArraySubquery:
    """The rules of a cohort's programme as one of the cohort's columns; `rules_in` reads it."""
    lines = EligibilityRule.objects.filter(programme=OuterRef("programme"))
    places = {name: JSONObject(id=name, name=f"{name}__name") for name in ("department", "site")}
    grades = {
        name: JSONObject(id=name, name=f"{name}__name", level=f"{name}__level") for name in ("grade_from", "grade_to")
    }
    months = {name: name for name in ("months_from", "months_to")}
    return ArraySubquery(lines.values_list(JSONObject(role="role", **places, **grades, **months)))


def rules_in(lines: Iterable[Mapping[str, Any]]) -> list[Rule]:
    return [EligibilityRule(**{**line, **_named_in(line)}).rule for line in lines]


def _named_in(line: Mapping[str, Any]) -> dict[str, Any]:
    """What a line is about, as rows of which the id and what is said of them are known."""
    models = {"department": Department, "site": Site, "grade_from": Grade, "grade_to": Grade}
    return {
        name: model(**{**line[name], "id": UUID(line[name]["id"])}) if line[name]["id"] else None
        for name, model in models.items()
    }


def facts_of(person: Profile, rules: Iterable[Rule]) -> Facts:
    """What the rules ask about a person; the grade is read only where one of them asks for it."""
    grade = person.grade if any(rule.kind == Kind.GRADE for rule in rules) else None
    return Facts(
        department=person.department_id,
        site=person.site_id,
        months=months_between(person.hired_on, clock.today()) if person.hired_on else None,
        grade=grade.name if grade else "",
        level=grade.level if grade else None,
    )


def everybody_of(programme: Programme) -> QuerySet[Profile]:
    """The people of the company who work there today."""
    return Profile.objects.employed(clock.company_today()).filter(organisation=programme.organisation_id)


def let_in(rules: Iterable[Rule], role: str) -> Q:
    """The condition on a profile under which the rules let the person in, as `eligibility.judge` does one by one."""
    condition = Q()
    for kind, ours in rules_of(rules, role).items():
        if kind == Kind.DEPARTMENT:
            condition &= Q(department__in=[rule.value for rule in ours])
        elif kind == Kind.SITE:
            condition &= Q(site__in=[rule.value for rule in ours])
        elif kind == Kind.GRADE:
            condition &= Q(*map(_stands_at, ours))
        else:
            condition &= Q(*map(_joined_in, ours))
    return condition


def admission_to(programme: Programme) -> Admission:
    """For each role, how many people of the company may join today. Two queries."""
    rules = rules_for(programme)
    roles = (Role.MENTOR, Role.MENTEE)
    numbers = everybody_of(programme).aggregate(
        everybody=Count("pk"), **{role.value: Count("pk", filter=let_in(rules, role)) for role in roles}
    )
    everybody = numbers["everybody"]
    return Admission(
        everybody, [Admitted(role, numbers[role.value], everybody, in_words(rules, role)) for role in roles]
    )


def _stands_at(rule: Rule) -> Q:
    """A grade within the range; without a level it is in none, and where the rule is not settled none is."""
    if not rule.is_settled:
        return Q(grade__level__lt=0)
    stands = Q(grade__level__isnull=False)
    if rule.at_least is not None:
        stands &= Q(grade__level__gte=rule.at_least)
    if rule.at_most is not None:
        stands &= Q(grade__level__lte=rule.at_most)
    return stands


def _joined_in(rule: Rule) -> Q:
    """The first day on which a person counts as here for so many whole months, and the last, as dates of joining."""
    today, joined = clock.today(), Q(hired_on__isnull=False)
    if rule.at_least is not None:
        joined &= Q(hired_on__lte=months_before(today, rule.at_least))
    if rule.at_most is not None:
        joined &= Q(hired_on__gt=months_before(today, rule.at_most + 1))
    return joined
