"""PDF documents, tagged for screen readers (PDF/UA-1), by typst. Words reach a template as data, never as markup."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

import typst

from mentoring.lib.env import BASE_DIR

TEMPLATES = BASE_DIR / "templates" / "pdf"
# What neither prints nor separates words: control characters, and marks that turn the direction of what follows.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# What the compiler says of signs that no font has; what stands for them; and everything but letters of Europe.
MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
UNKNOWN = "?"
FAR = re.compile(r"[^\x00-\u024f\u2010-\u201f]")
MOST_ATTEMPTS = 4


def render_pdf(template: str, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """A PDF of `templates/pdf/<template>.typ`, which reads `data` (strings, numbers, lists and mappings) as JSON.

    Signs that no font at hand has are written as "?", since the standard refuses what cannot be read aloud. Raises
    typst.TypstError for a faulty template.
    """
    words = mapped(data, lambda text: UNPRINTABLE.sub("", text))
    for _attempt in range(MOST_ATTEMPTS):
        try:
            return _compile(template, words, made_at)
        except typst.TypstError as error:
            unknown = set("".join(MISSING.findall(error.diagnostic)))
            if not unknown:
                raise
            words = mapped(words, partial(_without, signs=unknown))
    return _compile(template, mapped(words, lambda text: FAR.sub(UNKNOWN, text)), made_at)


def mapped(data: Any, change: Callable[[str], str]) -> Any:
    """The same data with every string in it changed; names of fields stay."""
    if isinstance(data, str):
        return change(str(data))
    if isinstance(data, Mapping):
        return {key: mapped(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [mapped(each, change) for each in data]
    return data


def _without(text: str, signs: set[str]) -> str:
    return "".join(UNKNOWN if sign in signs else sign for sign in text)


def _compile(template: str, words: Any, made_at: datetime) -> bytes:
    compiled = typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(words)},
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )
    return bytes(compiled)


@lru_cache
def _fonts() -> typst.Fonts:
    """Those that typst brings, and for scripts they lack those of the machine."""
    return typst.Fonts(include_system_fonts=True)
