"""Drafts of suggestions: taken out by the coordinator, or sent to both people."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from matching import emails
from matching.models import PROPOSAL_MOVES, Proposal, ProposalSide
from matching.services.exclusions import drop_excluded_drafts
from matching.services.locks import lock_proposal
from matching.services.runs import is_searching
from matching.why import skill_names
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from programmes.models import Cohort
from programmes.services import lock_cohort, start_running


@in_transaction
def remove_proposal(*, proposal: Proposal, by: User) -> Proposal:
    """Take a draft out; these two are not suggested to each other again in this cohort. Refused once it was sent."""
    proposal = lock_proposal(proposal)
    check_move(PROPOSAL_MOVES, proposal.status, Proposal.Status.REMOVED)
    proposal.status = Proposal.Status.REMOVED
    proposal.save(update_fields=["status"])
    record_event(verb="proposal.remove", subject=proposal, by=by)
    return proposal


@in_transaction
def send_proposals(*, cohort: Cohort, by: User) -> int:
    """Send every draft of the cohort to both people and let the cohort run; returns how many were sent.

    A draft with somebody whose account closed since the search, or of two who may no longer meet, is dropped. Refused
    while a search is on its way, when there is nothing to send, and once the cohort nears its end.
    """
    cohort = lock_cohort(cohort)
    if cohort.stage == Cohort.Stage.CLOSING:
        raise Refused(_("This round is coming to its end, so nothing new is suggested."))
    if is_searching(cohort):
        raise Refused(_("A search for pairs is on its way. Please wait until it is done."))
    drafts = _lock_drafts(cohort)
    if not drafts:
        raise Refused(_("There is no suggestion to send."))
    if cohort.stage != Cohort.Stage.RUNNING:
        cohort = start_running(cohort=cohort, by=by)
    _mark_sent(drafts, cohort)
    names = skill_names(proposal.reasons for proposal in drafts)
    for proposal in drafts:
        record_event(verb="proposal.send", subject=proposal, by=by)
        _write_to_both(proposal, names)
    return len(drafts)


def _lock_drafts(cohort: Cohort) -> list[Proposal]:
    drafts = Proposal.objects.drafts_of(cohort)
    drafts.unanswerable().delete()
    sides = ProposalSide.objects.select_related("enrolment__person__user", "enrolment__person__department")
    locked = drafts.select_for_update(no_key=True).order_by("pk").prefetch_related(Prefetch("sides", sides))
    return drop_excluded_drafts(locked)


def _mark_sent(drafts: list[Proposal], cohort: Cohort) -> None:
    sent_at = clock.now()
    for proposal in drafts:
        proposal.status, proposal.sent_at = Proposal.Status.SENT, sent_at
        for side in proposal.sides.all():
            side.proposal, side.enrolment.cohort = proposal, cohort
    Proposal.objects.bulk_update(drafts, ["status", "sent_at"], batch_size=500)


def _write_to_both(proposal: Proposal, names: dict[str, str]) -> None:
    one, other = proposal.sides.all()
    for side, suggested in ((one, other), (other, one)):
        queue_message(
            kind=emails.SUGGESTION,
            subject=proposal,
            recipient=side.enrolment.person.user,
            occurrence="send",
            mail=emails.suggestion(side, suggested, names),
        )
