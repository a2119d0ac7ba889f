"""Which places wait for something that matching knows of, for the office's list of them."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from matching.models import Proposal, ProposalSide
from matching.reports import is_alone, left_in_pair
from mentoring.lib.filters import Queue
from programmes.models import Cohort, Enrolment, Role


def queues_of_places() -> list[Queue]:
    """Places without a pair, whose suggestion is open or got no answer, and in the pair of somebody who left.

    An open suggestion shows with both its people, whoever of them has answered: that is for the two alone. People who
    wait for a pair are those of rounds in which one can still be found.
    """
    approved = Q(status=Enrolment.Status.APPROVED, person__user__is_active=True)
    unpaired = approved & Q(cohort__stage__in=Cohort.GIVING_PLACES) & is_alone()
    sides = ProposalSide.objects.filter(enrolment=OuterRef("pk"))
    asked = Exists(sides.filter(proposal__status=Proposal.Status.SENT))
    lapsed = Exists(
        sides.filter(proposal__in=Proposal.objects.told_to_office(), proposal__status=Proposal.Status.LAPSED)
    )
    return [
        Queue("unpaired", _("No pair yet"), unpaired),
        Queue("no-reply", _("Suggestion not answered yet"), Q(asked)),
        Queue("unanswered", _("No answer in time"), unpaired & Q(lapsed, role=Role.MENTEE)),
        Queue("end-pair", _("Left, and still in a pair"), left_in_pair()),
    ]
