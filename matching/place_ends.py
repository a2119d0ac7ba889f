"""What of matching ends with a place, told to the person before they give it back."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Membership, Proposal, ProposalSide
from programmes.models import Enrolment


def ends_with_place(enrolment: Enrolment) -> list[str]:
    """A sentence for each running pair and each suggestion that waits for an answer, in the order of names.

    After the pairs, one that their pages say how long words are kept.
    """
    pairs = Membership.objects.filter(
        mentorship__memberships__enrolment=enrolment, mentorship__memberships__ended_at=None, ended_at=None
    ).exclude(enrolment=enrolment)
    suggested = ProposalSide.objects.filter(
        proposal__sides__enrolment=enrolment, proposal__status=Proposal.Status.SENT
    ).exclude(enrolment=enrolment)
    parted = [
        _("You and %(name)s no longer meet here as a pair.") % {"name": name}
        for name in pairs.order_by("person__user__name").values_list("person__user__name", flat=True)
    ]
    kept = ngettext(
        "Your pair’s page says how long what you wrote is kept.",
        "Each pair’s page says how long what you wrote is kept.",
        len(parted),
    )
    return [
        *parted,
        *([kept] if parted else []),
        *(
            _("The suggestion of %(name)s closes. They read only that the two of you do not become a pair this time.")
            % {"name": name}
            for name in suggested.order_by("enrolment__person__user__name").values_list(
                "enrolment__person__user__name", flat=True
            )
        ),
    ]
