"""Locking what a status change touches, always in this order: cohort, suggestion, places, people, seats.

Places and people go by their ids. No key of these rows ever changes, so rows that point to them can be written
meanwhile.
"""

from collections.abc import Iterable

from matching.models import Proposal, ProposalSide
from participants.models import Profile
from programmes.models import Enrolment
from programmes.services import lock_cohort


def lock_proposal(proposal: Proposal) -> Proposal:
    """The suggestion as it is now, its cohort and both places locked too."""
    cohort = lock_cohort(proposal.cohort)
    locked = Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
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
