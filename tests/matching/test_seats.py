"""The last place: whoever comes at the same moment, one gets it, the others read a sentence."""

import time

import pytest
from django.db import IntegrityError, connection, transaction

from matching.models import Membership, Mentorship, Proposal, Seat
from matching.services import NoPlaceLeft
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraint_name
from programmes.models import Cohort, Role
from programmes.services import close_cohort, withdraw_enrolment
from tests.factories import ProfileFactory, make_proposal
from tests.matching.at_once import at_once, no_of, suggestion_awaiting_mentee, taken_seats, yes_of
from tests.matching.people import mentee_of, mentor_of, open_cohort

THREADS = 8
ROUNDS = 25


def in_one_cohort(capacity):
    cohort, _by = open_cohort(stage="running")
    mentor = mentor_of(cohort, capacity=capacity)
    return mentor.person, [suggestion_awaiting_mentee(mentor) for _ in range(THREADS)]


def in_many_cohorts(capacity):
    person = ProfileFactory()
    proposals = []
    for _ in range(THREADS):
        cohort, _by = open_cohort(stage="running")
        proposals.append(suggestion_awaiting_mentee(mentor_of(cohort, person=person, capacity=capacity)))
    return person, proposals


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("suggest", "capacity", "rounds"),
    [(in_one_cohort, 1, ROUNDS), (in_many_cohorts, 1, ROUNDS), (in_many_cohorts, 3, 8)],
    ids=["one cohort", "many cohorts", "three places"],
)
def test_last_place_goes_to_one_of_many_at_once(suggest, capacity, rounds):
    for _ in range(rounds):
        person, proposals = suggest(capacity)

        outcomes = at_once(*(yes_of(proposal) for proposal in proposals))

        refusals = [outcome for outcome in outcomes if outcome != "done"]
        assert outcomes.count("done") == capacity
        assert {(type(refusal), refusal.message) for refusal in refusals} == {
            (NoPlaceLeft, "This mentor's last place was taken a moment ago. The programme team will help.")
        }
        assert taken_seats(person) == Mentorship.objects.filter(memberships__person=person).count() == capacity
        assert Seat.objects.filter(person=person).count() == capacity
        states = list(Proposal.objects.filter(sides__enrolment__person=person).values_list("status", flat=True))
        assert (states.count("accepted"), states.count("declined")) == (capacity, THREADS - capacity)


@pytest.mark.django_db(transaction=True)
def test_many_yeses_of_one_person_at_once_make_one_pair():
    for _ in range(5):
        cohort, _by = open_cohort(stage="running")
        proposal = suggestion_awaiting_mentee(mentor_of(cohort))

        outcomes = at_once(*[yes_of(proposal)] * THREADS)

        assert outcomes == ["done"] * THREADS
        assert Mentorship.objects.filter(proposal=proposal).count() == 1


@pytest.mark.django_db(transaction=True)
def test_both_yeses_at_once_make_one_pair():
    for _ in range(10):
        cohort, _by = open_cohort(stage="running")
        proposal = make_proposal(mentor_of(cohort), mentee_of(cohort))

        outcomes = at_once(yes_of(proposal, Role.MENTOR), yes_of(proposal, Role.MENTEE))

        assert outcomes == ["done", "done"]
        assert Mentorship.objects.filter(proposal=proposal).count() == 1


def no_of_the_mentor(proposal, by):
    return no_of(proposal, Role.MENTOR)


def closing_the_cohort(proposal, by):
    return lambda: close_cohort(cohort=Cohort.objects.get(pk=proposal.cohort_id), by=by)


def leaving_of_the_mentor(proposal, by):
    place = proposal.sides.get(role=Role.MENTOR).enrolment
    return lambda: withdraw_enrolment(enrolment=place, by=place.person.user)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other_act", [no_of_the_mentor, closing_the_cohort, leaving_of_the_mentor])
def test_yes_beside_an_act_that_forbids_it_leaves_no_half_pair(other_act):
    for _ in range(10):
        cohort, by = open_cohort(stage="running")
        proposal = suggestion_awaiting_mentee(mentor_of(cohort))

        outcomes = at_once(yes_of(proposal), other_act(proposal, by))

        proposal.refresh_from_db()
        pairs = Mentorship.objects.filter(proposal=proposal)
        assert {type(outcome) for outcome in outcomes} <= {str, Refused}
        assert "done" in outcomes
        assert (proposal.status == "accepted") == pairs.exists()
        if other_act is not no_of_the_mentor:
            assert not pairs.active().exists()


def insert_membership(mentorship, place, seat):
    """As somebody would who knows nothing of our services."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matching_membership (id, mentorship_id, person_id, enrolment_id, role, seat_id)"
            " VALUES (gen_random_uuid(), %s, %s, %s, 'mentor', %s)",
            [mentorship.pk, place.person_id, place.pk, seat.pk],
        )


@pytest.mark.django_db
def test_database_refuses_a_second_open_membership_on_a_seat(cast):
    seat = Seat.objects.get(person=cast.mentor)
    other = Mentorship.objects.create(cohort=cast.cohort, started_at=clock.now())

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        insert_membership(other, cast.mentor_place, seat)

    assert constraint_name(refused.value) == "membership_one_open_per_seat"


@pytest.mark.django_db
def test_database_allows_a_seat_again_once_it_is_free(cast):
    seat = Seat.objects.get(person=cast.mentor)
    Membership.objects.update(ended_at=clock.now())
    other = Mentorship.objects.create(cohort=cast.cohort, started_at=clock.now())

    insert_membership(other, cast.mentor_place, seat)

    assert taken_seats(cast.mentor) == 1


@pytest.mark.django_db(transaction=True)
def test_constraint_alone_holds_the_place_and_says_so():
    cohort, _by = open_cohort(stage="running")
    mentor = mentor_of(cohort)
    proposal = suggestion_awaiting_mentee(mentor)
    seat = Seat.objects.create(person=mentor.person, number=1)
    other = Mentorship.objects.create(cohort=cohort, started_at=clock.now())

    def take_the_seat_unseen():
        with transaction.atomic():
            insert_membership(other, mentor, seat)
            commit_when_somebody_waits()

    outcomes = at_once(take_the_seat_unseen, yes_of(proposal))

    assert outcomes[0] == "done"
    assert isinstance(outcomes[1], NoPlaceLeft)
    assert taken_seats(mentor.person) == 1
    assert Proposal.objects.get().status == "declined"


def commit_when_somebody_waits():
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise TimeoutError("Nobody waits for the seat.")
