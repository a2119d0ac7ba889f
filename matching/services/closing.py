"""What every end of a suggestion shares, whoever brings it about, and what the two read of it."""

from datetime import timedelta

from matching import emails
from matching.models import PROPOSAL_MOVES, Proposal, ProposalSide
from matching.services.forgetting_questions import forget_questions
from matching.services.written import drop_drafts
from mentoring.accounts.models import User
from mentoring.audit.services import record_event, record_events
from mentoring.lib import clock
from mentoring.lib.moves import check_move
from mentoring.outbox.services import cancel_messages, cancel_messages_about, queue_message
from programmes.models import Cohort

Status = Proposal.Status
# Whoever says no for want of time is led to giving their place back: so long nobody else is suggested to them.
PAUSE = timedelta(minutes=15)


def move_proposal(proposal: Proposal, status: str) -> None:
    """What the two asked each other while it was open goes with it."""
    check_move(PROPOSAL_MOVES, proposal.status, status)
    if proposal.status == Status.SENT:
        forget_questions([proposal])
    proposal.status = status
    proposal.save(update_fields=["status", "next_up_at"])


def close_proposal(proposal: Proposal, *, verb: str, by: User | None, status: str = Status.DECLINED) -> None:
    """End a locked suggestion; what still waits to be sent about it is taken back. The next best waits a moment."""
    proposal.next_up_at = clock.now() + PAUSE
    move_proposal(proposal, status)
    record_event(verb=verb, subject=proposal, by=by)
    cancel_messages(subject=proposal, kinds=[emails.SUGGESTION, emails.REQUEST])


def close_all(*, cohort: Cohort, by: User) -> None:
    """End every open suggestion of a locked cohort that is over, which everybody reads anyway. Drafts vanish.

    In a number of queries that does not grow: hundreds may be open.
    """
    drop_drafts(Proposal.objects.drafts_of(cohort))
    rows = Proposal.objects.filter(cohort=cohort, status=Status.SENT).select_for_update(no_key=True)
    sent = list(rows.order_by("pk"))
    for proposal in sent:
        check_move(PROPOSAL_MOVES, proposal.status, Status.DECLINED)
    forget_questions(sent)
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in sent]).update(status=Status.DECLINED)
    record_events(verb="proposal.close", subjects=sent, by=by)
    cancel_messages_about(subjects=sent, kinds=[emails.SUGGESTION, emails.REQUEST])


def tell_closed(side: ProposalSide, *, about: ProposalSide) -> None:
    """The same words after a no, a silence or a place given back, so that none of them can be told from another."""
    queue_message(
        kind=emails.SUGGESTION_CLOSED,
        subject=side.proposal,
        recipient=side.enrolment.person.user,
        occurrence=_occurrence(side.proposal),
        mail=emails.suggestion_closed(side, about),
    )


def _occurrence(proposal: Proposal) -> str:
    """Once for each time that it was sent."""
    return f"close-{proposal.sent_at.isoformat()}" if proposal.sent_at else "close"
