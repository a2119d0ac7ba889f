"""Whom one person may ask: the row of scores that a search would work out for them, read without all the others.

The rules and the points are those of `matching.candidates`; tests hold each row against a whole search. Whom people
named is no part of it: an order that knew it would tell who named its reader.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from matching.candidates import candidate_pairs
from matching.hr_says import HrFacts, hr_values
from matching.meeting import Ways
from matching.models import Membership, Proposal, ProposalSide, policy_of
from matching.scoring import Key, Lines, MenteeSide, MentorSide, Style, Weights
from matching.services.exclusions import exclusions_of
from matching.services.inputs import Rules, Said, levels_of, offset_at, places_looked_at, wished_apart
from matching.services.runs import described
from matching.services.seats import left_of
from matching.services.standing import Couples, Standing, standing_of
from matching.worth import weights_of_known, without_choices
from mentoring.lib import clock
from participants.models import ProfileSkill
from participants.training import training_of
from programmes.models import Cohort, Enrolment, Role

Kind = ProfileSkill.Kind
KINDS: Mapping[str, str] = {Role.MENTOR: Kind.OFFERS, Role.MENTEE: Kind.WANTS}
# Ids as text: thousands of them would be read as numbers and written down again.
IDS = {
    "place_key": "pk",
    "person_key": "person_id",
    "department_key": "person__department_id",
    "site_key": "person__site_id",
    "manager_key": "person__manager_id",
    "above_key": "person__manager__manager_id",
    "organisation_key": "person__organisation_id",
    "grade_key": "person__grade_id",
}
READ = (
    *IDS,
    *("person__site__time_zone", "person__grade__level", "person__languages", "capacity", "person__mentor_limit"),
    *("taken", "offered", "training"),
    *("person__meets", "person__part_of_day", "person__how_often"),
    *("person__job_title", "person__roles_wanted", "person__roles_had", "person__interests", "person__hired_on"),
    *("person__country", "person__business_line", "person__cost_centre", "person__employment_type"),
    *("person__aims_wanted", "person__aims_known"),
)


class Facts(NamedTuple):
    """What is compared of the person of a place. No object of a model is made of each: there are thousands."""

    place: str
    person: str
    department: str | None
    site: str | None
    manager: str | None
    managers_manager: str | None
    organisation: str
    grade_key: str | None
    time_zone: str | None
    grade: int | None
    languages: list[str]
    capacity: int
    mentor_limit: int | None
    # Of a mentor, over all programmes: the numbers of the seats taken, and how many suggestions wait or are kept.
    taken: list[int]
    offered: int
    training: int | None
    meets: str
    part_of_day: str
    how_often: str
    job_title: str
    roles_wanted: list[str]
    roles_had: list[str]
    interests: list[str]
    hired_on: date | None
    country: str
    business_line: str
    cost_centre: str
    employment_type: str
    aims_wanted: list[str]
    aims_known: list[str]

    @property
    def hr(self) -> HrFacts:
        return HrFacts(
            organisation=self.organisation,
            country=self.country,
            business_line=self.business_line,
            cost_centre=self.cost_centre,
            job_title=self.job_title,
            grade=self.grade_key,
            employment_type=self.employment_type,
            hired_on=self.hired_on,
        )

    @property
    def free(self) -> int:
        """How many more mentees this mentor has a place for."""
        return max(0, left_of(self.capacity, self.mentor_limit, self.taken) - self.offered)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One person, and those of the other role who have a place free; on one of the two sides there is just one."""

    role: Role
    mentees: list[MenteeSide]
    mentors: list[MentorSide]
    # Of the others, in the order of their sides.
    places: list[str]
    rules: Rules

    def possible(self) -> list[tuple[int, UUID]]:
        """Score and place of each who may be asked, the best fit first; which rule forbids the rest is not told."""
        found = candidate_pairs(self.mentees, self.mentors, **self.rules)
        others = found.mentor if self.role == Role.MENTEE else found.mentee
        scored = zip(found.score.tolist(), (self.places[number] for number in others.tolist()), strict=True)
        return [(score, UUID(place)) for score, place in sorted(scored, key=lambda each: (-each[0], each[1]))]

    def suggestion(self, place: UUID) -> Proposal:
        """How well the two fit and why, not saved yet."""
        number = self.places.index(str(place))
        if self.role == Role.MENTEE:
            return described(self.mentees[0], self.mentors[number], self.rules["weights"])
        return described(self.mentees[number], self.mentors[0], self.rules["weights"])


