"""The seats of a mentee who wishes for several mentors: never more open pairs than they wish for."""

import pytest
from django.db import IntegrityError, transaction

from matching.models import Membership, Mentorship, ProposalSide, Seat
from matching.services.seats import EnoughMentors
from mentoring.lib.errors import constraint_name
from programmes.models import Cohort, Enrolment, Role
from tests.factories import make_mentorship, make_proposal
from tests.matching.at_once import at_once, yes_of
from tests.matching.further import Round, allow, both_say_yes
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def paired():
    """Everybody has a first mentor."""
    here = Round()
    here.first()
    return here


@pytest.mark.django_db(transaction=True)
def test_one_of_many_at_once_gets_the_last_mentor_that_a_mentee_wishes_for():
    cohort, _by = open_cohort(stage=Cohort.Stage.RUNNING)
    allow(cohort, 3)
    mentee = mentee_of(cohort, capacity=2)
    proposals = [make_proposal(mentor_of(cohort), mentee) for _ in range(6)]
    answered = {"answer": ProposalSide.Answer.YES, "answered_at": proposals[0].created_at}
    ProposalSide.objects.filter(proposal__in=proposals, role=Role.MENTOR).update(**answered)

    outcomes = at_once(*(yes_of(proposal) for proposal in proposals))

    assert outcomes.count("done") == Membership.objects.filter(enrolment=mentee, ended_at=None).count() == 2
    assert {type(outcome) for outcome in outcomes if outcome != "done"} == {EnoughMentors}


def test_database_counts_the_pairs_of_a_mentee_whatever_their_seats(paired):
    """The wish went down while both pairs ran; the one on the first seat has ended since."""
    second = make_mentorship(paired.free(), paired.ann)
    first = Mentorship.objects.exclude(pk=second.pk).get(memberships__enrolment=paired.ann)
    Enrolment.objects.filter(pk=paired.ann.pk).update(capacity=1)
    Mentorship.objects.filter(pk=first.pk).update(status="ended", ended_at=second.started_at)
    Membership.objects.filter(mentorship=first).update(ended_at=second.started_at)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Membership.objects.filter(mentorship=first, role=Role.MENTEE).update(ended_at=None)

    assert constraint_name(refusal.value) == "membership_within_wish"


def test_seat_that_came_free_is_taken_again(paired):
    here = paired
    here.further()
    here.send()
    first = Seat.objects.get(enrolment=here.ann, number=1)
    mentorship = Mentorship.objects.get(memberships__seat=first)
    Mentorship.objects.filter(pk=mentorship.pk).update(status="ended", ended_at=mentorship.started_at)
    Membership.objects.filter(mentorship=mentorship).update(ended_at=mentorship.started_at)
    proposal = make_proposal(mentor_of(here.cohort), here.ann)

    both_say_yes(proposal)

    assert Membership.objects.get(mentorship__proposal=proposal, role=Role.MENTEE).seat == first
