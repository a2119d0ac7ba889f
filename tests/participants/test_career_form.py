"""What somebody writes about the roles they want and had, and what is made of it."""

import re

import pytest
from crispy_forms.utils import render_crispy_form

from participants.career_form import CareerForm
from tests.factories import ProfileFactory


@pytest.fixture
def ada(db):
    return ProfileFactory(roles_wanted=["Head of IT"], roles_had=["Buyer", "Chef"])


def filled(ada, **data):
    return CareerForm(data, person=ada, titles=["Chef"])


def inputs_of(form):
    """{name: value} of the inputs for roles."""
    inputs = re.findall(r'<input class="form-control"[^>]*>', render_crispy_form(form))
    return {re.search('name="([^"]*)"', each)[1]: re.search('value="([^"]*)"', each)[1] for each in inputs}


def test_form_shows_what_was_said_and_room_for_more(ada):
    assert inputs_of(CareerForm(person=ada, titles=[])) == {
        "wanted_1": "Head of IT",
        "wanted_2": "",
        "wanted_3": "",
        "had_1": "Buyer",
        "had_2": "Chef",
        "had_3": "",
        "had_4": "",
        "had_5": "",
    }


def test_each_input_has_a_label_and_each_question_a_legend_and_who_sees_it(ada):
    page = render_crispy_form(CareerForm(person=ada, titles=["Chef & co"]))

    ids = re.findall(r'<input class="form-control"[^>]* id="([^"]*)"', page)
    assert ids == re.findall(r'<label class="small" for="([^"]*)">', page)
    assert page.count("<legend") == 2
    assert ("suggested to as a mentee see these" in page, "suggested to as a mentor see these" in page) == (True, True)
    assert page.count('<option value="Chef &amp; co"></option>') == 2


def test_form_brings_the_look_of_its_rows_and_needs_no_script(ada):
    media = str(CareerForm(person=ada, titles=[]).media)

    assert ("css/picker" in media, "<script" in media) == (True, False)


def test_roles_are_any_words_on_one_line_and_empty_rows_do_not_count(ada):
    form = filled(ada, wanted_1="", wanted_2=" Head \n of IT ", had_5="Chef")

    assert form.is_valid()
    assert form.cleaned_data == {"wanted": ["Head of IT"], "had": ["Chef"]}


def test_nothing_has_to_be_said(ada):
    form = filled(ada)

    assert form.is_valid()
    assert form.cleaned_data == {"wanted": [], "had": []}


@pytest.mark.parametrize(
    ("roles", "error"),
    [
        ({"wanted_1": "Chef", "wanted_3": "CHEF "}, "You wrote “CHEF” twice."),
        ({"wanted_1": "x" * 121}, "Please keep each role to 120 characters; this one has 121."),
        ({"wanted_1": "Chef\x00"}, "This holds a sign that cannot be kept. Please write it by hand."),
    ],
)
def test_what_cannot_be_is_said_at_its_question_and_every_word_comes_back(ada, roles, error):
    form = filled(ada, **roles, had_1="Buyer")

    assert form.errors == {"wanted": [error]}
    shown = inputs_of(form)
    assert {name: shown[name] for name in roles} == roles
    assert shown["had_1"] == "Buyer"


def test_a_role_may_be_both_wanted_and_had(ada):
    assert filled(ada, wanted_1="Chef", had_1="Chef").is_valid()
