"""What matching asks of a person: to answer a suggestion."""

from django.utils.translation import gettext as _

from matching.models import Proposal, ProposalSide
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile
from programmes.models import Role


def answer_suggestions(person: Profile) -> list[NextStep]:
    """Each suggestion that waits for this person's answer, the oldest first."""
    others = (
        ProposalSide.objects.filter(
            proposal__status=Proposal.Status.SENT,
            proposal__in=ProposalSide.objects.filter(
                enrolment__person=person, answer=ProposalSide.Answer.WAITING
            ).values("proposal"),
        )
        .exclude(enrolment__person=person)
        .select_related("proposal__cohort__programme", "enrolment__person__user")
        .order_by("proposal__sent_at", "proposal_id")
    )
    return [_step(other) for other in others]


def _step(other: ProposalSide) -> NextStep:
    name = other.enrolment.person.user.name
    title = (
        _("Would you mentor %(name)s?") if other.role == Role.MENTEE else _("Would you like to learn with %(name)s?")
    )
    return NextStep(
        urgency=Urgency.SUGGESTION,
        title=title % {"name": name},
        text=_("A suggestion of %(programme)s. Nothing starts unless both of you say yes.")
        % {"programme": other.proposal.cohort.programme.name},
        url=other.proposal.get_absolute_url(),
        button=_("Look at the suggestion"),
    )
