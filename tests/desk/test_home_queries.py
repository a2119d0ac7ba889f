"""What the first pages ask of the database, of somebody who is everything at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.desk.everything import PARTS, be_everything, choose, take_part_in_every_way

MOST = 15
# What only this part brings to the page. Rank brings nothing.
SHOWN = {
    "mentor": "Read what you and Mia Mentee promise each other",
    "mentee": "How far have you come with your goal?",
    "parted": "Three statements on parting",
    "before": "Olaf Over",
    "suggestion": "Would you mentor Sue Suggested?",
    "survey": "How was mentoring for you?",
    "answered": "you can say more, or change what you said",
    "coordinator": "Maria Mentor has left: end the pair",
    "analyst": "New figures: Open doors, Spring",
    "offer": "Finish your registration for",
}


@pytest.mark.parametrize("without", ["", *(pytest.param(part, marks=pytest.mark.long) for part in PARTS)])
def test_first_page_asks_at_most_15_questions_of_whoever_is_everything(cast, sign_in, without):
    page, asked = opened(sign_in(be_everything(cast, without=without)), "desk:home")

    assert {part for part, words in SHOWN.items() if words not in page} == {without} & set(SHOWN)
    assert len(asked) <= MOST, asked


def test_first_page_asks_at_most_15_questions_of_whoever_takes_part_in_every_way_and_chooses(cast, sign_in):
    page, asked = opened(sign_in(take_part_in_every_way(cast)), "desk:home")

    assert "Choose a mentor" in page
    assert len(asked) <= MOST, asked


def test_first_page_of_the_office_asks_at_most_15_questions_of_whoever_is_everything(cast, sign_in):
    factories.GradeFactory(name="Z9")
    page, asked = opened(sign_in(be_everything(cast)), "admin:index")

    assert "more things come after these." in page
    assert len(asked) <= MOST, asked


def test_first_page_asks_at_most_15_questions_of_whoever_is_everything_and_chooses(cast, sign_in):
    person = be_everything(cast)
    choose(cast, person)

    page, asked = opened(sign_in(person), "desk:home")

    assert "Choose a mentor" in page
    assert [part for part, words in SHOWN.items() if words not in page] == []
    assert len(asked) <= MOST, asked


def opened(client: Client, name: str) -> tuple[str, list[str]]:
    """A page and what it asked, opened a second time, when what is kept for long is there."""
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse(name)).content.decode()
    return page, [query["sql"][:300] for query in captured]
