"""What somebody had before their eyes as they wrote: a later save never undoes an earlier one that nobody has seen.

A form brings back, in its hidden field `seen`, a digest of what stood when it was opened. The service compares it with
what stands now, under the lock of its row. Where it is another, nothing is kept: the form comes back with every word
that was typed and what stands now beside it, and the same button then keeps one's own.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.template.loader import render_to_string
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from mentoring.lib.crypto import keyed_digest
from mentoring.lib.errors import Refused

# Hex digits: enough that two states of one row never meet.
LENGTH = 24


class ChangedMeanwhile(Refused):
    """What stands is not what its writer has seen, so nothing was kept. `changer` is who changed it, where known."""

    def __init__(self, *, changer: str = "", is_own: bool = False) -> None:
        words = _("This was changed meanwhile.")
        if is_own:
            words = _("You changed this in another window meanwhile.")
        elif changer:
            words = _("%(name)s changed this meanwhile.") % {"name": changer}
        # What whoever wrote nothing reads.
        self.words = f"{words} {_('Nothing was done. Please look at how it stands now.')}"
        rest = _("Nothing of yours is lost: look at what it says now, then press the button once more to keep yours.")
        super().__init__(f"{words} {rest}")


def seen_of(label: str, row_id: UUID, *values: Any) -> str:
    """How a row stands, for a form to bring back. Keyed, so that nobody can try out private words on it."""
    text = json.dumps([str(row_id), *map(_plain, values)])
    return keyed_digest(text, label=f"seen|{label}")[:LENGTH]


def seen_field(seen: str) -> forms.CharField:
    """The hidden field that brings it back. A form that comes without it has seen nothing."""
    return forms.CharField(required=False, max_length=64, initial=seen, widget=forms.HiddenInput)


class SaysNow:
    """Shows what stands now, below the error summary of a form and above its questions: (label, text) of each."""

    def __init__(self, standing: Sequence[tuple[str, str]], *, back: str) -> None:
        self.context = {"says_now": standing, "back": back}

    def render(self, form: forms.BaseForm, context: Any, **options: Any) -> str:
        return render_to_string("parts/says_now.html", self.context)


def ask_again(form: Any, refusal: ChangedMeanwhile, *, back: str) -> None:
    """Let a form that was sent stand on top of what stands now, which it shows where it differs from what was typed.

    `form` is filled in with what stands now and bound to what was typed; `back` leads to where it is left as it is.
    """
    form.helper.layout.insert(0, SaysNow(stand_on_top(form, refusal), back=back))


def stand_on_top(form: Any, refusal: ChangedMeanwhile) -> list[tuple[str, str]]:
    """As `ask_again`, for a page that draws its form itself: (label, text) of what stands now where it differs."""
    sent = form.data.copy()
    sent["seen"] = form.get_initial_for_field(form.fields["seen"], "seen")
    form.data = sent
    form.full_clean()
    form.add_error(None, refusal.message)
    return list(_standing(form, form.changed_data))


def _standing(form: forms.BaseForm, names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        field = form.fields[name]
        value = form.get_initial_for_field(field, name)
        # A question that what stands does not answer, such as which of two hours, has nothing to show.
        if not field.widget.is_hidden and not (value is None and isinstance(field, forms.ChoiceField)):
            yield str(field.label), _readable(field, value)


def _readable(field: forms.Field, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, time):
        return time_format(value)
    text = "" if value is None else str(value)
    # An answer may be called something although nothing is kept for it, such as that it makes no difference.
    options = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return options.get(text, text) or _("Nothing is written here.")


def _plain(value: Any) -> Any:
    """The same for the same moment, in whichever zone it is in hand."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if value is None or isinstance(value, int) else str(value)
