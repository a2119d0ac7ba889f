"""What people can be aiming for, the form that asks for it, and the page of the profile."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from participants.aims import AIMS, MOST_KNOWN, MOST_WANTED, aims_in_words
from participants.aims_form import AimsForm
from participants.models import Profile
from tests.factories import ProfileFactory


def test_there_are_a_few_each_with_a_name_of_its_own():
    names = [str(name) for name in AIMS.values()]

    assert 8 <= len(AIMS) <= 12
    assert len(set(names)) == len(names)
    for field in ("aims_wanted", "aims_known"):
        assert max(map(len, AIMS)) <= Profile._meta.get_field(field).base_field.max_length


def test_one_that_is_no_longer_offered_is_shown_by_its_code():
    assert aims_in_words(["field", "wealth"]) == ["A change of field", "wealth"]


def test_form_offers_all_in_their_order_and_brings_back_what_was_chosen(db):
    form = AimsForm(person=ProfileFactory(aims_wanted=["lead"], aims_known=["speak", "field"]))

    for name, most in (("wanted", MOST_WANTED), ("known", MOST_KNOWN)):
        assert [option.key for option in form.fields[name].widget.options] == list(AIMS)
        assert form.fields[name].widget.most == most
    assert form.fields["wanted"].initial == [("lead", None)]
    assert form.fields["known"].initial == [("speak", None), ("field", None)]


@pytest.mark.parametrize(
    ("data", "cleaned", "errors"),
    [
        ({}, ([], []), {}),
        ({"wanted_2": "lead", "known_1": "field", "known_3": "speak"}, (["lead"], ["field", "speak"]), {}),
        ({"wanted_1": "wealth"}, (None, []), {"wanted": ["Please choose from the list."]}),
        ({"known_1": "lead", "known_2": "lead"}, ([], None), {"known": [f"You chose “{AIMS['lead']}” twice."]}),
    ],
)
def test_what_is_chosen_is_kept_in_its_order_and_nothing_has_to_be(db, data, cleaned, errors):
    form = AimsForm(data, person=ProfileFactory())

    assert form.errors == errors
    assert (form.cleaned_data.get("wanted"), form.cleaned_data.get("known")) == cleaned


def test_aims_are_saved_and_shown_to_whom_they_are_for(client, db):
    ada = ProfileFactory()
    client.force_login(ada.user)
    saved = client.post(reverse("participants:profile-aims"), {"wanted_1": "heard", "known_2": "field"})

    card = client.get(reverse("participants:profile-card")).content.decode()

    ada.refresh_from_db()
    assert [str(message) for message in get_messages(saved.wsgi_request)] == ["Your aims are saved."]
    assert (ada.aims_wanted, ada.aims_known) == (["heard"], ["field"])
    as_mentor, as_mentee = card[card.index('id="as-mentor"') :].split('id="as-mentee"')
    assert ("A change of field" in as_mentor, "Being heard by senior people" in as_mentor) == (True, False)
    assert ("A change of field" in as_mentee, "Being heard by senior people" in as_mentee) == (False, True)
