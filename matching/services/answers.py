"""What both sides answer to a suggestion, and what comes of it."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from matching.models import Proposal, ProposalSide
from matching.reporting_line import knows_line_of, of_one_line
from matching.services.closing import close_proposal, move_proposal, tell_closed
from matching.services.full import full_of
from matching.services.locks import lock_proposal, lock_sides
from matching.services.mentorships import AlreadyAPair, begin_mentorship
from matching.services.seats import EnoughMentors, NoPlaceLeft, NoPlaceOffered, check_wish
from matching.services.written import drop_drafts
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from programmes.models import Cohort, Enrolment, Role

Answer = ProposalSide.Answer
Status = Proposal.Status


class LineNotAsked(Refused):
    """The manager of one of the two is not known, so whoever says yes answers first whether they are in one line."""


class InOneLine(Refused):
    """The HR file has put the two into one reporting line since they were suggested to each other."""


def accept_proposal(*, proposal: Proposal, by: User, no_line: bool = False) -> Proposal:
    """Say yes; once both did they are a pair, with a seat each, in the same moment. Saying it twice is harmless.

    `no_line` is this person's word that the two are in no reporting line; without it `LineNotAsked` where the manager
    of one of the two is not known. Refused to anybody else and after the suggestion closed. Refused, too, when
    meanwhile the mentor's last place was taken, the two became a pair elsewhere, or, with the first yes already, the
    mentee has as many mentors as they wish for or the two came into one reporting line: the suggestion then closes, so
    that the programme team sees who waits again.

    A mentor who has as many mentees as they offer, or as their own limit allows, is refused with nothing changed: they
    raise the number first, and say yes then.
    """
    try:
        return _accept(proposal, by, no_line)
    except NoPlaceOffered:
        raise  # before those that close it
    except (AlreadyAPair, InOneLine):
        close_impossible(proposal=proposal, by=by)
        raise
    except EnoughMentors as refusal:
        side = close_impossible(proposal=proposal, by=by)
        if side.role == Role.MENTOR:
            raise
        raise EnoughMentors(
            _(
                "You have as many mentors in this cohort as you would like, or as the programme allows, so this pair"
                " cannot begin."
            )
        ) from refusal
    except NoPlaceLeft as refusal:
        side = close_impossible(proposal=proposal, by=by)
        if side.role == Role.MENTEE:
            raise
        raise NoPlaceLeft(
            _("All your places are taken, so this pair cannot begin. The programme team will help.")
        ) from refusal


@in_transaction
def decline_proposal(*, proposal: Proposal, by: User, apart: bool = False) -> Proposal:
    """Ask for someone else, without a reason. The other side reads only that the two do not become a pair this time.

    `apart` is a wish that only the search reads: that these two are not suggested to each other in later rounds either.
    Refused to anybody else and after the suggestion closed; saying it twice is harmless.
    """
    proposal, side, other = _read_for(proposal, by)
    if side.answer == Answer.NO:
        return proposal
    _check_open(proposal)
    side.later = ProposalSide.APART if apart else ProposalSide.AGAIN
    _answer(side, Answer.NO)
    close_proposal(proposal, verb="proposal.decline", by=by)
    tell_closed(other, about=side)
    return proposal


@in_transaction
def close_impossible(*, proposal: Proposal, by: User) -> ProposalSide:
    """Close a suggestion that can no longer become a pair, unless it closed meanwhile; returns the side of `by`.

    The other side is told by mail; the one who asked reads it on the page.
    """
    proposal, side, other = _read_for(proposal, by)
    if proposal.status == Status.SENT:
        close_proposal(proposal, verb="proposal.close", by=by)
        tell_closed(other, about=side)
    return side


@in_transaction
def void_proposals(*, proposals: Iterable[Proposal], leaving: Enrolment, by: User | None) -> None:
    """Close suggestions of a place that was given back: of those sent the one who stays is told, and drafts vanish.

    A draft that the coordinator had kept is taken out instead, so that the board can say what became of it.
    """
    drafts = []
    for each in proposals:
        proposal = lock_proposal(each)
        if proposal.status == Status.DRAFT and proposal.locked:
            move_proposal(proposal, Status.REMOVED)
            record_event(verb="proposal.drop", subject=proposal, by=by)
        elif proposal.status == Status.DRAFT:
            drafts.append(proposal.pk)
        elif proposal.status == Status.SENT:
            close_proposal(proposal, verb="proposal.close", by=by)
            gone, stays = sorted(lock_sides(proposal), key=lambda side: side.enrolment != leaving)
            tell_closed(stays, about=gone)
    if drafts:
        drop_drafts(Proposal.objects.filter(pk__in=drafts))


@in_transaction
def _accept(proposal: Proposal, by: User, no_line: bool) -> Proposal:
    proposal, side, other = _read_for(proposal, by)
    if side.answer == Answer.YES and proposal.status in {Status.SENT, Status.ACCEPTED}:
        return proposal
    _check_open(proposal)
    couple = frozenset(each.enrolment.person_id for each in (side, other))
    _check_line(proposal.cohort, couple)
    mentor, mentee = (side, other) if side.role == Role.MENTOR else (other, side)
    check_wish(mentee.enrolment)
    if side == mentor and (full := full_of(side.enrolment)):
        raise NoPlaceOffered(full.words)
    if not no_line and not knows_line_of(couple):
        raise LineNotAsked(_("Please say first whether you two are in each other’s reporting line."))
    _answer(side, Answer.YES)
    record_event(verb="proposal.accept", subject=proposal, by=by)
    if other.answer == Answer.YES:
        move_proposal(proposal, Status.ACCEPTED)
        begin_mentorship(proposal=proposal, mentor=mentor, mentee=mentee, by=by)
    return proposal


def _check_line(cohort: Cohort, couple: frozenset[UUID]) -> None:
    """A pair is held back here for the last time: HR files come each night."""
    if of_one_line({couple}, cohort.programme.style):
        raise InOneLine(
            _(
                "By now the HR file has you two in one reporting line or under one manager, so this pair cannot begin."
                " We look for someone else."
            )
        )


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
        raise Refused(_("This suggestion is no longer open. We look for someone else."))


def _answer(side: ProposalSide, answer: str) -> None:
    side.answer, side.answered_at = answer, clock.now()
    side.save(update_fields=["answer", "answered_at", "later"])
