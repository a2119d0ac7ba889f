"""What follows a suggestion of the programme team that came to nothing, where the programme wishes for it: the next
best pair, ready to be sent or sent.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from matching.models import Membership, Policy, Proposal, ProposalSide, policy_of
from matching.reply import days_to_choose, goes_by_itself
from matching.services.free_places import mentors_with_a_place
from matching.services.kept import drop_further_without_place
from matching.services.locks import lock_sides
from matching.services.one_row import read_row
from matching.services.runs import RUN_KIND
from matching.services.sending import send_one
from matching.services.standing import read_standing
from mentoring.audit.models import AuditEvent
from mentoring.audit.services import record_event
from mentoring.jobs.models import Job
from mentoring.lib import clock
from mentoring.lib.transactions import in_transaction
from programmes.models import Cohort, Enrolment, Role
from programmes.services import lock_cohort

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# Of all mentees, at most, in one tick: each is compared with all mentors who have a place free.
AT_ONCE = 50
# So many for one mentee, one after the other, without a suggestion of the programme team's own between them.
MOST_IN_A_ROW = 3
# After this the next best is looked for again, where nobody was there.
AGAIN_AFTER = timedelta(hours=1)
Origin, Status, NextUp = Proposal.Origin, Proposal.Status, Policy.NextUp


class Waited(TypedDict):
    """The last suggestion to somebody, when it was sent or made, and where it and those before it came from."""

    last: UUID
    last_at: datetime
    recent: list[str]


WaitingPlace: TypeAlias = "WithAnnotations[Enrolment, Waited]"


def follow_up() -> int:
    """Give each mentee of a running cohort who has nobody, since what the programme team last suggested to them came to
    nothing, the best pair there is for them now, as a draft or sent as their programme says; returns how many.

    Whoever was suggested somebody longest ago comes first. Nobody is given one where people choose or name somebody,
    after a question that one of the two asked, while a search is on its way, after as many in a row as there may be,
    nor where the round would be over before an answer is due.
    """
    return sum(_follow(*keys) for keys in list(_waiting().values_list("cohort", "pk")[:AT_ONCE]))


def _waiting() -> "QuerySet[WaitingPlace]":
    """The mentees' places for which the next best is looked for now, since their last suggestion came to nothing."""
    ways = [NextUp.READY, NextUp.SENT] if goes_by_itself(_on_the_wall()) else [NextUp.READY]
    policy = "cohort__programme__policy"
    is_wished = Q(**{f"{policy}__style": F("cohort__programme__style"), f"{policy}__next_up__in": ways})
    has_time = Q(cohort__ends_on=None) | Q(cohort__ends_on__gte=_reply_by())
    places = Enrolment.objects.able_to_answer().filter(is_wished, has_time, cohort__stage=Cohort.Stage.RUNNING)
    searches = Job.objects.open().filter(kind=RUN_KIND, subject_id=OuterRef("cohort"))
    # Whom a coordinator keeps apart before anybody suggested them is no suggestion that came to anything.
    vetoes = AuditEvent.objects.filter(verb="proposal.veto", subject_id=OuterRef("proposal"))
    sides = ProposalSide.objects.filter(enrolment=OuterRef("pk"))
    sides = sides.exclude(Exists(vetoes), proposal__status=Status.REMOVED)
    sides = sides.annotate(moment=Coalesce("proposal__sent_at", "proposal__created_at")).order_by("-moment", "-pk")
    places = places.filter(~_has_somebody(), ~Exists(searches), role=Role.MENTEE).annotate(
        last=Subquery(sides.values("proposal")[:1]),
        last_at=Subquery(sides.values("moment")[:1]),
        recent=ArraySubquery(sides.values("proposal__origin")[:MOST_IN_A_ROW]),
    )
    due = Q(next_up_at=None) | Q(next_up_at__lte=clock.now())
    closed = Proposal.objects.filter(due, pk=OuterRef("last"), status__in=[Status.DECLINED, Status.LAPSED])
    too_many = Q(recent=[Origin.NEXT.value] * MOST_IN_A_ROW)
    return places.filter(~too_many, Exists(closed.exclude(origin=Origin.REQUEST))).order_by("last_at", "pk")


def _has_somebody() -> Q:
    """Of places: in a pair, in a suggestion that waits for answers or to be sent, or at rest."""
    members = Membership.objects.filter(enrolment=OuterRef("pk"))
    suggested = ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__in=Proposal.objects.open())
    return Q(Exists(members.filter(ended_at=None)) | Exists(members.at_rest()) | Exists(suggested))


@in_transaction
def _follow(cohort_id: UUID, place_id: UUID) -> bool:
    """Unless something happened to this mentee a moment ago, another worker among it. Where nobody is there, it is
    looked for again later.
    """
    cohort = lock_cohort(Cohort(pk=cohort_id))
    mentee = _waiting().select_related("person__user").filter(pk=place_id).first()
    if mentee is None:
        return False
    mentee.cohort = cohort
    proposal = _best_for(mentee)
    if proposal is None:
        Proposal.objects.filter(pk=mentee.last).update(next_up_at=clock.now() + AGAIN_AFTER)
        return False
    record_event(verb="proposal.follow", subject=proposal, by=None)
    if policy_of(cohort.programme).next_up == NextUp.SENT:
        send_one(proposal, lock_sides(proposal), _reply_by(), verb="proposal.send", by=None)
    drop_further_without_place(cohort)
    return True


def _best_for(mentee: Enrolment) -> Proposal | None:
    """A draft with the best mentor there is for this place of a locked cohort; None where there is none.

    By the rules and points of a search, but for two who wish to be a pair again (docs/decisions/0044). Drafts of
    whoever has nobody else hold their places, those of further mentors make room (docs/decisions/0043).
    """
    cohort = mentee.cohort
    free = mentors_with_a_place(cohort, beside=read_standing(cohort).first_drafts()) - _who_learn_from(mentee)
    row = read_row(mentee)
    best = next((place for _score, place in row.possible() if place in free), None)
    if best is None:
        return None
    proposal = row.suggestion(best)
    proposal.cohort, proposal.created_at, proposal.origin = cohort, clock.now(), Origin.NEXT
    proposal.save(force_insert=True)
    ProposalSide.objects.bulk_create(
        ProposalSide(proposal=proposal, enrolment_id=place, role=role)
        for role, place in ((Role.MENTOR, best), (Role.MENTEE, mentee.pk))
    )
    return proposal


def _who_learn_from(mentee: Enrolment) -> set[UUID]:
    """The places of mentors whom a draft has learn from this very person: nobody mentors the one who mentors them."""
    drafts = Proposal.objects.drafts_of(mentee.cohort).filter(sides__enrolment__person=mentee.person_id)
    people = ProposalSide.objects.filter(proposal__in=drafts.values("pk")).values("enrolment__person")
    return set(Enrolment.objects.filter(cohort=mentee.cohort, person__in=people).values_list("pk", flat=True))


def _reply_by() -> date:
    usual, _first, _last = days_to_choose(clock.company_today())
    return usual


def _on_the_wall() -> datetime:
    return timezone.localtime(clock.now(), timezone.get_default_timezone())
