"""Two who are a pair already, and of whom an HR file says later that one leads the other, are named to who can talk."""

import pytest
from django.urls import reverse

from matching.models import Mentorship
from matching.reporting_line import pairs_of_one_line
from participants.models import Profile
from tests.factories import EnrolmentFactory, MentorFactory, end_pairs, make_mentorship
from tests.matching.test_moved_lines import IN_ONE_LINE, same_manager, three_levels

pytestmark = pytest.mark.django_db


def page_of(cast) -> str:
    return reverse("admin:agreements_cohort_pairs", args=[cast.cohort.pk])


def names(cast) -> tuple[str, str]:
    return cast.mentee.user.name, cast.mentor.user.name


@pytest.mark.parametrize("move", IN_ONE_LINE)
def test_pair_that_came_into_one_line_is_named_and_goes_on(cast, sign_in, move):
    move(cast.mentor, cast.mentee)

    page = sign_in(cast.coordinator).get(page_of(cast)).content.decode()

    assert pairs_of_one_line(cast.cohort) == [names(cast)]
    assert "1 pair has come into one reporting line" in page
    assert "Minh Mentee with Maria Mentor" in page
    assert Mentorship.objects.get(pk=cast.mentorship.pk).status == Mentorship.Status.ACTIVE


def test_nobody_is_named_without_cause(cast, sign_in):
    three_levels(cast.mentor, cast.mentee)

    assert pairs_of_one_line(cast.cohort) == []
    assert "one reporting line" not in sign_in(cast.coordinator).get(page_of(cast)).content.decode()


def test_one_manager_of_both_matters_in_classic_programmes_alone(cast):
    same_manager(cast.mentor, cast.mentee)
    cast.cohort.programme.style = "reverse"

    assert pairs_of_one_line(cast.cohort) == []


def test_pair_that_ended_is_not_named(cast):
    same_manager(cast.mentor, cast.mentee)
    end_pairs(cohort=cast.cohort)

    assert pairs_of_one_line(cast.cohort) == []


def test_many_pairs_take_no_more_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        pairs_of_one_line(cast.cohort)

    boss = Profile.objects.get(pk=cast.outsider.pk)
    for _number in range(6):
        mentor, mentee = MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort)
        for place in (mentor, mentee):
            place.person.manager = boss
            place.person.save(update_fields=["manager"])
        make_mentorship(mentor, mentee)

    with django_assert_num_queries(2):
        assert len(pairs_of_one_line(cast.cohort)) == 6
