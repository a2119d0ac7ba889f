"""The interests to choose from, and the form that asks for them."""

import pytest

from participants.interests import INTERESTS, MOST_INTERESTS, interests_in_words
from participants.interests_form import InterestsForm
from participants.models import Profile
from tests.factories import ProfileFactory

# Whoever adds one of these has to take it out here: nobody is paired by who they are.
NEVER = (
    "belief",
    "church",
    "faith",
    "pray",
    "politic",
    "party",
    "family",
    "child",
    "health",
    "yoga",
    "origin",
    "nation",
)


def test_there_are_a_few_short_ones_each_with_a_name_of_its_own():
    names = [str(name) for name in INTERESTS.values()]

    assert 20 <= len(INTERESTS) <= 40
    assert len(set(names)) == len(names)
    assert max(map(len, INTERESTS)) <= Profile._meta.get_field("interests").base_field.max_length


@pytest.mark.parametrize("word", NEVER)
def test_none_says_who_somebody_is(word):
    assert [code for code, name in INTERESTS.items() if word in f"{code} {name}".lower()] == []


def test_one_that_is_no_longer_offered_is_shown_by_its_code():
    assert interests_in_words(["chess", "falconry"]) == ["Chess", "falconry"]


def test_form_offers_all_by_name_and_brings_back_what_was_chosen(db):
    form = InterestsForm(person=ProfileFactory(interests=["chess"]))

    names = [option.name for option in form.fields["interests"].widget.options]
    assert names == sorted(str(name) for name in INTERESTS.values())
    assert form.fields["interests"].initial == [("chess", None)]
    assert form.fields["interests"].widget.most == MOST_INTERESTS


@pytest.mark.parametrize(
    ("data", "cleaned", "errors"),
    [
        ({}, [], {}),
        ({"interests_2": "hiking", "interests_1": "chess"}, ["chess", "hiking"], {}),
        ({"interests_1": "politics"}, None, {"interests": ["Please choose from the list."]}),
        ({"interests_1": "chess", "interests_2": "chess"}, None, {"interests": ["You chose “Chess” twice."]}),
    ],
)
def test_what_is_chosen_is_kept_in_its_order_and_nothing_has_to_be(db, data, cleaned, errors):
    form = InterestsForm(data, person=ProfileFactory())

    assert (form.errors, form.cleaned_data.get("interests")) == (errors, cleaned)
