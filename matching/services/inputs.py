"""What a search for pairs knows: the people who wait, the places that are free, and who is never suggested to whom."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from matching.models import Membership, Proposal, ProposalSide
from matching.scoring import Key, Lines, MenteeSide, MentorSide, Style, Weights
from participants.models import Profile, ProfileSkill
from programmes.models import Cohort, Enrolment, Role

# Nobody's grade is known yet: a part that gives everybody the same would only blur the others.
WEIGHTS = Weights(skills=70, department=15, site=15, grade=0)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Places and sides in the order of the places' ids; `capacity` counts what each mentor still has free."""

    mentees: list[Enrolment]
    mentors: list[Enrolment]
    mentee_sides: list[MenteeSide]
    mentor_sides: list[MentorSide]
    capacity: list[int]
    lines: Lines
    excluded: frozenset[frozenset[str]]
    weights: Weights
    style: Style

    def digest(self) -> str:
        """SHA-256 over the canonical JSON of everything that can change the result."""
        known = {
            "mentees": [
                [str(place.pk), side.key, list(side.wanted), side.department, side.site]
                for place, side in zip(self.mentees, self.mentee_sides, strict=True)
            ],
            "mentors": [
                [str(place.pk), side.key, sorted(side.offered), side.department, side.site, capacity]
                for place, side, capacity in zip(self.mentors, self.mentor_sides, self.capacity, strict=True)
            ],
            "lines": self.lines,
            "excluded": sorted(sorted(pair) for pair in self.excluded),
            "weights": asdict(self.weights),
            "style": self.style,
        }
        return hashlib.sha256(json.dumps(known, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_inputs(cohort: Cohort) -> Inputs:
    """Everything a search needs, in a number of queries that does not depend on how many people there are."""
    places = list(Enrolment.objects.ready_to_match(cohort))
    mentors = [place for place in places if place.role == Role.MENTOR]
    settled = mentees_with_somebody(cohort)
    mentees = [place for place in places if place.role == Role.MENTEE and place.pk not in settled]
    return Inputs(
        mentees=mentees,
        mentors=mentors,
        mentee_sides=[_mentee_side(place.person) for place in mentees],
        mentor_sides=[_mentor_side(place.person) for place in mentors],
        capacity=_free_places(mentors),
        lines=_reporting_lines([place.person for place in places]),
        excluded=pairs_of_before(cohort)
        | pairs_kept_apart([place.person_id for place in places])
        | _pairs_of_now([place.person_id for place in places]),
        weights=WEIGHTS,
        style=Style(cohort.programme.style),
    )


def mentees_with_somebody(cohort: Cohort) -> set[UUID]:
    """The mentees' places of a cohort that are in an open pair or in a suggestion that waits for answers or is kept."""
    paired = Membership.objects.filter(enrolment__cohort=cohort, role=Role.MENTEE, ended_at=None)
    asked = ProposalSide.objects.filter(proposal__in=Proposal.objects.held().filter(cohort=cohort), role=Role.MENTEE)
    return {*paired.values_list("enrolment", flat=True), *asked.values_list("enrolment", flat=True)}


def _mentee_side(person: Profile) -> MenteeSide:
    wanted = tuple(_skills(person, ProfileSkill.Kind.WANTS))
    return MenteeSide(str(person.pk), wanted, _key(person.department_id), _key(person.site_id))


def _mentor_side(person: Profile) -> MentorSide:
    offered = frozenset(_skills(person, ProfileSkill.Kind.OFFERS))
    return MentorSide(str(person.pk), offered, _key(person.department_id), _key(person.site_id))


def _skills(person: Profile, kind: str) -> list[str]:
    ranked = sorted((skill.rank, str(skill.skill_id)) for skill in person.skills.all() if skill.kind == kind)
    return [key for _rank, key in ranked]


def _key(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _free_places(mentors: Sequence[Enrolment]) -> list[int]:
    """Places left per mentor: the person's seats up to this capacity, less those taken and those offered, anywhere."""
    people = [place.person_id for place in mentors]
    taken: dict[UUID, list[int]] = defaultdict(list)
    seats = Membership.objects.filter(seat__person__in=people, ended_at=None)
    for person, number in seats.values_list("seat__person", "seat__number"):
        taken[person].append(number)
    offered = Counter(
        ProposalSide.objects.filter(
            enrolment__person__in=people, role=Role.MENTOR, proposal__in=Proposal.objects.held()
        ).values_list("enrolment__person", flat=True)
    )
    return [
        max(0, place.capacity - sum(number <= place.capacity for number in taken[person]) - offered[person])
        for place, person in zip(mentors, people, strict=True)
    ]


def _reporting_lines(people: Sequence[Profile]) -> Lines:
    """Each person's manager and that manager's manager: two levels up, and so two levels down."""
    lines: dict[Key, Key | None] = {str(person.pk): _key(person.manager_id) for person in people}
    managers = {person.manager_id for person in people if person.manager_id}
    for pk, manager in Profile.objects.filter(pk__in=managers).values_list("pk", "manager"):
        lines.setdefault(str(pk), _key(manager))
    return lines


def pairs_of_before(cohort: Cohort) -> frozenset[frozenset[str]]:
    """Who was suggested to whom in this cohort and is not again: taken out, kept, asked, answered, or a pair by now."""
    sides = ProposalSide.objects.filter(proposal__cohort=cohort)
    sides = sides.exclude(proposal__status=Proposal.Status.DRAFT, proposal__locked=False)
    # What was kept and lost one of its people was nobody's wish.
    sides = sides.exclude(proposal__status=Proposal.Status.REMOVED, proposal__locked=True)
    return _grouped(sides.values_list("proposal", "enrolment__person"))


def pairs_kept_apart(people: Sequence[UUID]) -> frozenset[frozenset[str]]:
    """Who asked, when saying no in whichever round, not to be suggested to each other in later ones either."""
    said_no = ProposalSide.objects.filter(answer=ProposalSide.Answer.NO, later__isnull=False)
    wishes = said_no.filter(proposal__sides__enrolment__person__in=people).distinct().only("pk", "proposal", "later")
    apart = [side.proposal_id for side in wishes if side.later == ProposalSide.APART]
    both = ProposalSide.objects.filter(proposal__in=apart)
    return _grouped(both.values_list("proposal", "enrolment__person"))


def _pairs_of_now(people: Sequence[UUID]) -> frozenset[frozenset[str]]:
    """Who is in an open pair with whom in any programme: nobody mentors the one who mentors them."""
    open_pairs = Membership.objects.filter(ended_at=None, mentorship__memberships__person__in=people)
    return _grouped(open_pairs.values_list("mentorship", "person").distinct())


def _grouped(rows: Iterable[tuple[UUID, UUID]]) -> frozenset[frozenset[str]]:
    pairs: dict[UUID, set[str]] = {}
    for key, person in rows:
        pairs.setdefault(key, set()).add(str(person))
    return frozenset(frozenset(pair) for pair in pairs.values() if len(pair) > 1)
