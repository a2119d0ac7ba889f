"""What a mentor whose places are all taken reads of it: their own numbers, and nothing of anybody else."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Membership
from matching.services.seats import places_left
from programmes.models import Enrolment


@dataclass(frozen=True, slots=True)
class Full:
    """A sentence, and the page on which the number can be raised."""

    words: str
    url: str
    label: str


def full_of(place: Enrolment) -> Full | None:
    """Why this mentor's place takes nobody more, as long as that is so; None while it does."""
    seats = Membership.objects.filter(seat__person=place.person_id, ended_at=None).values_list(
        "seat__number", flat=True
    )
    return full_with(place, list(seats))


def full_with(place: Enrolment, taken: Collection[int]) -> Full | None:
    """The same where the numbers of the seats that are taken are at hand."""
    if places_left(place, taken):
        return None
    limit = place.person.mentor_limit
    if limit is not None and len(taken) >= limit:
        words = _("Your limit is %(limit)d and %(mentees)s. To say yes, raise it in your profile first.")
        url, label = reverse("participants:profile-limit"), _("Change your limit")
    else:
        limit = place.capacity
        words = _("You could take %(limit)d here and %(mentees)s. To say yes, raise the number first.")
        url, label = reverse("programmes:place-capacity", args=[place.pk]), _("Change this number")
    return Full(words % {"limit": limit, "mentees": _mentees(len(taken))}, url, label)


def _mentees(count: int) -> str:
    return ngettext("you have %(count)d mentee", "you have %(count)d mentees", count) % {"count": count}
