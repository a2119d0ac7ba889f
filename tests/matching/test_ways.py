"""What people read of how they find each other: the truth of their programme."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from matching.place_stands import how_places_stand
from matching.ways import way_to_a_pair
from programmes.models import Cohort, Role
from programmes.place_words import what_happens_next
from tests.factories import EnrolmentFactory, make_proposal
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


# --- how a place stands for which nothing was found yet ---


def stand_of(place):
    return how_places_stand([place.pk]).get(place.pk)


@pytest.mark.parametrize(
    ("cohort_of", "role", "words"),
    [
        (choosing_cohort, Role.MENTOR, "Mentees see which mentors fit them best, and may ask you."),
        (naming_cohort, Role.MENTEE, "Mentors see which mentees fit them best, and name those they would like."),
    ],
)
def test_home_and_place_of_one_who_waits_say_how_the_two_find_each_other(sign_in, cohort_of, role, words):
    style = "classic" if cohort_of is choosing_cohort else "reverse"
    cohort, _by = cohort_of(stage="running", programme__style=style)
    place = mentor_of(cohort) if role == Role.MENTOR else mentee_of(cohort)
    client = sign_in(place.person)

    pages = [client.get(url).content.decode() for url in (reverse("desk:home"), place.get_absolute_url())]

    assert [page.count(words) for page in pages] == [1, 1]
    assert not any("We look for the person who fits best" in page for page in pages)
    assert "There is nothing you need to do now." in pages[1]


def test_whoever_will_choose_or_name_somebody_reads_so_before_registration_is_over():
    for cohort_of in (choosing_cohort, naming_cohort):
        cohort, _by = cohort_of(stage="registration")
        place = mentee_of(fresh(cohort))

        stand = stand_of(place)

        assert stand.sentence == way_to_a_pair(place.cohort, Role.MENTEE)[0]
        assert stand.sentence.startswith(f"After {date_format(place.cohort.registration_ends_on)} you see")
        assert what_happens_next(place, stand) == what_happens_next(place)


def test_whoever_chooses_and_is_kept_for_somebody_reads_that_they_are_looked_for():
    """Nobody hears of a draft; they cannot choose while it is kept."""
    cohort, _by = choosing_cohort(stage="running")
    mentee = mentee_of(cohort)
    make_proposal(mentor_of(cohort), mentee, status="draft", locked=True)

    assert stand_of(mentee) is None


@pytest.mark.parametrize("stage", ["registration", "matching", "running", "closing"])
def test_nothing_is_said_where_the_programme_team_decides_or_no_pairs_begin(stage):
    cohorts = [open_cohort(stage=stage)[0], open_cohort(stage=stage, programme__style="peer")[0]]
    if stage == "closing":
        cohorts.append(choosing_cohort(stage=stage)[0])

    assert [stand_of(mentor_of(cohort)) for cohort in cohorts] == [None] * len(cohorts)


def test_a_way_costs_no_query_more(django_assert_num_queries):
    places = [mentor_of(choosing_cohort()[0]) for _ in range(3)]

    with django_assert_num_queries(1):
        stands = how_places_stand([place.pk for place in places])

    assert len(stands) == 3
