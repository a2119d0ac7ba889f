"""Cards of people whom one may ask or name: the button stands on the card, and what is long is behind a line."""

import re

import pytest

from tests.matching.choosing import ask, choosing_cohort, list_of
from tests.matching.naming import name, naming_cohort
from tests.matching.people import mentee_of, mentor_of
from tests.matching.suggested import visible_text
from tests.matching.test_browsing import all_of, open_to_all
from tests.matching.test_ranking_page import page_of

pytestmark = pytest.mark.django_db
CARD = re.compile(r'<section class="card stack".*?</section>', re.DOTALL)
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)


def words_on(card):
    return visible_text(f"<main>{card}</main>")


def cards_on(sign_in, place, address):
    return CARD.findall(sign_in(place.person).get(address).content.decode())


def chosen_from():
    return choosing_cohort()[0], list_of, "Ask "


def looked_through():
    return open_to_all(), all_of, "Ask "


def named_from():
    return naming_cohort()[0], page_of, "Put on my list"


@pytest.mark.parametrize("where", [chosen_from, looked_through, named_from])
def test_button_of_a_person_stands_on_their_card(sign_in, where):
    cohort, address_of, button = where()
    mentors = [mentor_of(cohort, "Speaking", person__user__name=called) for called in ("Ada", "Bo")]
    mentee = mentee_of(cohort, "Speaking")

    cards = cards_on(sign_in, mentee, address_of(mentee))

    assert len(cards) == len(mentors)
    for card in cards:
        assert card.count("<form") == 1
        assert button in words_on(card)


@pytest.mark.parametrize("where", [chosen_from, looked_through, named_from])
def test_what_follows_their_own_words_is_behind_a_line(sign_in, where):
    cohort, address_of, button = where()
    mentor_of(cohort, "Speaking", person__user__name="Ada", person__about_me="I sail.", person__languages=["yo"])
    mentee = mentee_of(cohort, "Speaking")

    [card] = cards_on(sign_in, mentee, address_of(mentee))

    [behind] = map(words_on, FOLDED.findall(card))
    before_all = words_on(FOLDED.sub("", card))
    assert behind.strip().startswith("More about Ada")
    assert "Can help with" in behind
    assert "Languages Yoruba" in behind
    assert "I sail." in before_all
    assert button in before_all
    assert "Languages" not in before_all


@pytest.mark.parametrize("where", [chosen_from, looked_through, named_from])
def test_what_does_not_speak_for_somebody_stands_apart(sign_in, where):
    cohort, address_of, _button = where()
    mentor_of(cohort, "Speaking", person__languages=["en"])
    mentee = mentee_of(cohort, "Singing", person__languages=["en"])

    [card] = map(words_on, cards_on(sign_in, mentee, address_of(mentee)))

    speaks_for, besides = card.split("Good to know")
    assert "Why you may fit" in speaks_for
    assert "You have a language in common." in speaks_for
    assert "The skills offered differ from your wish list." in besides
    assert "Why this suggestion" not in card


def test_somebody_named_has_their_mark_on_their_card(sign_in):
    cohort, _by = naming_cohort()
    mentor, mentee = mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    name(mentee, mentor)

    [card] = [each for each in cards_on(sign_in, mentee, page_of(mentee)) if 'id="option-' in each]

    assert "On your list" in words_on(card)
    assert "<form" not in card


def test_suggestion_shows_all_of_its_one_card_at_once(sign_in):
    cohort, _by = choosing_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    proposal = ask(mentee, mentor)

    cards = cards_on(sign_in, mentor, proposal.get_absolute_url())

    [card] = [each for each in cards if 'id="who"' in each]
    assert "<details" not in card
