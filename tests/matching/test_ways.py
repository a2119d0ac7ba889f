"""What people read of how they find each other: the truth of their programme."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from matching.place_stands import how_places_stand
from matching.ways import way_to_a_pair
from programmes.models import Cohort, Role
from programmes.place_words import what_happens_next
from tests.factories import EnrolmentFactory
from tests.matching.choosing import choosing_cohort
from tests.matching.naming import naming_cohort
from tests.matching.people import ALWAYS_ON, mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db


def fresh(cohort):
    return Cohort.objects.select_related("programme").get(pk=cohort.pk)


def test_where_the_programme_team_decides_there_is_nothing_else_to_say():
    cohort, _by = open_cohort()
    peers, _by = open_cohort(programme__style="peer")

    assert way_to_a_pair(cohort, Role.MENTEE) == way_to_a_pair(peers, Role.MENTEE) == []


@pytest.mark.parametrize(
    ("style", "role", "first"),
    [
        (
            "classic",
            "mentee",
            "After {} you see which mentors fit you best and have a place free, and ask one of them.",
        ),
        ("classic", "mentor", "After {} mentees see which mentors fit them best, and may ask you."),
        ("reverse", "mentor", "After {} you see which mentees fit you best, and ask one of them."),
        ("reverse", "mentee", "After {} mentors see which mentees fit them best, and may ask you."),
    ],
)
def test_each_reads_what_their_role_does_after_registration(style, role, first):
    cohort, _by = choosing_cohort(programme__style=style, stage="registration")
    cohort = fresh(cohort)

    words, answer = way_to_a_pair(cohort, role)

    assert words == first.format(date_format(cohort.registration_ends_on))
    assert "Nothing starts without" in answer


@pytest.mark.parametrize("fields", [{"stage": "running"}, {"stage": "registration", **ALWAYS_ON}])
def test_no_day_is_named_once_it_is_over_and_where_there_is_none(fields):
    cohort, _by = choosing_cohort(**fields)

    assert way_to_a_pair(fresh(cohort), Role.MENTOR)[0] == "Mentees see which mentors fit them best, and may ask you."


def test_place_of_somebody_who_may_be_asked_says_so():
    cohort, _by = choosing_cohort(stage="running")
    place = mentor_of(fresh(cohort))

    steps = what_happens_next(place)

    assert steps[0] == "Mentees see which mentors fit them best, and may ask you."
    assert not any("programme team looks" in step for step in steps)


def test_page_of_the_round_says_that_one_asks_the_other(sign_in):
    cohort, _by = choosing_cohort(stage="registration")
    appointed, _by = open_cohort(stage="registration")
    client = sign_in(mentee_of(cohort).person)
    EnrolmentFactory(cohort=appointed)

    pages = [
        client.get(reverse("programmes:cohort-detail", args=[each.pk])).content.decode() for each in (cohort, appointed)
    ]

    assert ["One of you sees who fits and asks" in page for page in pages] == [True, False]
    assert ["You are suggested to one another" in page for page in pages] == [False, True]


@pytest.mark.parametrize(
    ("style", "role", "first"),
    [
        ("classic", "mentee", "After {} you see which mentors fit you best, and name those you would like."),
        ("classic", "mentor", "After {} you see which mentees fit you best, and name those you would like."),
        ("reverse", "mentor", "After {} you see which mentees fit you best, and name those you would like."),
        ("reverse", "mentee", "After {} mentors see which mentees fit them best, and name those they would like."),
    ],
)
def test_where_people_name_others_three_sentences_lead_to_a_pair(style, role, first):
    cohort, _by = naming_cohort(programme__style=style, stage="registration")
    cohort = fresh(cohort)

    words, team, answer = way_to_a_pair(cohort, role)

    assert words.startswith(first.format(date_format(cohort.registration_ends_on)))
    assert ("see you likewise" in words) == (style == "classic")
    assert team.endswith("Wishes count, and nobody is shown them.")
    assert answer.endswith("Nothing starts unless both of you say yes.")


def test_place_of_one_who_may_name_others_says_what_comes_after():
    cohort, _by = naming_cohort()
    place = mentee_of(fresh(cohort))

    steps = what_happens_next(place, how_places_stand([place.pk])[place.pk])

    assert steps[0].startswith("Here you can name whom you would like")
    assert steps[1].startswith("You read who is suggested and why")


def test_page_of_a_round_in_which_people_name_others_says_that_they_are_suggested(sign_in):
    cohort, _by = naming_cohort(stage="registration")

    page = sign_in(mentee_of(cohort).person).get(reverse("programmes:cohort-detail", args=[cohort.pk])).content.decode()

    assert "You are suggested to one another" in page
