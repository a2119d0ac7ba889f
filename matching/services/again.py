"""After their pair has ended each of the two may say, for themselves alone, that they would like to be one again.

Whoever finds pairs goes by it where both said so (`Standing.wished_again`). The record of acts does not mention it, and
whoever says it or takes it back writes both rows anew, so that the database does not tell who of the two it was.
"""

from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from matching.models import Membership, Mentorship
from matching.services.forgetting import KEPT_FOR, places_not_long_over
from matching.services.members import find_members
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class WishAsked(TypedDict):
    asks_again: bool


PairWithWishAsked: TypeAlias = "WithAnnotations[Mentorship, WishAsked]"


def with_wish_asked(pairs: QuerySet[Mentorship], user: User) -> "QuerySet[PairWithWishAsked]":
    """With `asks_again`: whether this person has something to say. Their pair has ended and was the last of these two,
    and what they say would be kept.
    """
    places = places_not_long_over(clock.now() - KEPT_FOR).filter(person__user=user)
    partner = Membership.objects.filter(mentorship=OuterRef(OuterRef("pk"))).exclude(person__user=user)
    since = Mentorship.objects.filter(started_at__gt=OuterRef("started_at"), memberships__person__user=user)
    since = since.filter(memberships__person__in=partner.values("person"))
    return pairs.annotate(asks_again=Q(Exists(places), ~Exists(since), status=Mentorship.Status.ENDED))


@in_transaction
def wish_again(*, mentorship: Mentorship, by: User) -> None:
    """Would like to be a pair with the other one again, who does not read it. Saying it twice is harmless.

    Refused while the pair is under way, where the two were one again since, and to whoever has long taken part in
    nothing.
    """
    _write(mentorship, by, Membership.AGAIN)


@in_transaction
def take_back_wish_again(*, mentorship: Mentorship, by: User) -> None:
    """Would not like to be a pair with the other one again, as if nothing had been said. Refused as the wish is."""
    _write(mentorship, by, Membership.APART)


def _write(mentorship: Mentorship, by: User, wish: str) -> None:
    """Under the lock of the pair, for what the other one said is written once more."""
    Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    own, other = find_members(mentorship, by=by)
    now = with_wish_asked(Mentorship.objects.filter(pk=mentorship.pk), by).get()
    if now.status != Mentorship.Status.ENDED:
        raise Refused(_("You are still a pair."))
    if not now.asks_again:
        raise Refused(_("This is no longer asked here. Please look again: this is how it stands now."))
    own.wish, other.wish = wish, other.wish or Membership.APART
    # The mentor's first, whoever it was: rows lie in the order in which they were written.
    for member in sorted((own, other), key=lambda each: each.role, reverse=True):
        member.save(update_fields=["wish"])
