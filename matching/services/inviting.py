"""Whoever may choose for themselves, or name whom they would like, is told so, once."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice

from django.db.models import Exists, OuterRef, QuerySet

from matching import emails
from matching.choosers import places_that_choose, places_that_name
from matching.models import Membership, Proposal, Ranking
from matching.services.choosable import with_somebody
from matching.trained import trained_as_asked
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail, queue_each
from programmes.models import Enrolment, Role

# At most in one tick: the mail of others must not wait behind a large round.
AT_ONCE = 200


def not_told_yet() -> QuerySet[Enrolment]:
    """The places that may choose now, of people who can be written to, were not told so and asked nobody yet."""
    told = OutgoingMessage.objects.filter(kind=emails.CHOICE, subject_id=OuterRef("pk"))
    asked = Proposal.objects.filter(asked_by=OuterRef("pk"))
    return places_that_choose().filter(~Exists(told), ~Exists(asked), person__user__email__isnull=False)


def is_told_later(place: Enrolment) -> bool:
    """Whether a mail goes to this place, of somebody who has nobody to choose, as soon as there is."""
    return not_told_yet().filter(pk=place.pk).exists()


def may_name_and_not_told() -> QuerySet[Enrolment]:
    """The same of those who may name others and did not; mentors who have somebody already, or whom nobody is paired
    with for want of training, are left in peace.
    """
    told = OutgoingMessage.objects.filter(kind=emails.NAMING, subject_id=OuterRef("pk"))
    named = Ranking.objects.filter(enrolment=OuterRef("pk"))
    paired = Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    places = places_that_name().filter(trained_as_asked(), ~Exists(told), ~Exists(named), ~Exists(paired))
    return places.filter(person__user__email__isnull=False)


@in_transaction
def invite_to_choose() -> int:
    """Write to those who may choose, have somebody to choose and were not told yet, also to whoever comes later.

    Returns how many. The others hear of it as soon as there is somebody. The key of a mail keeps it from going twice,
    whoever else is at it.
    """
    return _invite(list(islice(_with_a_choice(), AT_ONCE)), emails.CHOICE, emails.choice)


@in_transaction
def invite_to_name() -> int:
    """The same of those who may name whom they would like, whoever is there."""
    return _invite(list(_to_write_to(may_name_and_not_told())[:AT_ONCE]), emails.NAMING, emails.naming)


def _with_a_choice() -> Iterator[Enrolment]:
    """So many of a cohort are looked at together as fit into one tick, one lot after the other until it is full: those
    for whom nobody is there keep no place from the others.
    """
    waiting = _to_write_to(not_told_yet(), "cohort").select_related("cohort__programme__policy")
    for _cohort, group in groupby(waiting, lambda place: place.cohort_id):
        while places := list(islice(group, AT_ONCE)):
            found = with_somebody(places[0].cohort, Role(places[0].role), places)
            yield from (place for place in places if place.pk in found)


def _to_write_to(places: QuerySet[Enrolment], *first: str) -> QuerySet[Enrolment]:
    return places.select_related("person__user", "cohort__programme").order_by(*first, "pk")


def _invite(places: Sequence[Enrolment], kind: str, mail: Callable[[Enrolment], Mail]) -> int:
    queue_each(kind=kind, letters=[(place, place.person.user, "open", mail(place)) for place in places])
    return len(places)
