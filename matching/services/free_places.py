"""Which mentors have a place free, as a search would count it: over all programmes, within their own limit.

Whoever has not the training that the programme asks for has none that counts.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce, JSONObject

from matching.models import Membership, Proposal, ProposalSide, Run
from matching.services.inputs import places_looked_at
from matching.services.seats import left_of
from matching.trained import trained_as_asked
from programmes.models import Cohort, Role


class Freed(NamedTuple):
    """What a search would find that the last one did not; the same for everybody, whoever may not be paired with whom.

    `place`: a mentor has a place free who had none left. `mentor`: it is one whom the last search did not know.
    """

    place: bool = False
    mentor: bool = False


def freed_since(run: Run, now: Iterable[Mapping[str, Any]]) -> Freed:
    """By the places that the last search left and those there are `now` (`places_now`); nothing where it kept none."""
    if not run.certificate:
        return Freed()
    known, left = set(run.certificate["mentors"]), _left_by(run)
    free = [each["place"] for each in now if left_of(each["capacity"], each["limit"], each["taken"]) > each["offered"]]
    return Freed(place=any(not left[mentor] for mentor in free), mentor=any(mentor not in known for mentor in free))


def places_now(cohort: Cohort) -> ArraySubquery:
    """What `freed_since` goes by, drafts standing as they are, to be read beside something else without a query."""
    mentors = _counted(cohort, Proposal.objects.held() | Proposal.objects.drafts_of(cohort))
    limit = F("person__mentor_limit")
    row = JSONObject(place="pk", capacity="capacity", limit=limit, taken="taken", offered="offered")
    return ArraySubquery(mentors.values_list(row))


def mentors_with_a_place(cohort: Cohort, *, beside: Collection[UUID] = ()) -> set[UUID]:
    """Places of mentors who could be asked by somebody; a draft that nobody keeps makes room, but for those `beside`,
    given by their keys. One query.
    """
    mentors = _counted(cohort, Proposal.objects.held() | Proposal.objects.filter(pk__in=beside))
    found = mentors.values_list("pk", "capacity", "person__mentor_limit", "taken", "offered")
    return {place for place, capacity, limit, taken, asked in found if left_of(capacity, limit, taken) > asked}


def _counted(cohort: Cohort, standing: QuerySet[Proposal]) -> QuerySet[Any]:
    """The mentors of a cohort with the numbers of the seats they have taken, and how many of these suggestions ask
    them, anywhere.
    """
    seats = Membership.objects.filter(seat__person=OuterRef("person"), ended_at=None).values("seat__number")
    sides = ProposalSide.objects.filter(role=Role.MENTOR, enrolment__person=OuterRef("person"))
    number = sides.filter(proposal__in=standing).order_by().values("enrolment__person").annotate(number=Count("pk"))
    mentors = places_looked_at(cohort).filter(trained_as_asked(), role=Role.MENTOR)
    rows = mentors.annotate(taken=ArraySubquery(seats))
    return rows.annotate(offered=Coalesce(Subquery(number.values("number")), 0)).order_by()


def _left_by(run: Run) -> Counter[str]:
    """How many places of each mentor a search left free."""
    kept = run.certificate
    left = Counter(dict(zip(kept["mentors"], kept["capacity"], strict=True)))
    left.subtract(kept["mentors"][column] for column in kept["mentor_of"] if column >= 0)
    return left
