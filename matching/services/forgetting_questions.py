"""What the two of a suggestion asked each other goes with it, however it ends."""

from collections.abc import Iterable

from matching.models import FirstQuestion, Proposal
from matching.question_emails import QUESTION_ANSWERED, QUESTION_ASKED
from mentoring.outbox.services import cancel_messages_about


def forget_questions(proposals: Iterable[Proposal]) -> None:
    """Delete every question of locked suggestions that are about to end, and take back what waits to be sent of it.

    Part of the caller's transaction, before the status is written: the database knows no question of one that is over.
    """
    questions = FirstQuestion.objects.filter(asked_by__proposal__in=[proposal.pk for proposal in proposals])
    asked = list(questions.only("pk"))
    if asked:
        cancel_messages_about(subjects=asked, kinds=[QUESTION_ASKED, QUESTION_ANSWERED])
        FirstQuestion.objects.filter(pk__in=[question.pk for question in asked]).delete()
