"""What one of the two of a suggestion asks first, as a press does it."""

from matching.models import FirstQuestion, Proposal
from matching.services import answer_question, ask_first
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Role
from tests.matching.suggested import user_of

WORDS = "CANARY: how often would you like to meet?"
SAID = "CANARY: about once in three weeks."
OTHER = {Role.MENTOR: Role.MENTEE, Role.MENTEE: Role.MENTOR}


def ask(proposal, role=Role.MENTEE, words=WORDS, *, by=None):
    return ask_first(proposal=Proposal.objects.get(pk=proposal.pk), words=words, by=by or user_of(proposal, role))


def say(question, role=Role.MENTOR, words=SAID, *, by=None):
    """`role` is whose answer it is."""
    found = FirstQuestion.objects.select_related("asked_by__proposal__cohort").get(pk=question.pk)
    return answer_question(question=found, words=words, by=by or user_of(found.asked_by.proposal, role))


def mails():
    """Kind, address and state of each mail about a question."""
    about = OutgoingMessage.objects.filter(kind__startswith="question_")
    return sorted(about.values_list("kind", "address", "state"))
