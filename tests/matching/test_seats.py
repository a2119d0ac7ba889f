"""The last place: whoever comes at the same moment, one gets it, the others read a sentence."""

import pytest
from django.db import IntegrityError, connection, transaction

from matching.models import Mentorship, Proposal, Seat
from matching.services import NoPlaceLeft, end_mentorship
from matching.services.seats import places_left
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraint_name
from participants.models import Profile
from participants.services import limit_mentees
from programmes.models import Cohort, Enrolment, Role
from programmes.services import withdraw_enrolment
from tests.factories import ProfileFactory, close_round, end_pairs, make_proposal
from tests.matching.at_once import (
    at_once,
    commit_when_somebody_waits,
    no_of,
    suggestion_awaiting_mentee,
    taken_seats,
    yes_of,
)
from tests.matching.people import mentee_of, mentor_of, open_cohort

THREADS = 8
ROUNDS, MANY_ROUNDS = 8, 60


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
    [
        pytest.param(suggest, capacity, rounds, marks=marks, id=f"{words}, {rounds} times")
        for rounds, marks in ((ROUNDS, ()), (MANY_ROUNDS, pytest.mark.long))
        for suggest, capacity, words in (
            (in_one_cohort, 1, "one cohort"),
            (in_many_cohorts, 1, "many cohorts"),
            (in_many_cohorts, 3, "three places"),
        )
    ],
)
def test_last_place_goes_to_one_of_many_at_once(suggest, capacity, rounds):
    for _ in range(rounds):
        person, proposals = suggest(capacity)

        outcomes = at_once(*(yes_of(proposal) for proposal in proposals))

        refusals = [outcome for outcome in outcomes if outcome != "done"]
        assert outcomes.count("done") == capacity
        assert {(type(refusal), refusal.message) for refusal in refusals} == {
            (NoPlaceLeft, "This mentor’s last place was taken a moment ago. The programme team will help.")
        }
        assert taken_seats(person) == Mentorship.objects.filter(memberships__person=person).count() == capacity
        assert Seat.objects.filter(person=person).count() == capacity
        states = list(Proposal.objects.filter(sides__enrolment__person=person).values_list("status", flat=True))
        assert (states.count("accepted"), states.count("declined")) == (capacity, THREADS - capacity)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_overall_limit_holds_over_all_cohorts_whoever_comes_at_once():
    for _ in range(8):
        person, proposals = in_many_cohorts(capacity=3)
        limit_mentees(profile=person, limit=2, by=person.user)

        outcomes = at_once(*(yes_of(proposal) for proposal in proposals))

        refusals = [outcome for outcome in outcomes if outcome != "done"]
        assert outcomes.count("done") == taken_seats(person) == 2
        assert {type(refusal) for refusal in refusals} == {NoPlaceLeft}


@pytest.mark.django_db
def test_limit_below_what_runs_ends_nothing_and_lets_nothing_begin_until_enough_ended():
    """The seats that run have the highest numbers, so that numbers alone would let another begin."""
    cohort, by = open_cohort(stage="running")
    mentor = mentor_of(cohort, capacity=3)
    running = [suggestion_awaiting_mentee(mentor) for _ in range(2)]
    for proposal in running:
        yes_of(proposal)()
    third, fourth = suggestion_awaiting_mentee(mentor), suggestion_awaiting_mentee(mentor)

    limit_mentees(profile=mentor.person, limit=2, by=mentor.person.user)
    with pytest.raises(NoPlaceLeft):
        yes_of(third)()
    assert taken_seats(mentor.person) == 2

    limit_mentees(profile=mentor.person, limit=1, by=mentor.person.user)
    first, second = Mentorship.objects.filter(proposal__in=running)
    assert (first.status, second.status) == ("active", "active")
    end_mentorship(mentorship=first, by=by)
    end_mentorship(mentorship=second, by=by)
    yes_of(fourth)()
    assert taken_seats(mentor.person) == 1


@pytest.mark.parametrize(
    ("capacity", "limit", "taken", "left"),
    [
        (3, None, [3], 2),
        (3, 2, [], 2),
        (3, 2, [3], 1),
        (3, 2, [3, 2], 0),
        (3, 1, [3, 2], 0),
        (3, 0, [], 0),
        (2, 5, [5, 4], 0),
        (3, 5, [5, 4], 1),
        (1, None, [3], 0),
        (1, None, [3, 2], 0),
        (2, 5, [2, 1], 0),
    ],
)
def test_places_left_are_the_smaller_of_this_cohort_and_the_overall_limit(capacity, limit, taken, left):
    place = Enrolment(capacity=capacity, person=Profile(mentor_limit=limit))

    assert places_left(place, taken) == left


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
    return lambda: close_round(Cohort.objects.get(pk=proposal.cohort_id), by=by)


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
            "INSERT INTO matching_membership (id, mentorship_id, person_id, enrolment_id, role, seat_id, looks_again)"
            " VALUES (gen_random_uuid(), %s, %s, %s, 'mentor', %s, false)",
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
    end_pairs()
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
