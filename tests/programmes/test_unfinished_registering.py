"""Stopping half-way and going on: were this wrong, people would lose what they wrote, or the way back to it."""

import re

import pytest
from django.urls import reverse

from programmes.models import Cohort, PlaceDraft
from programmes.services import answers_in
from tests.factories import CohortFactory
from tests.programmes.registering_pages import address, first_page, words_on


@pytest.fixture
def client(sign_in, person):
    return sign_in(person)


@pytest.fixture
def kept(person):
    return lambda: answers_in(PlaceDraft.objects.filter(person=person).first())


@pytest.fixture
def on_page_two(client, cohort, skills):
    def go():
        client.post(address("create", cohort), first_page(skills))
        return client.get(address("aims", cohort))

    return go


def test_draft_is_saved_while_one_writes(client, cohort, kept):
    client.post(address("draft", cohort), {"page": "2", "aims_mentee": "Half", "capacity": "3"})
    response = client.post(address("draft", cohort), {"page": "2", "aims_mentee": "Half a sen", "elsewhere": "x"})

    assert response.status_code == 204
    assert (kept()["aims_mentee"], kept()["capacity"], "elsewhere" in kept()) == ("Half a sen", "", False)


def links_to_finish(client, cohort):
    """Where the pages lead that offer to go on: home, the catalogue and the page of the cohort."""
    pages = (reverse("desk:home"), reverse("programmes:programme-list"), cohort.get_absolute_url())
    return {found for page in pages for found in re.findall(r'href="([^"]*/place/[^"]*)"', words_on(client.get(page)))}


def test_whoever_stopped_on_page_two_goes_on_there(client, cohort, on_page_two):
    on_page_two()

    (link,) = links_to_finish(client, cohort)

    assert client.get(link).headers["Location"] == address("aims", cohort)


@pytest.mark.parametrize("last", [{"page": "1", "role": "mentee"}, {"page": "", "role": "mentee"}])
def test_whoever_stopped_on_page_one_goes_on_there(client, cohort, last):
    client.post(address("draft", cohort), last)

    (link,) = links_to_finish(client, cohort)

    assert client.get(link).status_code == 200


def test_whoever_went_back_to_page_one_goes_on_there(client, cohort, on_page_two):
    on_page_two()
    client.post(address("aims", cohort), {"change": "yes"})

    (link,) = links_to_finish(client, cohort)

    assert client.get(link).status_code == 200


def test_what_was_chosen_and_can_be_no_longer_is_asked_for_again_on_page_one(client, cohort, skills, on_page_two):
    on_page_two()
    skills[0].delete()

    (link,) = links_to_finish(client, cohort)
    page = client.get(link, follow=True)

    assert [url for url, _status in page.redirect_chain] == [address("aims", cohort), address("create", cohort)]
    assert page.status_code == 200


def test_draft_that_cannot_be_kept_says_so(client, programme):
    over = CohortFactory(programme=programme, stage=Cohort.Stage.MATCHING)

    response = client.post(address("draft", over), {"role": "mentee"})

    assert (response.status_code, words_on(response)) == (409, "Registration is over.")


def test_home_leads_back_to_an_unfinished_registration(client, cohort, skills):
    client.post(address("create", cohort), first_page(skills))

    page = words_on(client.get("/"))

    assert "Finish your registration for Open doors" in page
    assert address("create", cohort) in page
    assert "Take part in Open doors" not in page
