"""What somebody sends after its time: refused with a sentence, and given back so that no word of it is lost."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentoring.lib.errors import Refused


class TooLate(Refused):
    """What this needs is over. The sentence says what ended, and when."""


class Gone(Refused):
    """What this is about is not there any more, or never was for whoever asks: the two look the same."""

    def __init__(self) -> None:
        super().__init__(_("It is not there any more."))


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer of a form, as its writer would recognise it; `lines` is the height of a longer text, otherwise 0."""

    name: str
    label: str
    text: str
    lines: int = 0


def ended_on(moment: datetime) -> str:
    """The day on which a pair ended, in a sentence of its own."""
    return _("It ended on %(day)s.") % {"day": date_format(timezone.localdate(moment))}


def closed_on(moment: datetime) -> str:
    """The day on which a round or a survey closed, in a sentence of its own."""
    return _("It closed on %(day)s.") % {"day": date_format(timezone.localdate(moment))}


def typed_in(form: forms.BaseForm) -> list[Typed]:
    """What was filled in, chosen answers by their words. Nothing comes from anywhere but what was sent."""
    return [typed for field in form.visible_fields() if (typed := _typed(field)).text]


def give_back(
    request: HttpRequest, form: forms.BaseForm, sentence: str, *, status: int = 409, **context: Any
) -> HttpResponse:
    """A page with the sentence and what was filled in, to copy: a 409, for what was sent meets another state.

    `back_to` is where its button leads. A `heading` and `back_words` say more than that it was too late, and "Go back".
    """
    if form.is_bound and sentence not in form.non_field_errors():
        form.add_error(None, sentence)
    words = {"heading": _("This came too late"), "back_words": _("Go back")}
    context = {**words, **context, "form": form, "sentence": sentence, "typed": typed_in(form)}
    return render(request, "too_late.html", context, status=status)


def give_back_gone(request: HttpRequest, form_class: type[forms.Form]) -> HttpResponse:
    """The same as a 404, for a form about something that is not there: whoever may have seen it, and nobody else."""
    words = {"heading": _("Nothing was changed"), "back_to": "/", "back_words": _("Go to your home page")}
    return give_back(request, as_sent(request, form_class), Gone().message, status=404, **words)


def as_sent(request: HttpRequest, form_class: type[forms.Form]) -> forms.Form:
    """What was sent, in a form that knows nothing of what it is about."""
    form = forms.Form(request.POST)
    form.fields = deepcopy(form_class.base_fields)
    return form


def _typed(field: forms.BoundField) -> Typed:
    sent = field.value()
    values = sent if isinstance(sent, list | tuple) else [sent]
    words = dict(_options(getattr(field.field, "choices", ())))
    text = ", ".join(words.get(str(value)) or _shown(field.field, value) for value in values if value not in (None, ""))
    if hasattr(field.field, "in_words"):  # such as participants.picker, which sends more than keys of choices
        text = field.field.in_words(sent)
    is_long = isinstance(field.field.widget, forms.Textarea)
    return Typed(field.html_name, str(field.label), text, lines=min(12, 2 + len(text) // 60) if is_long else 0)


def _shown(field: forms.Field, value: object) -> str:
    """A day as it reads on pages; whatever else it is, as it was sent."""
    if isinstance(field, forms.DateField):
        with suppress(forms.ValidationError):
            day = field.to_python(str(value))
            return date_format(day) if day else ""
    return str(value)


def _options(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        yield str(value), str(label)
