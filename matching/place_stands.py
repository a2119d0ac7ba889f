"""How far matching is with a place, in words for its owner: suggested to somebody, or in a pair."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.models import Membership, Mentorship, Proposal, ProposalSide
from mentoring.lib.promised import promised

Stand = tuple[str, str, str]


def how_places_stand(places: Iterable[UUID]) -> dict[UUID, Stand]:
    """Of those of these places that are suggested to somebody or in a pair: a sentence, a label and the page it names.

    An answer that is missing comes before one that was given, and both before pairs: a mentor may have several. Nothing
    is said of a suggestion that was not sent. Two queries.
    """
    keys = list(places)
    return {**_in_pairs(keys), **_suggested(keys)}


def _suggested(keys: list[UUID]) -> dict[UUID, Stand]:
    sides = ProposalSide.objects.filter(enrolment__in=keys, proposal__status=Proposal.Status.SENT)
    # The last of a place counts: one that waits for its answer, and of those the one that is over first.
    ordered = sides.select_related("proposal").order_by("-proposal__reply_by", "proposal_id")
    said: dict[UUID, Stand] = {}
    missing: dict[UUID, Stand] = {}
    for side in ordered:
        (missing if side.answer == ProposalSide.Answer.WAITING else said)[side.enrolment_id] = _stand_of(side)
    return {**said, **missing}


def _stand_of(side: ProposalSide) -> Stand:
    words = _("You said yes to a suggestion. We write to you as soon as both of you have answered.")
    if side.answer == ProposalSide.Answer.WAITING:
        day = date_format(promised(side.proposal.reply_by), "D j M")
        words = _("A suggestion waits for your answer until %(day)s.") % {"day": day}
    return words, _("Look at the suggestion"), side.proposal.get_absolute_url()


def _in_pairs(keys: list[UUID]) -> dict[UUID, Stand]:
    members = Membership.objects.filter(enrolment__in=keys, ended_at=None).order_by("pk")
    pairs: dict[UUID, list[UUID]] = {}
    for place, mentorship in members.values_list("enrolment", "mentorship"):
        pairs.setdefault(place, []).append(mentorship)
    return {place: _stand_in(mentorships) for place, mentorships in pairs.items()}


def _stand_in(mentorships: list[UUID]) -> Stand:
    """Home shows several side by side."""
    if len(mentorships) > 1:
        return _("You are in %(count)d pairs.") % {"count": len(mentorships)}, _("See your pairs"), reverse("desk:home")
    return _("You are in a pair."), _("Go to your pair"), Mentorship(pk=mentorships[0]).get_absolute_url()
