"""What both sides answer to a suggestion, and what comes of it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from matching import emails
from matching.models import PROPOSAL_MOVES, Proposal, ProposalSide
from matching.services.locks import lock_proposal, lock_sides
from matching.services.mentorships import AlreadyAPair, begin_mentorship
from matching.services.seats import NoPlaceLeft
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import cancel_messages, queue_message
from programmes.models import Enrolment, Role

Answer = ProposalSide.Answer
Status = Proposal.Status


def accept_proposal(*, proposal: Proposal, by: User) -> Proposal:
    """Say yes; once both did they are a pair, with a seat each, in the same moment. Saying it twice is harmless.

    Refused to anybody else and after the suggestion closed. Refused, too, when meanwhile the mentor's last place was
    taken or the two became a pair elsewhere: the suggestion then closes, so that the programme team sees the mentee
    waiting again.
    """
    try:
        return _accept(proposal, by)
    except AlreadyAPair:
        close_impossible(proposal=proposal, by=by)
        raise
    except NoPlaceLeft as refusal:
        side = close_impossible(proposal=proposal, by=by)
        if side.role == Role.MENTEE:
            raise
        raise NoPlaceLeft(
            _("All your places are taken, so this pair cannot begin. The programme team will help.")
        ) from refusal


@in_transaction
def decline_proposal(*, proposal: Proposal, by: User) -> Proposal:
    """Ask for someone else, without a reason. The other side reads only that it is not available this time.

    Refused to anybody else and after the suggestion closed; saying it twice is harmless.
    """
    proposal, side, other = _read_for(proposal, by)
    if side.answer == Answer.NO:
        return proposal
    _check_open(proposal)
    _answer(side, Answer.NO)
    _close(proposal, verb="proposal.decline", by=by)
    _tell_closed(other, about=side)
    return proposal


@in_transaction
def close_impossible(*, proposal: Proposal, by: User) -> ProposalSide:
    """Close a suggestion that can no longer become a pair, unless it closed meanwhile; returns the side of `by`.

    The other side is told by mail; the one who asked reads it on the page.
    """
    proposal, side, other = _read_for(proposal, by)
    if proposal.status == Status.SENT:
        _close(proposal, verb="proposal.close", by=by)
        _tell_closed(other, about=side)
    return side


@in_transaction
def void_proposals(*, proposals: Iterable[Proposal], leaving: Enrolment | None, by: User | None) -> None:
    """Close suggestions that can no longer come about: drafts vanish, and of those sent the one who stays is told.

    `leaving` is the place that was given back; None when the cohort is over, which everybody reads anyway.
    """
    for each in proposals:
        proposal = lock_proposal(each)
        if proposal.status == Status.DRAFT:
            proposal.delete()
        elif proposal.status == Status.SENT:
            _close(proposal, verb="proposal.close", by=by)
            sides = lock_sides(proposal)
            gone = [side for side in sides if side.enrolment == leaving]
            stays = [side for side in sides if side.enrolment != leaving]
            if gone:
                _tell_closed(stays[0], about=gone[0])


@in_transaction
def _accept(proposal: Proposal, by: User) -> Proposal:
    proposal, side, other = _read_for(proposal, by)
    if side.answer == Answer.YES and proposal.status != Status.DECLINED:
        return proposal
    _check_open(proposal)
    _answer(side, Answer.YES)
    record_event(verb="proposal.accept", subject=proposal, by=by)
    if other.answer == Answer.YES:
        _move(proposal, Status.ACCEPTED)
        mentor, mentee = (side, other) if side.role == Role.MENTOR else (other, side)
        begin_mentorship(proposal=proposal, mentor=mentor, mentee=mentee, by=by)
    return proposal


def _read_for(proposal: Proposal, by: User) -> tuple[Proposal, ProposalSide, ProposalSide]:
    """The locked suggestion, the side of this person and the other one."""
    proposal = lock_proposal(proposal)
    sides = lock_sides(proposal)
    own = [side for side in sides if side.enrolment.person.user_id == by.pk]
    if not own or proposal.status in {Status.DRAFT, Status.REMOVED}:
        raise Refused(_("This suggestion is not yours to answer."))
    return proposal, own[0], next(side for side in sides if side != own[0])


def _check_open(proposal: Proposal) -> None:
    if proposal.status == Status.ACCEPTED:
        raise Refused(_("You both said yes already, so this suggestion is answered."))
    if proposal.status != Status.SENT:
        raise Refused(_("This suggestion is no longer open. The programme team looks for someone else."))


def _answer(side: ProposalSide, answer: str) -> None:
    side.answer, side.answered_at = answer, clock.now()
    side.save(update_fields=["answer", "answered_at"])


def _move(proposal: Proposal, status: str) -> None:
    check_move(PROPOSAL_MOVES, proposal.status, status)
    proposal.status = status
    proposal.save(update_fields=["status"])


def _close(proposal: Proposal, *, verb: str, by: User | None) -> None:
    _move(proposal, Status.DECLINED)
    record_event(verb=verb, subject=proposal, by=by)
    cancel_messages(subject=proposal, kinds=[emails.SUGGESTION])


def _tell_closed(side: ProposalSide, *, about: ProposalSide) -> None:
    queue_message(
        kind=emails.SUGGESTION_CLOSED,
        subject=side.proposal,
        recipient=side.enrolment.person.user,
        occurrence="close",
        mail=emails.suggestion_closed(side, about),
    )
