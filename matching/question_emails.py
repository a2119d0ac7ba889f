"""The mails about a question before an answer: that there is one, and that it was answered; never what they say."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from matching.models import FirstQuestion, Proposal, ProposalSide
from mentoring.lib import links
from mentoring.outbox import kinds
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from mentoring.outbox.writing import write_mail

QUESTION_ASKED = "question_asked"
QUESTION_ANSWERED = "question_answered"
# Neither is counted: a person wrote, and not the programme, twice about one suggestion at most. A question may be left
# alone, so whoever wants no reminders need not hear of it, and it comes in its reader's hours; an answer is one to
# one's own act. Neither stands in a log: that something was asked is between the two (docs/decisions/0039).
KINDS = (
    Kind(QUESTION_ASKED, _("A question before an answer"), topic=kinds.REMINDERS, keep_hours=True, is_listed=False),
    Kind(QUESTION_ANSWERED, _("An answer to a question"), is_listed=False),
)


def question_asked(proposal: Proposal, asker: ProposalSide, asked: ProposalSide) -> Mail:
    """That the other one asked something before they answer."""
    return _mail_about(proposal, QUESTION_ASKED, reader=asked, other=asker)


def question_answered(proposal: Proposal, asker: ProposalSide, asked: ProposalSide) -> Mail:
    """That what one asked was answered."""
    return _mail_about(proposal, QUESTION_ANSWERED, reader=asker, other=asked)


def is_wanted(kind: str, subject_id: UUID) -> bool | None:
    """A question is worth a mail until it is answered, an answer as long as the suggestion is open."""
    wanted = wanted_among(kind, {subject_id})
    return None if wanted is None else subject_id in wanted


def wanted_among(kind: str, subject_ids: Collection[UUID]) -> set[UUID] | None:
    """As `is_wanted`, of many at once: those that are. Whatever ends the suggestion deletes its questions."""
    if kind not in {QUESTION_ASKED, QUESTION_ANSWERED}:
        return None
    there = FirstQuestion.objects.filter(pk__in=subject_ids, answered_at__isnull=kind == QUESTION_ASKED)
    return set(there.values_list("pk", flat=True))


def _mail_about(proposal: Proposal, name: str, *, reader: ProposalSide, other: ProposalSide) -> Mail:
    return write_mail(
        name,
        reader=reader.enrolment.person.user,
        programme=proposal.cohort.programme.name,
        name=other.enrolment.person.user.name,
        reply_by=proposal.reply_by,
        link=links.site_address(f"{proposal.get_absolute_url()}{FirstQuestion.PLACE_ON_PAGE}"),
    )
