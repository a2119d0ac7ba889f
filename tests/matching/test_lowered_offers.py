"""A mentor who says that fewer are enough gets nobody new until enough pairs have ended."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from matching.models import Membership, Mentorship, Seat
from matching.services import NoPlaceLeft
from mentoring.lib import clock
from mentoring.lib.errors import constraint_name
from programmes.services import change_capacity
from tests.factories import end_pairs
from tests.matching.at_once import suggestion_awaiting_mentee, taken_seats, yes_of
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor():
    """Offers three places and has two mentees."""
    cohort, _by = open_cohort(stage="running")
    mentor = mentor_of(cohort, capacity=3)
    for proposal in [suggestion_awaiting_mentee(mentor) for _ in range(2)]:
        yes_of(proposal)()
    return mentor


def lower(place, capacity):
    change_capacity(enrolment=place, capacity=capacity, by=place.person.user)


@pytest.mark.parametrize("offer", [1, 2])
def test_no_pair_begins_once_one_said_that_fewer_are_enough(sign_in, mentor, offer):
    waiting = suggestion_awaiting_mentee(mentor)
    sign_in(mentor.person).post(reverse("programmes:place-capacity", args=[mentor.pk]), {"capacity": str(offer)})

    with pytest.raises(NoPlaceLeft):
        yes_of(waiting)()

    assert taken_seats(mentor.person) == 2


def test_pair_begins_again_once_enough_have_ended(mentor):
    lower(mentor, 1)
    end_pairs()

    yes_of(suggestion_awaiting_mentee(mentor))()

    assert taken_seats(mentor.person) == 1


@pytest.mark.parametrize("offer", [1, 2])
def test_search_gives_nobody_to_whoever_has_as_many_as_they_offer(mentor, offer):
    lower(mentor, offer)
    mentee_of(mentor.cohort)

    run = matched(mentor.cohort, mentor.person.user)

    assert (run.cardinality, run.certificate["capacity"]) == (0, [0])


@pytest.mark.parametrize(("offer", "more"), [(1, 0), (2, 0), (3, 1), (5, 3)])
def test_mentees_of_another_round_count(mentor, offer, more):
    other, by = open_cohort(stage="running")
    mentor_of(other, person=mentor.person, capacity=offer)
    for _ in range(4):
        mentee_of(other)

    assert matched(other, by).cardinality == more


@pytest.mark.parametrize("offer", [1, 2])
def test_database_lets_nothing_begin_beyond_an_offer_that_was_lowered(mentor, offer):
    lower(mentor, offer)
    seat, _ = Seat.objects.get_or_create(person=mentor.person, number=1)
    pair = Mentorship.objects.create(cohort=mentor.cohort, started_at=clock.now())
    words = (
        "INSERT INTO matching_membership (id, mentorship_id, person_id, enrolment_id, role, seat_id, looks_again)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 'mentor', %s, false)"
    )

    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words, [pair.pk, mentor.person_id, mentor.pk, seat.pk])

    assert constraint_name(refused.value) == "membership_within_offer"
    assert Membership.objects.filter(seat__person=mentor.person, ended_at=None).count() == 2
