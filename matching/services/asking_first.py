"""One of two asks the other something before they answer a suggestion, and the other one may answer in words.

The record of acts does not mention it: that something was asked is between the two.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from matching.models import FirstQuestion, Proposal, ProposalSide
from matching.question_emails import QUESTION_ANSWERED, QUESTION_ASKED, question_answered, question_asked
from matching.services.locks import lock_proposal
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.own_words import keep_to
from mentoring.lib.too_late import Gone, TooLate
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import cancel_messages, queue_message

LONGEST = 500


class Sides(NamedTuple):
    """Of an open suggestion that is locked: whose act this is, and the other one."""

    proposal: Proposal
    own: ProposalSide
    other: ProposalSide


@in_transaction
def ask_first(*, proposal: Proposal, words: str, by: User) -> FirstQuestion:
    """Ask the other one something before answering; they are told by mail that there is a question, not which.

    The day to answer by stays. Refused to anybody else, once the suggestion has ended or this person has answered it,
    while their last question waits, and after two. Pressed twice it is one question.
    """
    sides = _lock_open(proposal, by)
    words = _checked(words)
    before = list(FirstQuestion.objects.filter(asked_by=sides.own).order_by("number"))
    if before and before[-1].words == words:
        return before[-1]
    _check_may_ask(sides, before)
    question = FirstQuestion.objects.create(
        asked_by=sides.own, number=len(before) + 1, words=words, asked_at=clock.now()
    )
    queue_message(
        kind=QUESTION_ASKED,
        subject=question,
        recipient=sides.other.enrolment.person.user,
        occurrence="asked",
        mail=question_asked(sides.proposal, sides.own, sides.other),
    )
    return question


@in_transaction
def answer_question(*, question: FirstQuestion, words: str, by: User) -> FirstQuestion:
    """Answer what the other one asked, in words. It is no answer to the suggestion, and nobody has to give one.

    Refused to anybody else, once the suggestion has ended, and after another answer. Pressed twice it is one answer.
    """
    sides = _lock_open(question.asked_by.proposal, by)
    words = _checked(words)
    found = FirstQuestion.objects.filter(pk=question.pk, asked_by=sides.other).first()
    if found is None:
        raise Gone
    if found.answered_at is not None:
        if found.answer == words:
            return found
        raise TooLate(_("You have answered this question already, so nothing was sent."))
    found.answer, found.answered_at = words, clock.now()
    found.save(update_fields=["answer", "answered_at"])
    cancel_messages(subject=found, kinds=[QUESTION_ASKED])
    queue_message(
        kind=QUESTION_ANSWERED,
        subject=found,
        recipient=sides.other.enrolment.person.user,
        occurrence="answered",
        mail=question_answered(sides.proposal, sides.other, sides.own),
    )
    return found


def over_words(proposal: Proposal) -> str:
    """What whoever asks or answers too late is told."""
    if proposal.status == Proposal.Status.ACCEPTED:
        return _("You both said yes meanwhile, so you can talk about it. Nothing was sent.")
    return _("This suggestion is no longer open, so nothing was sent.")


def _lock_open(proposal: Proposal, by: User) -> Sides:
    proposal = lock_proposal(proposal)
    sides = proposal.sides.select_related("enrolment__person__user")
    own, other = sorted(sides, key=lambda side: side.enrolment.person.user_id != by.pk)
    is_told = proposal.status not in {Proposal.Status.DRAFT, Proposal.Status.REMOVED}
    if own.enrolment.person.user_id != by.pk or not is_told:
        raise Refused(_("This suggestion is not yours to ask about."))
    if proposal.status != Proposal.Status.SENT:
        raise TooLate(over_words(proposal))
    return Sides(proposal, own, other)


def _check_may_ask(sides: Sides, before: list[FirstQuestion]) -> None:
    if sides.own.answer != ProposalSide.Answer.WAITING:
        raise TooLate(_("You have answered this suggestion already, so nothing was sent."))
    if len(before) >= FirstQuestion.MOST:
        raise TooLate(_("You have asked two questions, which is as many as there are. Nothing was sent."))
    if before and before[-1].answered_at is None:
        raise TooLate(_("Your last question still waits for its answer, so nothing was sent."))


def _checked(words: str) -> str:
    words = "\n".join(words.strip().splitlines())
    if not words:
        raise Refused(_("Please write something first."))
    keep_to(LONGEST, words)
    return words
