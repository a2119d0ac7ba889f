"""Seats: a mentor's belong to the person, so that one limit holds over all programmes; a mentee's to their place.

The database lets a seat be in one open membership at most; the locks here only spare people a refusal where another
seat is free.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from matching.models import Membership, Seat
from mentoring.lib.errors import Refused
from programmes.models import Enrolment


class NoPlaceLeft(Refused):
    """The mentor's last place is taken."""


class NoPlaceOffered(NoPlaceLeft):
    """The mentor who asks has as many mentees as they offer, or as their own limit allows: both are theirs to raise."""


class EnoughMentors(Refused):
    """The mentee has as many mentors as they wish for, or as the programme allows."""


def places_left(place: Enrolment, taken: Collection[int]) -> int:
    """How many more mentees fit beside the seats with these numbers, which are taken in whatever cohort.

    The smaller of what the mentor offers here and of their overall limit, less all mentees they have: those of other
    cohorts count, too. Either may have been lowered below what runs: then nothing is left until enough has ended.
    """
    return left_of(place.capacity, place.person.mentor_limit, taken)


def left_of(capacity: int, limit: int | None, taken: Collection[int]) -> int:
    """The same of what a mentor offers here and of their limit, where the rows are not at hand."""
    return max(0, (capacity if limit is None else min(capacity, limit)) - len(taken))


def seat_for_mentor(place: Enrolment) -> Seat:
    """A free seat of this mentor with a number within what they offer here.

    Raises NoPlaceLeft when they have as many mentees as they offer here, or as their overall limit allows. The person
    is locked by the caller (locks.lock_people), the seats stay locked until the transaction ends.
    """
    numbers = range(1, place.capacity + 1)
    Seat.objects.bulk_create([Seat(person=place.person, number=number) for number in numbers], ignore_conflicts=True)
    locked = list(Seat.objects.filter(person=place.person).select_for_update(no_key=True).order_by("number"))
    # Statements of their own: what others committed while we waited for the lock is seen only now.
    place.person.refresh_from_db(fields=["mentor_limit"])
    taken = set(Membership.objects.filter(seat__in=locked, ended_at=None).values_list("seat", flat=True))
    free = [seat for seat in locked if seat.pk not in taken and seat.number <= place.capacity]
    if not places_left(place, [seat.number for seat in locked if seat.pk in taken]):
        raise NoPlaceLeft(_("This mentor’s last place was taken a moment ago. The programme team will help."))
    return free[-1]


def check_wish(place: Enrolment) -> None:
    """Raises EnoughMentors, in words that tell the mentor of no other, where a mentee has as many as they wish for, or
    as the programme allows: one of the two may have been lowered below what runs.
    """
    if Membership.objects.filter(enrolment=place, ended_at=None).count() >= place.mentors_wished:
        raise EnoughMentors(_("This pair cannot begin any more. We look for someone else."))


def seat_for_mentee(place: Enrolment) -> Seat:
    """The free seat with the lowest number of a mentee's place, within what they wish for and the programme allows.

    Raises EnoughMentors when there is none. The seats stay locked until the transaction ends.
    """
    numbers = range(1, place.mentors_wished + 1)
    Seat.objects.bulk_create([Seat(enrolment=place, number=number) for number in numbers], ignore_conflicts=True)
    locked = list(Seat.objects.filter(enrolment=place).select_for_update(no_key=True).order_by("number"))
    check_wish(place)
    taken = set(Membership.objects.filter(seat__in=locked, ended_at=None).values_list("seat", flat=True))
    return next(seat for seat in locked if seat.pk not in taken)
