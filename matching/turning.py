"""From one page of a list of pairs or people to the pages before and after it: addresses, and words for them."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.board import Rows


class Words(NamedTuple):
    before: str
    after: str
    where: str


PAIRS = Words(
    gettext_noop("Pairs before"),
    gettext_noop("Pairs after"),
    gettext_noop("Page %(page)d of %(pages)d, %(total)d pairs"),
)
SUGGESTIONS = Words(
    gettext_noop("Suggestions before"),
    gettext_noop("Suggestions after"),
    gettext_noop("Page %(page)d of %(pages)d, %(total)d suggestions"),
)
MENTEES = Words(
    gettext_noop("Mentees before"),
    gettext_noop("Mentees after"),
    gettext_noop("Page %(page)d of %(pages)d, %(total)d mentees"),
)
MENTORS = Words(
    gettext_noop("Mentors before"),
    gettext_noop("Mentors after"),
    gettext_noop("Page %(page)d of %(pages)d, %(total)d mentors"),
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
    where = _(said.where) % {"page": rows.page, "pages": rows.pages, "total": rows.total}
    return Turn(
        _address(query, name, rows.before),
        _address(query, name, rows.after),
        Words(_(said.before), _(said.after), where),
    )


def _address(query: QueryDict, name: str, page: int) -> str:
    """The same address at another page; a list that is one of many on its page is led to by its heading, too."""
    if not page:
        return ""
    changed = query.copy()
    changed[name] = str(page)
    return f"?{changed.urlencode()}" + ("" if name == "page" else f"#{name}")
