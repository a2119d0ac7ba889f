"""What stands between the people of a cohort now, in whichever programme: open pairs and suggestions."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from matching.models import Membership, Proposal, ProposalSide
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role

Couples = frozenset[frozenset[str]]
Status = Proposal.Status


class Member(NamedTuple):
    """One of an open pair. `owner` and `number` are those of the seat; a mentee's has no owner."""

    mentorship: UUID
    cohort: UUID
    enrolment: UUID
    person: UUID
    role: str
    owner: UUID | None
    number: int


class Side(NamedTuple):
    """One of the two of a suggestion."""

    proposal: UUID
    status: str
    locked: bool
    cohort: UUID
    enrolment: UUID
    person: UUID
    role: str

    @property
    def is_held(self) -> bool:
        """Sent and open, or kept by the coordinator: a search leaves it alone."""
        return self.status == Status.SENT or (self.status == Status.DRAFT and self.locked)

    @property
    def keeps_apart(self) -> bool:
        """Whether the two are not suggested to each other again in its cohort: taken out, kept, asked or answered.

        What was kept and lost one of its people was nobody's wish.
        """
        is_new = self.status == Status.DRAFT and not self.locked
        is_lost = self.status == Status.REMOVED and self.locked
        return not (is_new or is_lost)


@dataclass(frozen=True, slots=True)
class Standing:
    """`members` of open pairs with somebody of the cohort, `sides` of all its suggestions and of those held elsewhere
    that somebody of it is asked in.
    """

    cohort: UUID
    members: list[Member]
    sides: list[Side]

    def holding(self, drafts: Container[UUID]) -> "Standing":
        """The same as if the coordinator kept these drafts, given by their keys."""
        return replace(
            self, sides=[side._replace(locked=side.locked or side.proposal in drafts) for side in self.sides]
        )

    def paired_here(self) -> Couples:
        """Who are in an open pair of the cohort, or in a suggestion of it that is held."""
        held = (side for side in self.sides if side.is_held and side.cohort == self.cohort)
        pairs = (member for member in self.members if member.cohort == self.cohort)
        return grouped((side.proposal, side.person) for side in held) | grouped(
            (member.mentorship, member.person) for member in pairs
        )

    def without(self, couples: Couples) -> "Standing":
        """The same as if these had never been suggested to each other in the cohort, nor had become a pair there."""
        people: dict[UUID, set[str]] = defaultdict(set)
        for side in self.sides:
            people[side.proposal].add(str(side.person))
        for member in self.members:
            people[member.mentorship].add(str(member.person))
        gone = {key for key, both in people.items() if frozenset(both) in couples}
        return replace(
            self,
            members=[each for each in self.members if each.cohort != self.cohort or each.mentorship not in gone],
            sides=[each for each in self.sides if each.cohort != self.cohort or each.proposal not in gone],
        )

    def settled(self) -> set[UUID]:
        """The mentees' places of the cohort that are in an open pair, or in a suggestion that is held."""
        return set(self.mentors_had())

    def mentors_had(self, *, but: Container[UUID] = ()) -> Counter[UUID]:
        """In how many open pairs and suggestions that are held each mentee's place of the cohort is, without the
        suggestions with these keys.
        """
        held = (side for side in self.sides if side.is_held and side.proposal not in but)
        here: list[Member | Side] = [*self.members, *held]
        return Counter(each.enrolment for each in here if each.cohort == self.cohort and each.role == Role.MENTEE)

    def mentees_in_drafts(self) -> set[UUID]:
        """The mentees' places of drafts of the cohort."""
        return {side.enrolment for side in self._drafts() if side.role == Role.MENTEE}

    def first_drafts(self) -> set[UUID]:
        """The drafts of the cohort that nobody keeps and whose mentee has nobody else, by their keys."""
        had, movable = self.mentors_had(), [side for side in self._drafts() if not side.locked]
        return {side.proposal for side in movable if side.role == Role.MENTEE and not had[side.enrolment]}

    def _drafts(self) -> Iterator[Side]:
        return (side for side in self.sides if side.status == Status.DRAFT and side.cohort == self.cohort)

    def taken(self) -> Mapping[UUID, list[int]]:
        """The numbers of the seats that each mentor has taken, in whichever programme."""
        numbers: dict[UUID, list[int]] = defaultdict(list)
        for member in self.members:
            if member.owner is not None:
                numbers[member.owner].append(member.number)
        return numbers

    def offered(self, *, but: Container[UUID] = ()) -> Counter[UUID]:
        """How many suggestions that are held each mentor is asked in, without those with these keys."""
        held = (side for side in self.sides if side.is_held and side.proposal not in but)
        return Counter(side.person for side in held if side.role == Role.MENTOR)

    def together(self) -> Couples:
        """Who are a pair or asked about each other, in any programme, whichever of the two is the mentor."""
        asked = (side for side in self.sides if side.status == Status.SENT)
        return grouped((member.mentorship, member.person) for member in self.members) | grouped(
            (side.proposal, side.person) for side in asked
        )

    def already(self) -> Couples:
        """Who is not suggested to each other, whichever of the two is the mentor: they are together in any programme or
        asked about it, or were suggested to each other in this cohort.
        """
        before = (side for side in self.sides if side.cohort == self.cohort and side.keeps_apart)
        return self.together() | grouped((side.proposal, side.person) for side in before)


def read_standing(cohort: Cohort) -> Standing:
    """Two queries, however many people there are."""
    people = Enrolment.objects.filter(cohort=cohort).values("person")
    pairs = Membership.objects.filter(person__in=people, ended_at=None).values("mentorship")
    members = Membership.objects.filter(mentorship__in=pairs, ended_at=None)
    asked = ProposalSide.objects.filter(enrolment__person__in=people, proposal__in=Proposal.objects.held())
    sides = ProposalSide.objects.filter(proposal__cohort=cohort) | ProposalSide.objects.filter(
        proposal__in=asked.values("proposal")
    )
    return _standing(cohort, members, sides)


def standing_of(person: Profile, cohort: Cohort) -> Standing:
    """The same as far as it is about this one person of the cohort. Two queries."""
    pairs = Membership.objects.filter(person=person, ended_at=None).values("mentorship")
    theirs = ProposalSide.objects.filter(enrolment__person=person).values("proposal")
    here_or_held = Q(proposal__cohort=cohort) | Q(proposal__in=Proposal.objects.held())
    members = Membership.objects.filter(mentorship__in=pairs, ended_at=None)
    return _standing(cohort, members, ProposalSide.objects.filter(here_or_held, proposal__in=theirs))


def _standing(cohort: Cohort, members: QuerySet[Membership], sides: QuerySet[ProposalSide]) -> Standing:
    of_member = ("mentorship", "enrolment__cohort", "enrolment", "person", "role", "seat__person", "seat__number")
    of_side = ("proposal", "proposal__status", "proposal__locked", "proposal__cohort", "enrolment")
    return Standing(
        cohort=cohort.pk,
        members=[Member(*row) for row in members.values_list(*of_member)],
        sides=[Side(*row) for row in sides.values_list(*of_side, "enrolment__person", "role")],
    )


def grouped(rows: Iterable[tuple[UUID, UUID]]) -> Couples:
    """The people of each two who have the same key."""
    pairs: dict[UUID, set[str]] = {}
    for key, person in rows:
        pairs.setdefault(key, set()).add(str(person))
    return frozenset(frozenset(pair) for pair in pairs.values() if len(pair) > 1)
