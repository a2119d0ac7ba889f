"""Whoever may choose for themselves is told so, once."""

from django.db.models import Exists, OuterRef, QuerySet

from matching import emails
from matching.choosers import places_that_choose
from matching.models import Proposal
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import queue_each
from programmes.models import Enrolment

# At most in one tick: the mail of others must not wait behind a large round.
AT_ONCE = 200


def not_told_yet() -> QuerySet[Enrolment]:
    """The places that may choose now, of people who can be written to, were not told so and asked nobody yet."""
    told = OutgoingMessage.objects.filter(kind=emails.CHOICE, subject_id=OuterRef("pk"))
    asked = Proposal.objects.filter(asked_by=OuterRef("pk"))
    return places_that_choose().filter(~Exists(told), ~Exists(asked), person__user__email__isnull=False)


@in_transaction
def invite_to_choose() -> int:
    """Write to those who may choose and were not told yet, also to whoever comes later; returns how many.

    The key of a mail keeps it from going twice, whoever else is at it.
    """
    places = list(not_told_yet().select_related("person__user", "cohort__programme").order_by("pk")[:AT_ONCE])
    letters = [(place, place.person.user, "open", emails.choice(place)) for place in places]
    queue_each(kind=emails.CHOICE, letters=letters)
    return len(places)
