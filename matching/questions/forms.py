"""What one of two writes to the other before answering a suggestion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.services import LONGEST_QUESTION
from mentoring.lib.forms import form_helper
from mentoring.lib.own_words import OwnWordsField


class WordsField(OwnWordsField):
    """A few sentences."""

    def __init__(self, label) -> None:
        super().__init__(
            most=LONGEST_QUESTION,
            rows=5,
            label=label,
            help_text=_("At most %(most)s characters.") % {"most": LONGEST_QUESTION},
            error_messages={"required": _("Please write something first.")},
        )


class QuestionForm(forms.Form):
    words = WordsField(_("Your question"))

    def __init__(self, *args, back="", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("words", submit=str(_("Send my question")), cancel_url=back)


class AnswerForm(forms.Form):
    words = WordsField(_("Your answer"))

    def __init__(self, *args, back="", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("words", submit=str(_("Send my answer")), cancel_url=back)
