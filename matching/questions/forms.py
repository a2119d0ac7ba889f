"""What one of two writes to the other before answering a suggestion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.services import LONGEST_QUESTION
from mentoring.lib.forms import form_helper


class WordsField(forms.CharField):
    """A few sentences. A browser counts each new line as one letter and sends it as two."""

    def __init__(self, label) -> None:
        super().__init__(
            label=label,
            max_length=LONGEST_QUESTION,
            help_text=_("At most %(most)s characters.") % {"most": LONGEST_QUESTION},
            widget=forms.Textarea(attrs={"rows": 5}),
            error_messages={
                "required": _("Please write something first."),
                "max_length": _("Please say it in at most %(most)s characters.") % {"most": LONGEST_QUESTION},
            },
        )

    def to_python(self, value):
        return "\n".join((super().to_python(value) or "").splitlines())


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
