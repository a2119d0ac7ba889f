"""Pairs that the coordinator keeps, through one search and the next."""

from matching.models import PROPOSAL_MOVES, Proposal, ProposalSide
from matching.services.possible import no_longer_possible
from matching.services.written import drop_drafts
from mentoring.audit.services import record_events
from mentoring.lib.moves import check_move
from programmes.models import Cohort, Enrolment, Role


def drop_kept(cohort: Cohort) -> int:
    """Take out the kept drafts of a locked cohort that can come to nothing; they stay locked, for the board to tell.

    One of their people has no place any more, or a closed account.
    """
    kept = Proposal.objects.drafts_of(cohort).filter(locked=True)
    here = Enrolment.objects.matchable(cohort).values("pk")
    gone = ProposalSide.objects.filter(proposal__in=kept).exclude(enrolment__in=here)
    lost = list(kept.filter(pk__in=gone.values("proposal")))
    for proposal in lost:
        check_move(PROPOSAL_MOVES, proposal.status, Proposal.Status.REMOVED)
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in lost]).update(status=Proposal.Status.REMOVED)
    record_events(verb="proposal.drop", subjects=lost, by=None)
    return len(lost)


def free_forbidden(cohort: Cohort) -> None:
    """Before a search: both of a kept draft who may not be suggested to each other any more are looked at like others.

    Nothing tells of it, as nobody reads why.
    """
    kept = Proposal.objects.drafts_of(cohort).filter(locked=True)
    gone = no_longer_possible(cohort, list(kept.values_list("pk", flat=True)))
    drop_drafts(Proposal.objects.filter(pk__in=gone))


def draft_pairs(cohort: Cohort) -> dict[str, str]:
    """The mentor's place of each mentee's place, in the drafts of a cohort."""
    sides = ProposalSide.objects.filter(proposal__in=Proposal.objects.drafts_of(cohort))
    places: dict[str, dict[str, str]] = {}
    for proposal, role, place in sides.values_list("proposal", "role", "enrolment"):
        places.setdefault(str(proposal), {})[role] = str(place)
    return {pair[Role.MENTEE]: pair[Role.MENTOR] for pair in places.values()}
