"""The page of a pair that has ended, where each of the two may say that they would like to be one again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Membership
from matching.services import end_mentorship
from tests.factories import close_round
from tests.matching.suggested import visible_text

MOST_QUERIES = 15
TAKE_BACK = "Take this back"


def address(name, pair):
    return reverse(f"agreements:{name}", args=[pair.mentorship.pk])


def wish_for(person):
    return f"I would like to be a pair with {person.user.name} again"


@pytest.fixture
def home(pair):
    return reverse("desk:mentorship-detail", args=[pair.mentorship.pk])


@pytest.fixture
def ended(pair):
    end_mentorship(mentorship=pair.mentorship, by=None)
    return pair


def test_pair_under_way_is_not_asked(pair, sign_in, home):
    assert wish_for(pair.mentor) not in sign_in(pair.mentee).get(home).content.decode()


def test_each_says_it_and_takes_it_back_and_the_other_one_reads_the_same_page(ended, sign_in, home):
    mentee, mentor = sign_in(ended.mentee), sign_in(ended.mentor)
    offered = wish_for(ended.mentor), wish_for(ended.mentee)
    before = words_of(mentor.get(home))
    assert offered[0] in words_of(mentee.get(home))

    said = mentee.post(address("pair-again", ended), follow=True)

    assert "Kept, for you alone." in words_of(said)
    assert f"You would like to be a pair with {ended.mentor.user.name} again. Nobody but you reads this" in words_of(
        said
    )
    assert (TAKE_BACK in words_of(said), offered[0] in words_of(said)) == (True, False)
    assert words_of(mentor.get(home)) == before
    assert {each.person_id: each.wishes_again for each in Membership.objects.all()} == {
        ended.mentee.pk: True,
        ended.mentor.pk: False,
    }

    back = mentee.post(address("pair-again-take-back", ended), follow=True)

    assert ("Taken back." in words_of(back), offered[0] in words_of(back)) == (True, True)
    assert not any(each.wishes_again for each in Membership.objects.all())


def words_of(response):
    return visible_text(response.content.decode())


def test_page_of_an_ended_pair_stays_within_its_queries(ended, sign_in, home):
    client = sign_in(ended.mentee)
    client.post(address("pair-again", ended))
    client.get(home)

    with CaptureQueriesContext(connection) as asked:
        client.get(home)

    assert len(asked) <= MOST_QUERIES


def test_round_that_closed_a_moment_ago_still_asks(ended, sign_in, home):
    close_round(ended.cohort, by=ended.coordinator.user)

    assert wish_for(ended.mentor) in sign_in(ended.mentee).get(home).content.decode()


def test_pair_under_way_says_so_to_whoever_presses_on_an_old_page(pair, sign_in):
    page = sign_in(pair.mentee).post(address("pair-again", pair), follow=True)

    assert "You are still a pair." in page.content.decode()
    assert not any(each.wish for each in Membership.objects.all())
