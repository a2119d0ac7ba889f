from datetime import date

import pytest
from django.urls import reverse

from matching.models import Proposal, ProposalSide
from matching.parting import Way
from matching.place_stands import how_places_stand
from matching.services import accept_proposal, decline_proposal, look_again, part
from programmes.models import Cohort, Role
from programmes.place_words import what_happens_next
from tests.factories import make_mentorship, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db

SAID_YES = "You said yes to a suggestion. We write to you as soon as both of you have answered."

FREE_AGAIN = "Your pair has ended, and your place is free for another: we look for somebody who fits, and write to you."


@pytest.fixture
def cohort():
    cohort, _by = open_cohort(stage=Cohort.Stage.RUNNING)
    return cohort


def sent(mentor, mentee, reply_by=date(2026, 12, 3)):
    proposal = make_proposal(mentor, mentee)
    Proposal.objects.filter(pk=proposal.pk).update(reply_by=reply_by)
    return proposal


def words_of(*places):
    stands = how_places_stand([place.pk for place in places])
    return [stands[place.pk][0] if place.pk in stands else None for place in places]


def test_suggestion_is_named_to_both_until_they_answer(cohort):
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    proposal = sent(mentor, mentee)
    waits = "A suggestion waits for your answer until Thu 3 Dec."
    assert words_of(mentor, mentee) == [waits, waits]

    accept_proposal(proposal=proposal, by=mentee.person.user, no_line=True)

    assert words_of(mentor, mentee) == [waits, SAID_YES]
    assert how_places_stand([mentee.pk])[mentee.pk][1:3] == ("Look at the suggestion", proposal.get_absolute_url())


@pytest.mark.parametrize("status", [Proposal.Status.DRAFT, Proposal.Status.REMOVED])
def test_nothing_is_said_of_what_was_not_sent(cohort, status):
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    make_proposal(mentor, mentee, status=status)

    assert words_of(mentor, mentee) == [None, None]


def test_after_a_no_the_search_goes_on_for_both_alike(cohort):
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    decline_proposal(proposal=sent(mentor, mentee), by=mentee.person.user)

    assert words_of(mentor, mentee) == [None, None]


def test_answer_that_is_missing_comes_first_and_of_those_the_one_that_is_over_first(cohort):
    mentor = mentor_of(cohort, capacity=4)
    make_mentorship(mentor, mentee_of(cohort))
    later, sooner = sent(mentor, mentee_of(cohort), date(2026, 12, 9)), sent(mentor, mentee_of(cohort))
    answered = sent(mentor, mentee_of(cohort), date(2026, 12, 1))
    accept_proposal(proposal=answered, by=mentor.person.user, no_line=True)
    assert words_of(mentor) == ["A suggestion waits for your answer until Thu 3 Dec."]

    ProposalSide.objects.filter(proposal__in=[later, sooner], role=Role.MENTOR).update(
        answer="yes", answered_at=answered.created_at
    )

    assert words_of(mentor) == [SAID_YES]


def test_pairs_are_counted_and_led_to(cohort):
    mentor, mentee = mentor_of(cohort, capacity=2), mentee_of(cohort)
    pair = make_mentorship(mentor, mentee)
    assert how_places_stand([mentee.pk])[mentee.pk] == (
        "You are in a pair.",
        "Go to your pair",
        pair.get_absolute_url(),
        False,
        False,
    )

    make_mentorship(mentor, mentee_of(cohort))

    assert how_places_stand([mentor.pk])[mentor.pk] == (
        "You are in 2 pairs.",
        "See your pairs",
        reverse("desk:home"),
        False,
        False,
    )


def test_place_at_rest_is_promised_no_suggestion_until_it_looks_again(cohort):
    mentee = mentee_of(cohort)
    pair = make_mentorship(mentor_of(cohort), mentee)
    pair = part(mentorship=pair, way=Way.FINISHED, by=mentee.person.user)

    stand = how_places_stand([mentee.pk])[mentee.pk]
    steps = what_happens_next(mentee, stand)
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.CLOSING)
    at_the_end = how_places_stand([mentee.pk])
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.RUNNING)
    look_again(mentorship=pair, by=mentee.person.user)
    again = how_places_stand([mentee.pk])[mentee.pk]

    assert steps == [stand.sentence]
    assert (stand.sentence[:28], stand.url) == ("We suggest nobody to you at ", pair.get_absolute_url())
    assert (at_the_end, again.sentence) == ({}, FREE_AGAIN)


def test_home_says_of_each_place_after_they_carry_on_whether_somebody_else_is_looked_for(cohort, sign_in):
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    part(mentorship=make_mentorship(mentor, mentee), way=Way.CARRY_ON, by=mentee.person.user)
    words = "We suggest nobody to you at present.", FREE_AGAIN, "We look for the person who fits best"

    home = sign_in(mentor.person).get(reverse("desk:home")).content.decode()
    pages = [sign_in(each.person).get(each.get_absolute_url()).content.decode() for each in (mentor, mentee)]

    assert [text in home for text in words] == [False, True, False]
    assert [[text in page for text in words] for page in pages] == [[False, True, False], [True, False, False]]


def test_pair_comes_before_a_rest(cohort):
    mentor = mentor_of(cohort, capacity=2)
    make_mentorship(mentor, mentee_of(cohort))
    over = make_mentorship(mentor, mentee_of(cohort))
    part(mentorship=over, way=Way.STOP, by=mentor.person.user)

    assert words_of(mentor) == ["You are in a pair."]


@pytest.mark.parametrize("number", [1, 3])
def test_places_cost_one_query(cohort, number, django_assert_num_queries):
    places = [mentee_of(cohort) for _ in range(number)]
    for place in places:
        sent(mentor_of(cohort), place)

    with django_assert_num_queries(1):
        words_of(*places)


def test_home_and_the_places_own_page_say_that_a_suggestion_waits(cohort, sign_in):
    mentee = mentee_of(cohort)
    proposal, client = sent(mentor_of(cohort), mentee), sign_in(mentee.person)

    home, page = (
        client.get(url).content.decode()
        for url in (reverse("desk:home"), reverse("programmes:place-detail", args=[mentee.pk]))
    )

    waits = "A suggestion waits for your answer until Thu 3 Dec."
    assert ("We look for the person who fits best" in home, waits in home) == (False, True)
    assert waits in page
    assert "There is nothing you need to do now." not in page
    assert f'href="{proposal.get_absolute_url()}"' in page
