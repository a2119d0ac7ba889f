"""What waits for a coordinator in a cohort, counted in one way for Today, for Home and for the page of the cohort."""

from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import Aggregate, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from matching.models import Proposal
from matching.reports import alone, unanswered
from mentoring.lib.next_step import Task
from programmes.models import Cohort, Enrolment, Role

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# Two suggestions to one mentee that got no answer are one thing to do.
ONE_A_MENTEE = Count("sides__enrolment", filter=Q(sides__role=Role.MENTEE), distinct=True)


class Waiting(TypedDict):
    """How much waits for a coordinator in a cohort."""

    # Suggestions that wait to be sent, and those of them that followed one that came to nothing.
    drafts: int
    next_up: int
    # Mentees in no pair and no suggestion, and those of them whose last suggestion got no answer in time.
    lonely: int
    late: int


CohortWithWork: TypeAlias = "WithAnnotations[Cohort, Waiting]"


def with_work(cohorts: QuerySet[Cohort]) -> "QuerySet[CohortWithWork]":
    """These cohorts, each with its numbers, in the one query."""
    this = OuterRef("pk")
    drafts = Proposal.objects.filter(cohort=this, status=Proposal.Status.DRAFT)
    return cohorts.annotate(
        drafts=number_of(drafts),
        next_up=number_of(drafts.filter(origin=Proposal.Origin.NEXT)),
        lonely=number_of(alone(Enrolment.objects.able_to_answer().filter(cohort=this, role=Role.MENTEE))),
        late=number_of(unanswered(Proposal.objects.filter(cohort=this)), ONE_A_MENTEE),
    )


def number_of(rows: QuerySet[Any], number: Aggregate | None = None) -> Combinable:
    """How many rows there are of the cohort that these are filtered by."""
    counted = rows.order_by().values("cohort").annotate(number=number or Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def mentees_who_wait(cohort: "CohortWithWork") -> list[tuple[Task, int]]:
    """The mentees with nobody, each counted once: whose suggestion got no answer in time, and the others.

    Before the first pairs of a cohort are found all its mentees are with nobody, and that is no work by itself.
    """
    if not cohort.drafts and cohort.stage != Cohort.Stage.RUNNING:
        return []
    numbers = [(Task.UNANSWERED, cohort.late), (Task.UNPAIRED, cohort.lonely - cohort.late)]
    return [(task, number) for task, number in numbers if number > 0]
