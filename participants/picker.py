"""A choice of a few from many, in order: selects that work as they are, and a search with scripts (js/picker.js)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

SEARCH_LABEL, LEVEL_LABEL = _("Search and add"), _("How well")
RANK_LABELS: tuple[Promise, ...] = (_("Most important"), _("Second"), _("Third"), _("Fourth"), _("Fifth"))


# The key and the level of each row that is filled in, as the form sends them.
Posted: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: other words that find it too, and a sentence on what it is. Options come by group."""

    key: str
    name: str
    group: str = ""
    words: Sequence[str] = ()
    about: str = ""


class Picked(NamedTuple):
    """One that was chosen, and its level where one was said."""

    key: str
    level: int | None = None


class PickerWidget(forms.Widget):
    """Rows named `<field>_1`, `<field>_2` and so on, each with its level `<field>_1_level` where there are levels."""

    template_name = "widgets/picker.html"
    use_fieldset = True

    class Media:
        css = {"all": ["css/picker.css"]}
        js = [Script("js/picker.js", defer=True)]

    def __init__(
        self,
        *,
        options: Sequence[Option],
        most: int,
        levels: Mapping[int, str | Promise],
        row_labels: Sequence[str | Promise],
        search_label: str | Promise,
        level_label: str | Promise,
    ) -> None:
        super().__init__()
        self.options = options
        self.most = most
        self.levels = levels
        self.row_labels = row_labels
        self.search_label = search_label
        self.level_label = level_label

    def __deepcopy__(self, memo: dict[int, Any]) -> "PickerWidget":
        """The options are many and never change, so each form has the same."""
        copied = super().__deepcopy__(memo)
        copied.options = self.options
        return copied

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Posted:
        rows = (f"{name}_{number}" for number in range(1, self.most + 1))
        return [(key, data.get(f"{row}_level", "")) for row in rows if (key := data.get(row))]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_1" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = [(str(key), str(level or "")) for key, level in value or ()][: self.most]
        chosen += [("", "")] * (self.most - len(chosen))
        identifier = context["widget"]["attrs"].get("id", name)
        rows = [
            {
                "name": f"{name}_{number}",
                "id": f"{identifier}_{number}",
                "label": self.row_labels[number - 1],
                "options": options_of(self.options, key, is_first=number == 1),
                "levels": level_options(self.levels, level),
            }
            for number, (key, level) in enumerate(chosen, start=1)
        ]
        context["widget"] |= {
            "rows": rows,
            "most": self.most,
            "search_label": self.search_label,
            "level_label": self.level_label,
        }
        return context


class PickerField(forms.Field):
    """Up to `most` of the options, the most important first: cleans to a list of Picked."""

    widget: PickerWidget
    default_error_messages = {
        "required": _("Please choose at least one."),
        "unknown": _("Please choose from the list."),
        "twice": _("You chose “%(name)s” twice."),
    }

    def __init__(
        self,
        *,
        options: Sequence[Option],
        most: int = 5,
        levels: Mapping[int, str | Promise] | None = None,
        row_labels: Sequence[str | Promise] = RANK_LABELS,
        search_label: str | Promise = SEARCH_LABEL,
        level_label: str | Promise = LEVEL_LABEL,
        **kwargs: Any,
    ) -> None:
        self.names = {option.key: option.name for option in options}
        self.levels = levels or {}
        widget = PickerWidget(
            options=options,
            most=most,
            levels=self.levels,
            row_labels=row_labels,
            search_label=search_label,
            level_label=level_label,
        )
        super().__init__(widget=widget, **kwargs)

    def in_words(self, value: Posted | None) -> str:
        """What was sent, as whoever chose it would recognise it."""
        return ", ".join(str(self.names.get(key, key)) for key, _level in value or ())

    def to_python(self, value: Posted | None) -> list[Picked]:
        picked = [Picked(key, self.level_of(level)) for key, level in value or ()]
        if not {each.key for each in picked} <= set(self.names):
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return picked

    def level_of(self, level: str) -> int | None:
        known = {str(each): each for each in self.levels}
        if level and level not in known:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return known.get(level)

    def validate(self, value: list[Picked]) -> None:
        super().validate(value)
        keys = [each.key for each in value]
        for key in dict.fromkeys(keys):
            if keys.count(key) > 1:
                raise ValidationError(self.error_messages["twice"], code="twice", params={"name": self.names[key]})


def options_of(options: Iterable[Option], chosen: str, *, is_first: bool) -> SafeString:
    """What a row offers, under the names of the groups. The first row carries the further words for the search."""
    nothing = format_html('<option value="">{}</option>', _("Nothing"))
    groups = [
        (group, options_in(of_group, chosen, with_words=is_first))
        for group, of_group in groupby(options, key=lambda option: option.group)
    ]
    return nothing + SafeString(
        "".join(
            format_html('<optgroup label="{}">{}</optgroup>', group, shown) if group else shown
            for group, shown in groups
        )
    )


def options_in(options: Iterable[Option], chosen: str, *, with_words: bool) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}{}>{}</option>',
        (
            (
                option.key,
                SafeString(" selected") if option.key == chosen else "",
                words_of(option) if with_words else "",
                option.name,
            )
            for option in options
        ),
    )


def words_of(option: Option) -> SafeString | str:
    if not (option.words or option.about):
        return ""
    return format_html(' data-words="{}" data-about="{}"', "|".join(option.words), option.about)


def level_options(levels: Mapping[int, str | Promise], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((level, SafeString(" selected") if str(level) == chosen else "", words) for level, words in levels.items()),
    )
