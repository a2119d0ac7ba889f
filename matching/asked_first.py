"""What the two of an open suggestion asked each other, as one of them reads it."""

from dataclasses import dataclass
from uuid import UUID

from matching.models import FirstQuestion, Proposal, ProposalSide
from mentoring.accounts.models import User


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer; `may_answer` where it waits for an answer of this reader."""

    key: UUID
    is_own: bool
    words: str
    answer: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class AskedFirst:
    """All of them, the oldest first, and whether this reader may ask something now, or has asked before."""

    questions: list[Asked]
    may_ask: bool

    @property
    def has_asked(self) -> bool:
        return any(each.is_own for each in self.questions)


def asked_first(proposal: Proposal, reader: User) -> AskedFirst:
    """What `reader`, one of the two, sees. Expects both sides with their people to be at hand."""
    if proposal.status != Proposal.Status.SENT:
        return AskedFirst([], may_ask=False)
    own = next(side for side in proposal.sides.all() if side.enrolment.person.user_id == reader.pk)
    found = list(FirstQuestion.objects.filter(asked_by__proposal=proposal))
    return AskedFirst([_shown(each, own) for each in found], may_ask=_may_ask(own, found))


def _shown(question: FirstQuestion, own: ProposalSide) -> Asked:
    is_own = question.asked_by_id == own.pk
    return Asked(
        key=question.pk,
        is_own=is_own,
        words=question.words,
        answer=question.answer or "",
        may_answer=not is_own and question.answered_at is None,
    )


def _may_ask(own: ProposalSide, found: list[FirstQuestion]) -> bool:
    asked = [each for each in found if each.asked_by_id == own.pk]
    waits = any(each.answered_at is None for each in asked)
    return own.answer == ProposalSide.Answer.WAITING and len(asked) < FirstQuestion.MOST and not waits
