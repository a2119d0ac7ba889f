"""What stands between the people of a cohort, in whichever programme: pairs, open and of before, and suggestions."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from matching.models import Membership, Proposal, ProposalSide
from mentoring.lib.crypto import Sealed
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
    is_further: bool

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


class Past(NamedTuple):
    """One of a pair that has ended. What they wish since lies sealed until it is asked."""

    mentorship: UUID
    person: UUID
    ended_at: datetime
    member: UUID
    wish: Sealed | None

    @property
    def wishes_again(self) -> bool:
        return Membership.from_db(None, ["id", "wish"], [self.member, self.wish]).wishes_again


@dataclass(frozen=True, slots=True)
class Standing:
    """`members` of open pairs with somebody of the cohort, `sides` of all its suggestions and of those held elsewhere
    that somebody of it is asked in; `past` are those of pairs that have ended, with somebody of it.
    """

    cohort: UUID
    members: list[Member]
    sides: list[Side]
    past: list[Past]

    def holding(self, drafts: Container[UUID]) -> "Standing":
        """The same as if the coordinator kept these drafts, given by their keys."""
        return replace(
            self, sides=[side._replace(locked=side.locked or side.proposal in drafts) for side in self.sides]
        )

    def without_past(self) -> "Standing":
        """The same as if no pair had ended before."""
        return replace(self, past=[])

    def without(self, proposals: Container[UUID]) -> "Standing":
        """The same as if there were none of these suggestions, given by their keys."""
        return replace(self, sides=[side for side in self.sides if side.proposal not in proposals])

    def paired_here(self) -> Couples:
        """Who are in an open pair of the cohort, or in a suggestion of it that is held."""
        held = (side for side in self.sides if side.is_held and side.cohort == self.cohort)
        pairs = (member for member in self.members if member.cohort == self.cohort)
        return grouped((side.proposal, side.person) for side in held) | grouped(
            (member.mentorship, member.person) for member in pairs
        )

    def without_couples(self, couples: Couples) -> "Standing":
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
        had = self.mentors_had()
        return {side.proposal for side in self.movable_sides() if side.role == Role.MENTEE and not had[side.enrolment]}

    def movable_sides(self) -> list[Side]:
        """Both sides of each draft of the cohort that nobody keeps."""
        return [side for side in self._drafts() if not side.locked]

    def drafts(self) -> set[UUID]:
        """All drafts of the cohort, by their keys."""
        return {side.proposal for side in self._drafts()}

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

    def met(self) -> Couples:
        """Whose pair has ended, whatever they wish since, whoever of the two was the mentor."""
        return frozenset(self._last_pairs())

    def wished_again(self) -> Couples:
        """Those of them who have both said, after their last pair, that they would like to be one again."""
        return frozenset(
            couple for couple, both in self._last_pairs().items() if all(past.wishes_again for past in both)
        )

    def _last_pairs(self) -> dict[frozenset[str], list[Past]]:
        """Of those whose pair has ended both, by couple: of several pairs of the same two the last one."""
        pairs: dict[UUID, list[Past]] = defaultdict(list)
        for past in sorted(self.past, key=lambda each: each.ended_at):
            pairs[past.mentorship].append(past)
        return {frozenset(str(past.person) for past in both): both for both in pairs.values()}

    def together(self) -> Couples:
        """Who are a pair or asked about each other, in any programme, whoever of the two is the mentor; or were a pair,
        and have not both wished to be one again.
        """
        pairs = grouped((member.mentorship, member.person) for member in self.members)
        asked = (side for side in self.sides if side.status == Status.SENT)
        parted = self.met() - self.wished_again()
        return parted | pairs | grouped((side.proposal, side.person) for side in asked)

    def already(self) -> Couples:
        """Who is not suggested to each other: they are `together`, or were suggested to each other in this cohort.

        A suggestion that made them a pair keeps nobody apart who would like to be one again.
        """
        before = [side for side in self.sides if side.cohort == self.cohort and side.keeps_apart]
        made_a_pair = grouped((side.proposal, side.person) for side in before if side.status == Status.ACCEPTED)
        others = grouped((side.proposal, side.person) for side in before if side.status != Status.ACCEPTED)
        return self.together() | others | (made_a_pair - self.wished_again())


def read_standing(cohort: Cohort) -> Standing:
    """Two queries, however many people there are."""
    people = Enrolment.objects.filter(cohort=cohort).values("person")
    pairs = Membership.objects.filter(person__in=people).values("mentorship")
    members = Membership.objects.filter(mentorship__in=pairs)
    asked = ProposalSide.objects.filter(enrolment__person__in=people, proposal__in=Proposal.objects.held())
    sides = ProposalSide.objects.filter(proposal__cohort=cohort) | ProposalSide.objects.filter(
        proposal__in=asked.values("proposal")
    )
    return _standing(cohort, members, sides)


def standing_of(person: Profile, cohort: Cohort) -> Standing:
    """The same as far as it is about this one person of the cohort. Two queries."""
    pairs = Membership.objects.filter(person=person).values("mentorship")
    theirs = ProposalSide.objects.filter(enrolment__person=person).values("proposal")
    here_or_held = Q(proposal__cohort=cohort) | Q(proposal__in=Proposal.objects.held())
    members = Membership.objects.filter(mentorship__in=pairs)
    return _standing(cohort, members, ProposalSide.objects.filter(here_or_held, proposal__in=theirs))


def _standing(cohort: Cohort, members: QuerySet[Membership], sides: QuerySet[ProposalSide]) -> Standing:
    of_member = ("mentorship", "enrolment__cohort", "enrolment", "person", "role", "seat__person", "seat__number")
    open_ones, past = [], []
    for *row, ended_at, member, wish in members.values_list(*of_member, "ended_at", "pk", "wish"):
        one = Member(*row)
        if ended_at is None:
            open_ones.append(one)
        else:
            past.append(Past(one.mentorship, one.person, ended_at, member, wish))
    of_side = ("proposal", "proposal__status", "proposal__locked", "proposal__cohort", "enrolment")
    return Standing(
        cohort=cohort.pk,
        members=open_ones,
        sides=[Side(*row) for row in sides.values_list(*of_side, "enrolment__person", "role", "proposal__is_further")],
        past=past,
    )


def grouped(rows: Iterable[tuple[UUID, UUID]]) -> Couples:
    """The people of each two who have the same key."""
    pairs: dict[UUID, set[str]] = {}
    for key, person in rows:
        pairs.setdefault(key, set()).add(str(person))
    return frozenset(frozenset(pair) for pair in pairs.values() if len(pair) > 1)
