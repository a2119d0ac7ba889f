"""Locking what a status change touches, always in this order: cohort, suggestion, places, people, seats.

Places and people go by their ids. No key of these rows ever changes, so rows that point to them can be written
meanwhile.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from matching.models import Proposal, ProposalSide
from mentoring.lib.errors import Refused
from participants.models import Profile
from programmes.models import Enrolment
from programmes.services import lock_cohort

# A draft goes for many reasons, some of them private: one sentence for all.
GONE = _("This suggestion is no longer here: it was changed meanwhile, so nothing was done. Here is how pairs stand.")


def lock_proposal(proposal: Proposal) -> Proposal:
    """The suggestion as it is now, its cohort locked too; refused where it went meanwhile, as drafts do."""
    cohort = lock_cohort(proposal.cohort)
    locked = Proposal.objects.select_for_update(no_key=True).filter(pk=proposal.pk).first()
    if locked is None:
        raise Refused(GONE)
    locked.cohort = cohort
    return locked


def lock_sides(proposal: Proposal) -> list[ProposalSide]:
    """Both sides with their places locked, the mentor's first."""
    sides = list(ProposalSide.objects.filter(proposal=proposal).order_by("-role"))
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("person__user", "person__department")
    places = {place.pk: place for place in rows.filter(pk__in=[side.enrolment_id for side in sides]).order_by("pk")}
    for side in sides:
        side.proposal, side.enrolment = proposal, places[side.enrolment_id]
        side.enrolment.cohort = proposal.cohort
    return sides


def lock_people(people: Iterable[Profile]) -> None:
    """Hold these people: what depends on all their pairs, in whichever cohort, is decided one after the other."""
    rows = Profile.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(rows.filter(pk__in=[person.pk for person in people]).values_list("pk"))
