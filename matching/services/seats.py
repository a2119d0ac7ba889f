"""Seats: a mentor's belong to the person, so that one limit holds over all programmes; a mentee's to the place.

The database lets a seat be in one open membership at most; the locks here only spare people a refusal where another
seat is free.
"""

from django.utils.translation import gettext as _

from matching.models import Membership, Seat
from mentoring.lib.errors import Refused
from programmes.models import Enrolment


class NoPlaceLeft(Refused):
    """The mentor's last place is taken."""


def seat_for_mentor(place: Enrolment) -> Seat:
    """A free seat of this mentor within what they offer here; the highest, so that a smaller offer elsewhere keeps its.

    Raises NoPlaceLeft when there is none. The seats stay locked until the transaction ends.
    """
    numbers = range(1, place.capacity + 1)
    Seat.objects.bulk_create([Seat(person=place.person, number=number) for number in numbers], ignore_conflicts=True)
    seats = Seat.objects.filter(person=place.person, number__lte=place.capacity)
    locked = list(seats.select_for_update(no_key=True).order_by("number"))
    # A statement of its own: what others committed while we waited for the lock is seen only now.
    taken = set(Membership.objects.filter(seat__in=locked, ended_at=None).values_list("seat", flat=True))
    free = [seat for seat in locked if seat.pk not in taken]
    if not free:
        raise NoPlaceLeft(_("This mentor's last place was taken a moment ago. The programme team will help."))
    return free[-1]


def seat_for_mentee(place: Enrolment) -> Seat:
    """The one seat of a mentee's place; refused while it is taken."""
    Seat.objects.bulk_create([Seat(enrolment=place, number=1)], ignore_conflicts=True)
    seat = Seat.objects.select_for_update(no_key=True).get(enrolment=place, number=1)
    if Membership.objects.filter(seat=seat, ended_at=None).exists():
        raise Refused(_("This mentee already has a mentor in this cohort."))
    return seat