def read_row(own: Enrolment, *, only: UUID | None = None) -> Row:
    """The row of this place; `only` is the place of the one other who is looked at, where it is one.

    Nobody stands in it where this person has no place left. Seven queries, however many people there are.
    """
    cohort, role = own.cohort, Role(own.role)
    others = _others(cohort, role).exclude(person=own.person_id)
    others = others if only is None else others.filter(pk=only)
    people = Enrolment.objects.filter(pk=own.pk) | others
    rows = _facts(people)
    key = str(own.pk)
    [mine], theirs = [row for row in rows if row.place == key], [row for row in rows if row.place != key]
    if role == Role.MENTEE:
        theirs = [row for row in theirs if row.free]
    elif not mine.free:
        theirs = []
    standing = standing_of(own.person, cohort)
    skills = _skills(own, others, KINDS[role])
    one = _sides([mine], skills, role, cohort.starts_on)
    many = _sides(theirs, skills, other_role(role), cohort.starts_on)
    mentees, mentors = (one, many) if role == Role.MENTEE else (many, one)
    return Row(role, mentees, mentors, [row.place for row in theirs], _rules(own, rows, people, standing))


def other_role(role: Role) -> Role:
    """The role of those whom somebody in this one is paired with."""
    return Role.MENTOR if role == Role.MENTEE else Role.MENTEE


def _others(cohort: Cohort, role: Role) -> QuerySet[Enrolment]:
    places = places_looked_at(cohort).filter(role=other_role(role))
    return places if role == Role.MENTEE else _without_somebody(places)


