"""What people write themselves: nothing is cut off, and what is too long comes back with a sentence that counts."""

import pytest
from django import forms

from agreements.forms import ActionForm, NoteForm, SessionForm, SharedNoteForm
from feedback.forms import GoalForm, GoalReviewForm
from matching.questions.forms import AnswerForm, QuestionForm
from mentoring.lib.errors import Refused
from mentoring.lib.own_words import OwnWordsField, keep_to

FORMS = [ActionForm, NoteForm, SessionForm, SharedNoteForm, GoalForm, GoalReviewForm, AnswerForm, QuestionForm]


class Said(forms.Form):
    words = OwnWordsField(most=10, required=False)


@pytest.mark.parametrize("form", FORMS)
def test_no_browser_drops_what_somebody_writes_to_their_pair(form):
    counted = {name: field for name, field in form.base_fields.items() if getattr(field, "max_length", None)}

    assert counted.keys() & {"words", "body", "place", "sentence"}
    assert [name for name, field in counted.items() if "maxlength" in field.widget.attrs] == []


def test_words_that_are_too_long_come_back_with_both_numbers():
    form = Said({"words": "twelve chars"})

    assert form.errors["words"] == ["Please keep to 10 characters; these are 12."]
    assert 'data-most="10"' in str(form["words"])
    assert "maxlength" not in str(form["words"])


def test_a_new_line_is_one_character_as_the_page_counts_it():
    form = Said({"words": "five\r\nfive"})

    assert (form.is_valid(), form.cleaned_data["words"]) == (True, "five\nfive")


def test_one_line_is_written_in_one():
    field = OwnWordsField(most=10, rows=0)

    assert isinstance(field.widget, forms.TextInput)


def test_page_has_words_for_one_character_and_for_many():
    attrs = OwnWordsField(most=10, rows=0).widget.attrs

    assert {name: str(words) for name, words in attrs.items() if name != "data-most"} == {
        "data-one-left": "%(count)s character left",
        "data-left": "%(count)s characters left",
        "data-over": "%(count)s too many",
    }


def test_services_refuse_in_the_words_of_the_fields():
    keep_to(10, "ten chars.")

    with pytest.raises(Refused) as refused:
        keep_to(10, "twelve chars")

    assert [refused.value.message] == Said({"words": "twelve chars"}).errors["words"]
