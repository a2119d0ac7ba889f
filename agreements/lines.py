"""The confidentiality lines that the product ships with, and the digest that binds a yes to what was read."""

import hashlib
import json
from collections.abc import Sequence

from django.utils.translation import gettext, gettext_noop

_LINES = (
    gettext_noop(
        "What you tell me stays between us. I do not pass it on: not to your manager, not to a colleague, and not as"
        " a story without names. If I would like to share something, I ask you first."
    ),
    gettext_noop("I may keep private notes here. They are mine alone: no role in this product can open them."),
    gettext_noop("The programme team sees that we meet. They never see what we say, what we note or what we aim for."),
    gettext_noop(
        "Two things only must be passed on: a danger to life, and what the law tells me to report. I tell you before"
        " I do it, if I can, and I pass on no more than is needed."
    ),
    gettext_noop(
        "I never ignore bullying or harassment. I encourage you to get help, and I come along if you want me to."
        " You decide."
    ),
)
_NAMED_CONTACT = gettext_noop(
    "When one of us does not know what to do, we can ask %(contact)s from HR. I can ask for advice without saying"
    " who you are."
)
_UNNAMED_CONTACT = gettext_noop(
    "When one of us does not know what to do, we can ask HR. I can ask for advice without saying who you are."
)


def house_lines(hr_contact: str) -> list[str]:
    """The lines in the active language; `hr_contact` is the name of the person in HR, empty where there is none."""
    contact = gettext(_NAMED_CONTACT) % {"contact": hr_contact} if hr_contact else gettext(_UNNAMED_CONTACT)
    return [*(gettext(line) for line in _LINES), contact]


def digest(lines: Sequence[str]) -> str:
    """SHA-256 (64 hexadecimal digits) of the lines, equal for equal words in equal order."""
    return hashlib.sha256(json.dumps(list(lines), ensure_ascii=False).encode()).hexdigest()
