"""What a programme in which people choose for themselves asks of them: to choose somebody."""

from typing import TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.choosers import places_that_choose
from matching.models import Membership
from matching.services.seats import places_left
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile
from programmes.models import Enrolment, Role


class Taken(TypedDict):
    """The numbers of the seats that are taken where this person mentors."""

    taken: list[int]


def choose_somebody(person: Profile) -> list[NextStep]:
    """For each place of this person as which they may ask somebody now; a mentor with no place left is left in peace.

    One query.
    """
    seats = Membership.objects.filter(seat__person=OuterRef("person"), ended_at=None).values("seat__number")
    places = places_that_choose().filter(person=person).annotate(taken=ArraySubquery(seats))
    rows = places.select_related("cohort__programme", "person").order_by("cohort__starts_on", "pk")
    return [_step(place) for place in rows if place.role == Role.MENTEE or places_left(place, place.taken)]


def _step(place: Enrolment) -> NextStep:
    chooses_mentor = place.role == Role.MENTEE
    text = (
        _("In %(programme)s you choose your mentor yourself. We show you who fits you best, and you ask one of them.")
        if chooses_mentor
        else _(
            "In %(programme)s you choose your mentee yourself. We show you who fits you best, and you ask one of them."
        )
    )
    return NextStep(
        urgency=Urgency.PARTNER_TO_CHOOSE,
        title=_("Choose a mentor") if chooses_mentor else _("Choose a mentee"),
        text=text % {"programme": place.cohort.programme.name},
        url=reverse("matching:choice-list", args=[place.pk]),
        button=_("See who fits you"),
    )