def _without_somebody(mentees: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of these places of mentees that a search looks for somebody for."""
    held = ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__in=Proposal.objects.held())
    return mentees.exclude(Exists(held)).exclude(
        Exists(Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None))
    )


def _facts(places: QuerySet[Enrolment]) -> list[Facts]:
    """In the order of the places' ids, as a search has them."""
    seats = Membership.objects.filter(seat__person=OuterRef("person"), ended_at=None).values("seat__number")
    asked = ProposalSide.objects.filter(
        enrolment__person=OuterRef("person"), role=Role.MENTOR, proposal__in=Proposal.objects.held()
    )
    number = asked.order_by().values("enrolment__person").annotate(number=Count("pk")).values("number")
    rows = places.annotate(taken=ArraySubquery(seats), offered=Coalesce(Subquery(number), 0))
    rows = rows.annotate(training=training_of("person", clock.company_today()))
    rows = rows.annotate(**{name: Cast(field, CharField()) for name, field in IDS.items()})
    return list(map(Facts._make, rows.order_by("pk").values_list(*READ)))


def _skills(own: Enrolment, others: QuerySet[Enrolment], kind: str) -> Mapping[str, list[Said]]:
    """What this person says, and of what the others say as much as makes a difference, by person; the dearest first."""
    mine = ProfileSkill.objects.filter(profile=own.person_id, kind=kind)
    theirs = Q(profile__in=others.values("person")) & ~Q(kind=kind)
    if kind == Kind.WANTS:  # what else a mentor offers changes nothing for this mentee
        theirs &= Q(skill__in=mine.values("skill"))
    rows = ProfileSkill.objects.filter(Q(profile=own.person_id, kind=kind) | theirs).order_by("rank", "skill_id")
    rows = rows.annotate(skill_key=Cast("skill_id", CharField()), person_key=Cast("profile_id", CharField()))
    found: dict[str, list[Said]] = defaultdict(list)
    for person, skill, level in rows.values_list("person_key", "skill_key", "level"):
        found[person].append(Said(skill, level))
    return found


def _sides(rows: Sequence[Facts], skills: Mapping[str, list[Said]], role: Role, on: date | None) -> list[Any]:
    """As `mentee_side` and `mentor_side` make them of people."""
    return [_side(row, skills.get(row.person, []), role, on) for row in rows]


def _side(row: Facts, skills: Sequence[Said], role: Role, on: date | None) -> MenteeSide | MentorSide:
    known: dict[str, Any] = {
        "key": row.person,
        "department": row.department,
        "site": row.site,
        "grade": row.grade,
        "languages": frozenset(row.languages),
        "offset": offset_at(row.time_zone, on),
        "levels": levels_of(skills),
        "ways": Ways(row.meets, row.part_of_day, row.how_often),
        "interests": frozenset(row.interests),
        "hr": hr_values(row.hr),
    }
    if role == Role.MENTEE:
        return MenteeSide(
            **known,
            wanted=tuple(skill.key for skill in skills),
            roles_wanted=tuple(row.roles_wanted),
            aims=frozenset(row.aims_wanted),
        )
    return MentorSide(
        **known,
        offered=frozenset(skill.key for skill in skills),
        works_as=row.job_title,
        worked_as=frozenset(row.roles_had),
        aims=frozenset(row.aims_known),
        training=row.training,
    )


# --- rules ---


def _rules(own: Enrolment, rows: Sequence[Facts], people: QuerySet[Enrolment], standing: Standing) -> Rules:
    policy = policy_of(own.cohort.programme)
    return {
        "weights": _weights(own.cohort, without_choices(policy.terms.weights)),
        "lines": _lines(rows),
        # Whoever would find somebody of before on their list would read there that the other one wishes it, too.
        "already": standing.already() | standing.met(),
        "excluded": _private_wishes(own, people),
        "style": Style(own.cohort.programme.style),
        "bounds": policy.terms.bounds,
    }


def _lines(rows: Sequence[Facts]) -> Lines:
    """As `reporting_line.lines_of`."""
    lines: dict[Key, Key | None] = {row.person: row.manager for row in rows}
    for row in rows:
        if row.manager:
            lines.setdefault(row.manager, row.managers_manager)
    return lines


def _private_wishes(own: Enrolment, people: QuerySet[Enrolment]) -> Couples:
    """Of this person and of those who would rather not meet them: the others make no difference here."""
    wishes = exclusions_of(people.values("person")) | wished_apart([own.person_id])
    return frozenset(couple for couple in wishes if str(own.person_id) in couple)


def _weights(cohort: Cohort, weights: Weights) -> Weights:
    """Those of a search among everybody: a part of which nothing is known on one side has no say. One query."""
    places = places_looked_at(cohort)
    sides = {
        Role.MENTEE: _without_somebody(places.filter(role=Role.MENTEE)),
        Role.MENTOR: places.filter(role=Role.MENTOR),
    }
    asked = {f"{role}_{name}": Exists(some) for role in sides for name, some in _known_of(sides[role], role).items()}
    known = Cohort.objects.filter(pk=cohort.pk).annotate(**asked).values(*asked).get()
    said = {role: _somebody(role, {name: known[f"{role}_{name}"] for name in NAMES}) for role in sides}
    return weights_of_known(weights, [said[Role.MENTEE]], [said[Role.MENTOR]])


NAMES = ("department", "site", "grade", "languages", "skills", "levels", "roles", "aims", "interests", *Ways._fields)


def _known_of(places: QuerySet[Enrolment], role: Role) -> dict[str, QuerySet[Any]]:
    skills = ProfileSkill.objects.filter(profile__in=places.values("person"), kind=KINDS[role])
    return {
        "department": places.filter(person__department__isnull=False),
        "site": places.filter(person__site__isnull=False),
        "grade": places.filter(person__grade__level__isnull=False),
        "languages": places.exclude(person__languages=[]),
        "skills": skills,
        "levels": skills.filter(level__isnull=False),
        "roles": _with_roles(places, role),
        "aims": places.exclude(**{"person__aims_wanted" if role == Role.MENTEE else "person__aims_known": []}),
        "interests": places.exclude(person__interests=[]),
        **{name: places.exclude(**{f"person__{name}": ""}) for name in Ways._fields},
    }


def _with_roles(places: QuerySet[Enrolment], role: Role) -> QuerySet[Enrolment]:
    """Of mentees those who want a role, of mentors those of whom one is known."""
    if role == Role.MENTEE:
        return places.exclude(person__roles_wanted=[])
    return places.exclude(person__job_title="", person__roles_had=[])


def _somebody(role: Role, known: Mapping[str, bool]) -> Any:
    """Somebody of whom is known whatever is known of anybody in this role."""
    facts: dict[str, Any] = {
        "key": "somebody",
        "department": "known" if known["department"] else None,
        "site": "known" if known["site"] else None,
        "grade": 1 if known["grade"] else None,
        "languages": frozenset({"known"} if known["languages"] else ()),
        "levels": {"known": 1} if known["levels"] else {},
        "aims": frozenset({"known"} if known["aims"] else ()),
        "interests": frozenset({"known"} if known["interests"] else ()),
        "ways": Ways(*("known" if known[name] else "" for name in Ways._fields)),
    }
    if role == Role.MENTEE:
        roles_wanted = ("known",) if known["roles"] else ()
        return MenteeSide(**facts, wanted=("known",) if known["skills"] else (), roles_wanted=roles_wanted)
    works_as = "known" if known["roles"] else ""
    return MentorSide(**facts, offered=frozenset({"known"} if known["skills"] else ()), works_as=works_as)
