from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import ngettext

from matching import services
from matching.models import Membership, Mentorship, Proposal
from mentoring.accounts.models import User
from participants.models import Profile
from programmes.models import Cohort, Enrolment


def on_cohort_closed(sender: type, *, cohort: Cohort, by: User, **kwargs: object) -> None:
    services.end_cohort(cohort=cohort, by=by)


def on_enrolment_withdrawn(sender: type, *, enrolment: Enrolment, by: User | None, **kwargs: object) -> None:
    services.end_enrolment(enrolment=enrolment, by=by)


def on_person_left(sender: type, *, person: Profile, **kwargs: object) -> None:
    services.take_back_suggestions_of(person=person)


def places_in_open_pairs(places: Sequence[UUID]) -> set[UUID]:
    """A place in an open pair stays until somebody ends the pair."""
    return set(Membership.objects.filter(enrolment__in=places, ended_at=None).values_list("enrolment_id", flat=True))


def pages_to_plan(places: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """For each open pair of these places, the page on which its next meeting is planned."""
    pairs = Membership.objects.filter(enrolment__in=places, ended_at=None).order_by("mentorship")
    page = "agreements:session-create"
    return [(place, reverse(page, args=[pair])) for place, pair in pairs.values_list("enrolment_id", "mentorship_id")]


def pairs_that_wait(people: Sequence[UUID]) -> list[str]:
    """Which suggestions end when these people leave, and which pairs wait for a coordinator to end them."""
    suggestions = Proposal.objects.open().filter(sides__enrolment__person__in=people).distinct().count()
    pairs = Mentorship.objects.active().filter(memberships__person__in=people).distinct().count()
    sentences = {
        ngettext(
            "%(count)s suggestion with them is taken back; the other one gets a mail without a reason.",
            "%(count)s suggestions with them are taken back; the others get a mail without a reason.",
            suggestions,
        ): suggestions,
        ngettext(
            "%(count)s pair with them stays until a coordinator ends it.",
            "%(count)s pairs with them stay until a coordinator ends them.",
            pairs,
        ): pairs,
    }
    return [words % {"count": count} for words, count in sentences.items() if count]
