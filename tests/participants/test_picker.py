import re

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict

from mentoring.lib.forms import form_helper
from participants.picker import Option, Picked, PickerField

OPTIONS = [
    Option("b", "Baking", "A & co", ("bread",), "Making <dough>."),
    Option("c", "Choirs", "A & co"),
    Option("d", "Dance", "B"),
]
LEVELS = {1: "A little", 2: "A lot"}


class Form(forms.Form):
    things = PickerField(options=OPTIONS, most=3, levels=LEVELS, required=False, help_text="Nobody sees it.")

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.helper = form_helper(submit="Save")


def filled(**data) -> Form:
    query = QueryDict(mutable=True)
    query.update(data)
    return Form(query)


def selected(page: str) -> dict[str, str]:
    """{name of the select: value of its selected option}"""
    selects = re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    return {name: "".join(re.findall(r'value="([^"]*)" selected', options)) for name, options in selects}


def test_what_was_picked_comes_in_its_order_with_its_levels():
    form = filled(things_1="d", things_1_level="2", things_3="b", things_3_level="")

    assert form.is_valid()
    assert form.cleaned_data["things"] == [Picked("d", 2), Picked("b", None)]


def test_nothing_picked_is_a_choice_unless_something_is_required():
    form = filled()

    assert form.is_valid()
    assert form.cleaned_data["things"] == []

    form = filled()
    form.fields["things"].required = True
    assert form.errors == {"things": ["Please choose at least one."]}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"things_1": "b", "things_2": "b"}, "You chose “Baking” twice."),
        ({"things_1": "x"}, "Please choose from the list."),
        ({"things_1": "b", "things_1_level": "3"}, "Please choose from the list."),
        ({"things_1": "b", "things_1_level": "two"}, "Please choose from the list."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(data, error):
    assert filled(**data).errors == {"things": [error]}


def test_row_beyond_the_last_does_not_count():
    form = filled(things_4="b")

    assert form.is_valid()
    assert form.cleaned_data["things"] == []


def test_what_was_picked_survives_an_error_elsewhere():
    page = render_crispy_form(filled(things_1="b", things_1_level="2", things_2="b", things_3="d"))

    assert selected(page) == {
        "things_1": "b",
        "things_1_level": "2",
        "things_2": "b",
        "things_2_level": "",
        "things_3": "d",
        "things_3_level": "",
    }
    assert '<a href="#id_things_1">You chose “Baking” twice.</a>' in page


def test_initial_choice_is_shown():
    page = render_crispy_form(Form(initial={"things": [("c", 1)]}))

    assert selected(page)["things_1"] == "c"
    assert selected(page)["things_1_level"] == "1"
    assert selected(page)["things_2"] == ""


def test_every_select_has_a_label_and_the_group_its_name_and_help():
    page = render_crispy_form(Form())
    ids = re.findall(r'<select[^>]* id="([^"]+)"', page)

    assert len(ids) == len(set(ids)) == 6
    assert re.findall(r'<label class="small" for="([^"]+)"', page) == ids
    assert '<fieldset aria-describedby="id_things_helptext">' in page
    assert re.search(r'<legend class="form-label">\s*Things', page)


def test_words_that_find_an_option_stand_in_the_first_row_alone_and_nothing_is_markup():
    page = render_crispy_form(Form())

    assert page.count('data-words="bread" data-about="Making &lt;dough&gt;."') == 1
    assert page.count('<optgroup label="A &amp; co">') == 3


def test_forms_do_not_share_what_was_picked():
    one, other = Form(), Form()
    one.fields["things"].widget.attrs["id"] = "mine"

    assert "id" not in other.fields["things"].widget.attrs
    assert one.fields["things"].widget.options is other.fields["things"].widget.options
