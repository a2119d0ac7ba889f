"""One way to draw a form: an error summary on top, words for what is optional, one button that says what it does."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Field, Layout, Submit
from django.utils.html import format_html

# The answer that stands apart from a scale (templates/bootstrap5/likert.html).
PREFER_NOT_TO_SAY = "prefer_not_to_say"


def form_helper(
    *fields: Any,
    submit: str | None,
    form_tag: bool = True,
    method: str = "post",
    action: str = "",
    form_class: str = "",
    cancel_url: str = "",
    cancel_label: str = "",
    mark_optional: bool = True,
) -> FormHelper:
    """Give the helper of a form.

    `fields` are names or layout objects in their order; none means all fields of the form. `submit` is the verb on the
    button ("Save changes"), None for a form whose page writes its own buttons. `form_tag=False` leaves out the form
    element and its token, for several forms in one. `mark_optional=False` suits forms where every answer may be skipped
    and the page says so once.
    """
    helper = FormHelper()
    helper.form_tag = form_tag
    helper.disable_csrf = not form_tag
    helper.form_method = method
    helper.form_action = action
    helper.form_class = form_class
    helper.attrs = {"novalidate": True}
    helper.mark_optional = mark_optional
    buttons: list[Any] = []
    if submit:
        buttons.append(Submit("", submit))
    if cancel_url:
        buttons.append(HTML(format_html('<a class="btn btn-link" href="{}">{}</a>', cancel_url, cancel_label)))
    if fields:
        helper.layout = Layout(*fields, *([ButtonHolder(*buttons)] if buttons else []))
    else:
        helper.inputs = [button for button in buttons if isinstance(button, Submit)]
    return helper


def likert(name: str) -> Field:
    """Draw a radio field as a scale in a row (a column on phones), PREFER_NOT_TO_SAY apart."""
    return Field(name, template="bootstrap5/likert.html")


def choice_cards(name: str) -> Field:
    """Draw a radio or checkbox group as cards, one under the other."""
    return Field(name, wrapper_class="choices")


def chips(name: str) -> Field:
    """Draw a radio or checkbox group of short answers side by side."""
    return Field(name, wrapper_class="chips")
