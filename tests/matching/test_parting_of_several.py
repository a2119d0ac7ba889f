"""Whose place is there for another pair after one of several has ended."""

import pytest

from matching.models import Membership
from matching.parting import Way
from matching.services import part
from matching.services.inputs import places_looked_at
from programmes.services import withdraw_enrolment
from tests.factories import EnrolmentFactory, MentorFactory, make_mentorship

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(cast):
    """She has finished with one mentor and goes on with another."""
    place = EnrolmentFactory(cohort=cast.cohort)
    first = make_mentorship(MentorFactory(cohort=cast.cohort), place)
    make_mentorship(MentorFactory(cohort=cast.cohort), place)
    part(mentorship=first, way=Way.FINISHED, by=place.person.user)
    return place


def goes_on_with(place):
    """The open pair of this place, and the place of the other one."""
    mentorship = place.memberships.get(ended_at=None).mentorship
    return mentorship, mentorship.memberships.exclude(enrolment=place).get().enrolment


def is_looked_at(place):
    return places_looked_at(place.cohort).filter(pk=place.pk).exists()


@pytest.mark.parametrize("by_mentee", [True, False])
@pytest.mark.parametrize("way", list(Way))
def test_mentee_who_rested_after_one_pair_is_looked_for_by_the_end_of_the_other(ann, way, by_mentee):
    mentorship, mentor = goes_on_with(ann)
    before = is_looked_at(ann)

    part(mentorship=mentorship, way=way, by=(ann if by_mentee else mentor).person.user)

    expected = way == Way.SOMEONE_ELSE or (way == Way.STOP and not by_mentee)
    assert (before, is_looked_at(ann)) == (False, expected)
    assert Membership.objects.at_rest().filter(enrolment=ann).exists() != expected


def test_mentee_who_rested_after_one_pair_is_looked_for_once_the_other_mentor_leaves(ann):
    _mentorship, mentor = goes_on_with(ann)

    withdraw_enrolment(enrolment=mentor, by=mentor.person.user)

    assert is_looked_at(ann)


@pytest.mark.parametrize("by_mentor", [True, False])
@pytest.mark.parametrize("way", list(Way))
def test_mentor_who_stopped_after_one_pair_rests_until_they_ask_for_somebody_else(cast, way, by_mentor):
    """A mentor's rest comes of their own word alone, and no mentee's word ends it."""
    other = make_mentorship(cast.mentor_place, EnrolmentFactory(cohort=cast.cohort))
    part(mentorship=cast.mentorship, way=Way.STOP, by=cast.mentor.user)
    _mentorship, mentee = goes_on_with(cast.mentor_place)

    part(mentorship=other, way=way, by=cast.mentor.user if by_mentor else mentee.person.user)

    assert is_looked_at(cast.mentor_place) == (way == Way.SOMEONE_ELSE and by_mentor)


def test_mentor_who_stopped_after_one_pair_rests_after_a_mentee_leaves(cast):
    make_mentorship(cast.mentor_place, EnrolmentFactory(cohort=cast.cohort))
    part(mentorship=cast.mentorship, way=Way.STOP, by=cast.mentor.user)
    _mentorship, mentee = goes_on_with(cast.mentor_place)

    withdraw_enrolment(enrolment=mentee, by=mentee.person.user)

    assert not is_looked_at(cast.mentor_place)
