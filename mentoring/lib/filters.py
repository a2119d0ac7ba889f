"""Filters of lists in the office, in words of ours: Django heads them by fields and offers "Empty" and "Yes"."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.admin import ChoicesFieldListFilter, FieldListFilter, ModelAdmin, RelatedFieldListFilter
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst

Words = str | Promise
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows of a list that wait for something: its name in the address, its words, and which rows those are."""

    name: str
    words: Words
    rows: Q


def asked_once(request: HttpRequest, name: str, ask: Callable[[], Found]) -> Found:
    """What `ask` finds, under a name that is its own in a request. Counts beside filters make all filters anew."""
    found: dict[str, Found] = request.__dict__.setdefault("_asked_once", {})
    if name not in found:
        found[name] = ask()
    return found[name]


class OfferedAlone(ChangeList):
    """A list that is narrowed by its filters alone. Django lets an address ask any field, and whatever points back."""

    def get_filters(self, request: HttpRequest) -> Any:
        found = super().get_filters(request)
        left = found[2]  # what no filter took
        if others := sorted(key for key in self.get_filters_params() if key in left):
            raise DisallowedModelAdminLookup(f"No filter of this list is called {', '.join(others)}")
        return found


class FilteredAsOffered(ModelAdmin):
    """What the office puts in front of every class that is registered there."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return OfferedAlone


class RelatedAskedOnce(RelatedFieldListFilter):
    """What a field refers to, such as departments."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        ask = super().field_choices
        return asked_once(request, f"choices of {field.name}", lambda: list(ask(field, request, model_admin)))


class ShortChoices(ChoicesFieldListFilter):
    """Choices as a list of words has them: with a capital, and without what each means after its colon."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        everything, *offered = super().choices(changelist)
        yield everything
        for (_value, words), choice in zip(self.field.flatchoices, offered, strict=True):
            short = str(choice["display"]).replace(str(words), str(words).partition(":")[0], 1)
            yield {**choice, "display": capfirst(short)}


def in_words(kind: type[FieldListFilter], title: Words, words: Sequence[Words]) -> type[FieldListFilter]:
    """A filter of this kind under another heading; `words` stand for what it offers beside everything, in its order."""

    class InWords(kind):  # type: ignore[valid-type, misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

        def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
            everything, *offered = super().choices(changelist)
            yield everything
            yield from ({**choice, "display": said} for choice, said in zip(offered, words, strict=True))

    return InWords
