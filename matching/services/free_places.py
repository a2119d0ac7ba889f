"""Which mentors have a place free, as a search would count it: over all programmes, within their own limit."""

from collections import Counter
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce

from matching.models import Membership, Proposal, ProposalSide, Run
from matching.services.inputs import places_looked_at
from matching.services.seats import left_of
from programmes.models import Cohort, Role


class Freed(NamedTuple):
    """What a search would find that the last one did not; the same for everybody, whoever may not be paired with whom.

    `place`: a mentor has a place free who had none left. `mentor`: it is one whom the last search did not know.
    """

    place: bool = False
    mentor: bool = False


def freed_since(run: Run | None) -> Freed:
    """By the places that the last search left and those free now; nothing where it did not keep them. One query."""
    if run is None or not run.certificate:
        return Freed()
    standing = Proposal.objects.held() | Proposal.objects.drafts_of(run.cohort)
    free, known, left = mentors_with_a_place(run.cohort, standing), set(run.certificate["mentors"]), _left_by(run)
    return Freed(
        place=any(not left[str(mentor)] for mentor in free), mentor=any(str(mentor) not in known for mentor in free)
    )


def mentors_with_a_place(cohort: Cohort, standing: QuerySet[Proposal]) -> set[UUID]:
    """Places of mentors who could be suggested to somebody else beside the suggestions `standing`. One query."""
    seats = Membership.objects.filter(seat__person=OuterRef("person"), ended_at=None).values("seat__number")
    sides = ProposalSide.objects.filter(role=Role.MENTOR, enrolment__person=OuterRef("person"))
    number = (
        sides.filter(proposal__in=standing)
        .order_by()
        .values("enrolment__person")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = places_looked_at(cohort).filter(role=Role.MENTOR).annotate(taken=ArraySubquery(seats))
    rows = rows.annotate(offered=Coalesce(Subquery(number), 0))
    found = rows.order_by().values_list("pk", "capacity", "person__mentor_limit", "taken", "offered")
    return {place for place, capacity, limit, taken, asked in found if left_of(capacity, limit, taken) > asked}


def _left_by(run: Run) -> Counter[str]:
    """How many places of each mentor a search left free."""
    kept = run.certificate
    left = Counter(dict(zip(kept["mentors"], kept["capacity"], strict=True)))
    left.subtract(kept["mentors"][column] for column in kept["mentor_of"] if column >= 0)
    return left
