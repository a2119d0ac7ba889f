"""Whoever may choose for themselves, or name whom they would like, is told so, once."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, QuerySet

from matching import emails
from matching.choosers import places_that_choose, places_that_name
from matching.models import Membership, Proposal, Ranking
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail, queue_each
from programmes.models import Enrolment

# At most in one tick: the mail of others must not wait behind a large round.
AT_ONCE = 200


def not_told_yet() -> QuerySet[Enrolment]:
    """The places that may choose now, of people who can be written to, were not told so and asked nobody yet."""
    told = OutgoingMessage.objects.filter(kind=emails.CHOICE, subject_id=OuterRef("pk"))
    asked = Proposal.objects.filter(asked_by=OuterRef("pk"))
    return places_that_choose().filter(~Exists(told), ~Exists(asked), person__user__email__isnull=False)


def may_name_and_not_told() -> QuerySet[Enrolment]:
    """The same of those who may name others and did not; mentors who have somebody already are left in peace."""
    told = OutgoingMessage.objects.filter(kind=emails.NAMING, subject_id=OuterRef("pk"))
    named = Ranking.objects.filter(enrolment=OuterRef("pk"))
    paired = Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    return places_that_name().filter(~Exists(told), ~Exists(named), ~Exists(paired), person__user__email__isnull=False)


@in_transaction
def invite_to_choose() -> int:
    """Write to those who may choose and were not told yet, also to whoever comes later; returns how many.

    The key of a mail keeps it from going twice, whoever else is at it.
    """
    return _invite(not_told_yet(), emails.CHOICE, emails.choice)


@in_transaction
def invite_to_name() -> int:
    """The same of those who may name whom they would like."""
    return _invite(may_name_and_not_told(), emails.NAMING, emails.naming)


def _invite(waiting: QuerySet[Enrolment], kind: str, mail: Callable[[Enrolment], Mail]) -> int:
    places = list(waiting.select_related("person__user", "cohort__programme").order_by("pk")[:AT_ONCE])
    queue_each(kind=kind, letters=[(place, place.person.user, "open", mail(place)) for place in places])
    return len(places)
