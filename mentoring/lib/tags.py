"""What templates ask for by name; built into all of them (settings)."""

import re
from datetime import date, datetime
from typing import NamedTuple

from django import template
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR, ChangeList
from django.db.models import Model
from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mentoring.lib import clock
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.days import day_format

register = template.Library()
# An e-mail address within a text, and where a line may end in it.
ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
DAY = re.compile(r"\b\d{1,4}([/.-])\d{1,2}\1\d{1,4}\b", re.A)
# So much of a long text stands where only its beginning does.
MOST_LINES, MOST_LETTERS = 10, 600
ENDS_AFTER_AT, ENDS_BEFORE_DOT = re.compile(r"@"), re.compile(r"(?<=\w)\.(?=\w)")


@register.filter(expects_localtime=True)
def near_day(value: date | datetime | None, more: str = "") -> str:
    """The day of `value`, with its year where it is not near; `more` is the rest of the format, such as ", H:i"."""
    if value is None:
        return ""
    day = value.date() if isinstance(value, datetime) else value
    return date_format(value, day_format(day, clock.today()) + more)


@register.filter
def address_lines(text: str | None) -> SafeString:
    """Words in which the lines of an e-mail address end after its @ or before a dot, and never within a name."""
    return mark_safe(ADDRESS.sub(_with_breaks, escape(text or "")))  # noqa: S308 - it is escaped here


@register.filter
def beginning(text: str | None) -> str:
    """The first lines of a long text, up to 10 of them or about 600 characters, then "…"; a short one as it is."""
    whole = (text or "").strip()
    lines = "\n".join(whole.split("\n")[:MOST_LINES])
    start = lines if len(lines) <= MOST_LETTERS else lines[: MOST_LETTERS + 1].rsplit(maxsplit=1)[0]
    return whole if len(whole) <= len(start) else f"{start.rstrip()} …"


@register.filter
def grouped(number: int) -> str:
    """A large number as people read it, such as 22,214."""
    return number_format(number, force_grouping=True)


@register.filter
def whole_days(text: str | None) -> SafeString:
    """Words in which no line ends within a day in figures, such as 2020-06-29."""
    whole = DAY.sub(r'<span class="nowrap">\g<0></span>', escape(text or ""))
    return mark_safe(whole)  # noqa: S308 - it is escaped here


@register.filter
def opens(row: Model, name: str) -> bool:
    """Whether the words in this field of a row can be read: not where their key is missing."""
    try:
        getattr(row, name)
    except Undecipherable:
        return False
    return True


class ListPages(NamedTuple):
    """The line under a list: its words, and for each way an address, empty where there is none, with its words."""

    label: str
    where: str
    before: str
    words_before: str
    after: str
    words_after: str
    all: str
    words_all: str


@register.simple_tag
def list_pages(cl: ChangeList) -> ListPages | None:
    """Of a list of the office, which part is shown and the way to the others; None where all of it is on one page."""
    if cl.show_all or not cl.multi_page:
        return None
    page, names = cl.paginator.page(cl.page_num), {"names": cl.opts.verbose_name_plural}
    numbers = {"first": page.start_index(), "last": page.end_index(), "count": cl.result_count}
    return ListPages(
        label=_("Pages of %(names)s") % names,
        where=_("%(first)d to %(last)d of %(count)d %(names)s") % {**numbers, **names},
        before=cl.get_query_string({PAGE_VAR: cl.page_num - 1}) if page.has_previous() else "",
        words_before=_("Previous %(names)s") % names,
        after=cl.get_query_string({PAGE_VAR: cl.page_num + 1}) if page.has_next() else "",
        words_after=_("Next %(names)s") % names,
        all=cl.get_query_string({ALL_VAR: ""}) if cl.can_show_all else "",
        words_all=_("Show all %(count)d") % numbers,
    )


def _with_breaks(address: re.Match[str]) -> str:
    return ENDS_BEFORE_DOT.sub("<wbr>.", ENDS_AFTER_AT.sub("@<wbr>", address.group()))
