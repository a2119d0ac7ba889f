"""When a cohort closes or somebody gives a place back: what is open with it ends too."""

from matching import emails
from matching.models import Membership, Mentorship, Proposal
from matching.services.answers import void_proposals
from matching.services.mentorships import end_mentorship
from mentoring.accounts.models import User
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from programmes.models import Cohort, Enrolment


@in_transaction
def end_cohort(*, cohort: Cohort, by: User) -> None:
    """End what is open in a cohort that closes: its suggestions first, so that no pair begins behind our back."""
    void_proposals(proposals=Proposal.objects.filter(cohort=cohort).open().order_by("pk"), leaving=None, by=by)
    for mentorship in Mentorship.objects.filter(cohort=cohort).active().order_by("pk"):
        end_mentorship(mentorship=mentorship, by=by)


@in_transaction
def end_enrolment(*, enrolment: Enrolment, by: User) -> None:
    """End what is open with a place that was given back, and tell the other side without a reason."""
    suggested = Proposal.objects.filter(sides__enrolment=enrolment).open().order_by("pk")
    void_proposals(proposals=suggested, leaving=enrolment, by=by)
    for mentorship in Mentorship.objects.filter(memberships__enrolment=enrolment).active().order_by("pk"):
        end_mentorship(mentorship=mentorship, by=by)
        _tell_ended(mentorship, leaving=enrolment)


def _tell_ended(mentorship: Mentorship, *, leaving: Enrolment) -> None:
    members = Membership.objects.filter(mentorship=mentorship).exclude(enrolment=leaving)
    for member in members.select_related("enrolment__person__user", "enrolment__cohort__programme"):
        queue_message(
            kind=emails.PAIR_ENDED,
            subject=mentorship,
            recipient=member.enrolment.person.user,
            occurrence="end",
            mail=emails.pair_ended(member.enrolment, leaving, mentorship),
        )
