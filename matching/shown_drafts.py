"""Which suggestions a page showed before they are sent, for its form to bring back: eight letters for each.

One digest of them all would be shorter, but could not say how many came and how many went since.
"""

from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# 48 bits of an id that is random there: of ten thousand suggestions no two have the same.
BYTES, LETTERS = 6, 8


def marks_of(drafts: Iterable[UUID]) -> str:
    """The same for the same suggestions, in whichever order."""
    return "".join(sorted(map(_mark, drafts)))


def added_since(marks: str, drafts: Iterable[UUID]) -> set[UUID]:
    """Those of these suggestions that a page with these marks did not show."""
    shown = _parted(marks)
    return {draft for draft in drafts if _mark(draft) not in shown}


def changed_since(marks: str, drafts: Collection[UUID]) -> str:
    """What came and went since a page with these marks, in sentences; empty where these are just what it showed."""
    added, gone = len(added_since(marks, drafts)), len(_parted(marks) - set(map(_mark, drafts)))
    told = []
    if added:
        words = ngettext(
            "%(count)d suggestion was added since this page was shown to you.",
            "%(count)d suggestions were added since this page was shown to you.",
            added,
        )
        told.append(words % {"count": added})
    if gone:
        words = ngettext(
            "%(count)d suggestion that it showed is not to be sent any more.",
            "%(count)d suggestions that it showed are not to be sent any more.",
            gone,
        )
        told.append(words % {"count": gone})
    return " ".join([*told, _("Nothing was sent: this is how it stands now.")]) if told else ""


def _mark(draft: UUID) -> str:
    return urlsafe_b64encode(draft.bytes[:BYTES]).decode()


def _parted(marks: str) -> set[str]:
    return {marks[start : start + LETTERS] for start in range(0, len(marks), LETTERS)}
