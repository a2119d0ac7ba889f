"""The shipped surveys: how long they are, what they share, and what they never ask."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.models import SurveyRun
from feedback.questionnaires import (
    BEFORE_AND_AFTER,
    MENTEE,
    MENTOR,
    MOST_ON_A_PAGE,
    QUESTIONNAIRES,
    as_asked,
    asked_of,
    parts_of,
)
from programmes.models import Role

ITEMS = [item for survey in QUESTIONNAIRES.values() for item in survey.items]
# Nobody judges the other person, nor anything that a pair keeps to itself.
ABOUT_THE_OTHER = re.compile(r"\b(my (mentor|mentee)|the other|he|she|they|partner)\b", re.IGNORECASE)


def number_asked(kind, role=""):
    return len(asked_of(as_asked(QUESTIONNAIRES[kind]), role))


def test_surveys_are_as_short_as_people_were_promised():
    assert {kind: number_asked(kind) for kind in ("start", "mid", "early-end")} == {
        "start": 6,
        "mid": 8,
        "early-end": 3,
    }
    assert [number_asked("end", role) for role in (MENTEE, MENTOR)] == [10, 10]
    assert set(QUESTIONNAIRES) == set(SurveyRun.Kind.values)


def test_last_four_of_a_mentor_are_about_their_own_gains():
    items = asked_of(as_asked(QUESTIONNAIRES["end"]), MENTOR)

    assert [item["id"] for item in items[6:]] == ["listening", "outlook", "leading", "giving"]
    assert all(re.search(r"\b(I|me)\b", item["text"]) for item in items[6:])


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_all_that_is_asked_at_the_start_is_asked_again_at_the_end(role):
    start, end = (asked_of(as_asked(QUESTIONNAIRES[kind]), role) for kind in ("start", "end"))

    assert end[:6] == start
    assert [item["id"] for item in start] == [item.id for item in BEFORE_AND_AFTER]


def test_item_of_one_id_has_the_same_words_in_every_survey():
    words = {}
    for item in ITEMS:
        words.setdefault(item.id, set()).add(str(item.text))

    assert [id for id, texts in words.items() if len(texts) > 1] == []


@pytest.mark.parametrize("kind", QUESTIONNAIRES)
def test_survey_asks_each_item_once(kind):
    ids = [item.id for item in QUESTIONNAIRES[kind].items]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_item_is_one_short_statement_about_oneself(item):
    text = str(item.text)

    assert text.endswith(".")
    assert text.count(".") == 1
    assert len(text.split()) <= 14
    assert not ABOUT_THE_OTHER.search(text)
    assert " and " not in text


def test_roles_are_those_of_places():
    assert {MENTOR, MENTEE} == set(Role.values)


@given(st.integers(1, 60))
def test_pages_hold_every_item_in_order_and_are_even(number):
    items = [{"id": str(position)} for position in range(number)]

    parts = parts_of(items)

    sizes = [len(part) for part in parts]
    assert [item for part in parts for item in part] == items
    assert max(sizes) <= MOST_ON_A_PAGE
    assert max(sizes) - min(sizes) <= 1
    assert sizes == sorted(sizes, reverse=True)
