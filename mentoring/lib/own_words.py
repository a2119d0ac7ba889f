"""Fields for what people write themselves: nothing that is typed or pasted is cut off in silence."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.lib.errors import Refused

TOO_LONG = _("Please keep to %(limit_value)d characters; these are %(show_value)d.")

# What the page says of the room that is left, or was left behind.
COUNTED = {
    "data-one-left": _("%(count)s character left"),
    "data-left": _("%(count)s characters left"),
    "data-over": _("%(count)s too many"),
}


def too_long(words: str, most: int) -> str:
    """The sentence that these words are more than so many characters, as fields say it."""
    return str(TOO_LONG) % {"limit_value": most, "show_value": len(words)}


def keep_to(most: int, words: str) -> None:
    """Refuse words of more than so many characters."""
    if len(words) > most:
        raise Refused(too_long(words, most))


class LinesField(forms.CharField):
    """Words in which a new line is one character, however a browser sends it."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class OwnWordsField(LinesField):
    """Words of at most so many characters; `rows` of 0 for a single line.

    A browser is not told the limit, as it would drop what is beyond it and say nothing. The page counts down near the
    end of the room (static/js/counter.js), and what is too long comes back with the sentence.
    """

    def __init__(
        self,
        *,
        most: int,
        rows: int = 4,
        too_long: str | Promise = TOO_LONG,
        error_messages: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        messages: dict[str, Any] = {"max_length": too_long, **(error_messages or {})}
        super().__init__(max_length=most, error_messages=messages, **kwargs)
        counted = {"data-most": most, **COUNTED}
        self.widget = forms.Textarea(attrs={"rows": rows, **counted}) if rows else forms.TextInput(attrs=counted)
