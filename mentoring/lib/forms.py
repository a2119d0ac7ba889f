"""One way to draw a form: an error summary on top, words for what is optional, one button that says what it does."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit

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
    button ("Save changes"), None for a form whose page writes its own buttons; `cancel_url` adds a quiet link beside.
    `form_tag=False` leaves out the form element and its token, for several forms in one. `mark_optional=False` suits
    forms where every answer may be skipped and the page says so once.
    """
    helper = FormHelper()
    helper.form_tag = form_tag
    helper.disable_csrf = not form_tag
    helper.form_method = method
    helper.form_action = action
    helper.form_class = form_class
    # A page loads the styles and scripts of its widgets in its head: {{ form.media }} in the block `head`.
    helper.include_media = False
    helper.attrs = {"novalidate": True}
    # Attributes that crispy does not know reach our templates by their names.
    helper.mark_optional = mark_optional
    helper.cancel_url = cancel_url
    helper.cancel_label = cancel_label
    if submit:
        helper.add_input(Submit("", submit))
    if fields:
        helper.layout = Layout(*fields)
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
