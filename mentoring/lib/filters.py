"""Filters of lists in the office, in words of ours: Django heads them by fields and offers "Empty" and "Yes"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import FieldListFilter
from django.db.models import Q
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows of a list that wait for something: its name in the address, its words, and which rows those are."""

    name: str
    words: Words
    rows: Q


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
