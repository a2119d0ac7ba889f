"""Several messages in one mail: those that were held stand under a heading of their own, before the footer."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

# As templates/emails/base.* mark them.
FOOTER = "\n--\n"
LETTER, END_OF_LETTER = "<!-- letter -->", "<!-- end of letter -->"
BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
LANGUAGE = re.compile(r'<html[^>]* lang="([a-zA-Z-]+)"')
RULE = "-" * 40


def language_of(html: str) -> str:
    """The language a mail is written in, so that our heading is in the same."""
    found = LANGUAGE.search(html)
    return found.group(1) if found else settings.LANGUAGE_CODE


def fold_text(text: str, others: Sequence[str], *, language: str) -> str:
    """The text of a mail with the letters of others in it."""
    if not others:
        return text
    letter, footer_mark, footer = text.rpartition(FOOTER) if FOOTER in text else (text, "", "")
    with translation.override(language):
        heading = _("Also for you")
    sections = [f"{RULE}\n{heading}\n\n{other.rpartition(FOOTER)[0].strip() or other.strip()}\n" for other in others]
    return "\n".join([f"{letter.rstrip()}\n", *sections]) + footer_mark + footer


def fold_html(html: str, others: Sequence[str], *, language: str) -> str:
    """The HTML of a mail with the letters of others in it."""
    if not others:
        return html
    with translation.override(language):
        heading = format_html(
            '<hr style="margin: 32px 0 24px; border: 0; border-top: 1px solid #DDD6CC;">'
            '<p class="also" style="margin: 0 0 8px; font-weight: bold; color: #B4471F;">{}</p>',
            _("Also for you"),
        )
    sections = "".join(heading + _letter_of(other) for other in others)
    for mark in (END_OF_LETTER, "</body>"):
        before, found, after = html.rpartition(mark)
        if found:
            return before + sections + found + after
    return html + sections


def _letter_of(html: str) -> str:
    """What a mail says, without its frame; its heading stands one level lower."""
    _before, _mark, rest = html.partition(LETTER)
    letter = rest.rpartition(END_OF_LETTER)[0]
    if not letter:
        body = BODY.search(html)
        letter = body.group(1) if body else html
    return re.sub(r"(</?)h1\b", r"\1h2", letter)
