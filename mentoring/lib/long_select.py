"""A choice among hundreds, drawn once for all the fields that offer it."""

from collections.abc import Iterable
from typing import Any

from django.forms import Select
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class LongSelect(Select):
    """As Django's own, without a template for each option.

    What can be chosen is given once, when this is made: copies of it, as each line of a form has one, share it.
    """

    def __init__(self, offered: Iterable[tuple[Any, Any]], attrs: dict[str, Any] | None = None) -> None:
        offered = list(offered)
        super().__init__(attrs, offered)
        self._drawn = format_html_join("", '<option value="{}">{}</option>', offered)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: object = None) -> SafeString:
        options: str = self._drawn
        for chosen in self.format_value(value):
            place = format_html('<option value="{}"', chosen)
            options = options.replace(f"{place}>", f"{place} selected>", 1)
        drawn = mark_safe(options)  # noqa: S308 - each value and label was escaped when it was drawn
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name} | self.build_attrs(self.attrs, attrs)), drawn
        )
