"""From one page of a list of pairs or people to the pages before and after it: addresses, and words for them."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.board import ROWS, Rows


class Words(NamedTuple):
    before: str
    after: str
    where: str
    label: str


PAIRS = Words(
    gettext_noop("Previous pairs"),
    gettext_noop("Next pairs"),
    gettext_noop("%(first)d to %(last)d of %(total)d pairs"),
    gettext_noop("Pages of pairs"),
)
SUGGESTIONS = Words(
    gettext_noop("Previous suggestions"),
    gettext_noop("Next suggestions"),
    gettext_noop("%(first)d to %(last)d of %(total)d suggestions"),
    gettext_noop("Pages of suggestions"),
)
MENTEES = Words(
    gettext_noop("Previous mentees"),
    gettext_noop("Next mentees"),
    gettext_noop("%(first)d to %(last)d of %(total)d mentees"),
    gettext_noop("Pages of mentees"),
)
MENTORS = Words(
    gettext_noop("Previous mentors"),
    gettext_noop("Next mentors"),
    gettext_noop("%(first)d to %(last)d of %(total)d mentors"),
    gettext_noop("Pages of mentors"),
)
# By the name that a list's page has in the address.
WORDS = {
    "drafts": PAIRS,
    "removed": PAIRS,
    "sent": SUGGESTIONS,
    "without": MENTEES,
    "mentors": MENTORS,
    "page": MENTORS,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """The line under a list; an address is empty where no page lies that way."""

    before: str
    after: str
    words: Words


def turn_of(rows: Rows[Any], name: str, query: QueryDict) -> Turn | None:
    """The line under the list of this name, at an address with this query; None where one page holds it all."""
    if rows.pages <= 1:
        return None
    said = WORDS[name]
    numbers = {"first": (rows.page - 1) * ROWS + 1, "last": min(rows.page * ROWS, rows.total), "total": rows.total}
    return Turn(
        _address(query, name, rows.before),
        _address(query, name, rows.after),
        Words(_(said.before), _(said.after), _(said.where) % numbers, _(said.label)),
    )


def _address(query: QueryDict, name: str, page: int) -> str:
    """The same address at another page; a list that is one of many on its page is led to by its heading, too."""
    if not page:
        return ""
    changed = query.copy()
    changed[name] = str(page)
    return f"?{changed.urlencode()}" + ("" if name == "page" else f"#{name}")
