"""The confidentiality lines that the product ships with, and the digest that binds a yes to what was read."""

import hashlib
import json
from collections.abc import Sequence

from django.utils.translation import gettext, gettext_noop

# Where this stands in a line, the person in HR is named when the lines are laid before a pair.
CONTACT = "[HR contact]"
# More is not read.
MOST_LINES = 6
MOST_WORDS = 350

BETWEEN_US = gettext_noop(
    "What you tell me stays between us. I do not pass it on: not to your manager, not to a colleague, and not as"
    " a story without names. If I would like to share something, I ask you first."
)
MUST_BE_TOLD = gettext_noop(
    "Two things only must be passed on: a danger to life, and what the law tells me to report. I tell you before"
    " I do it, if I can, and I pass on no more than is needed."
)
NEVER_IGNORED = gettext_noop(
    "I never ignore bullying or harassment. I encourage you to get help, and I come along if you want me to."
    " You decide."
)
WHOM_TO_ASK = gettext_noop(
    "When one of us does not know what to do, we can ask [HR contact]. I can ask for advice without saying who you are."
)
# Two promises in one line, where a programme has a line of its own to add.
UNSEEN = gettext_noop(
    "My private notes here are mine alone: no role in this product can open them. The programme team sees that we"
    " meet, never what we say, what we note or what we aim for."
)

HOUSE_LINES = (
    BETWEEN_US,
    gettext_noop("I may keep private notes here. They are mine alone: no role in this product can open them."),
    gettext_noop("The programme team sees that we meet. They never see what we say, what we note or what we aim for."),
    MUST_BE_TOLD,
    NEVER_IGNORED,
    WHOM_TO_ASK,
)
CLASSIC_LINES = (
    BETWEEN_US,
    UNSEEN,
    gettext_noop(
        "While we meet, neither of us helps to decide on the other’s pay or promotion. If somebody asks me about you,"
        " I tell them to ask you."
    ),
    MUST_BE_TOLD,
    NEVER_IGNORED,
    WHOM_TO_ASK,
)
REVERSE_LINES = (
    gettext_noop(
        "What you tell me stays between us, whichever of us is the senior one. If I would like to share what I"
        " learned, I ask you first, and I never say from whom I have it."
    ),
    gettext_noop(
        "The mentor chooses what we talk about and speaks first. We each speak for ourselves: I never ask you to speak"
        " for a group, and you need not answer every question."
    ),
    gettext_noop(
        "The senior one of us takes no part in decisions on the other’s pay or promotion, and steps aside where such"
        " a decision comes up. My private notes here are mine alone."
    ),
    MUST_BE_TOLD,
    NEVER_IGNORED,
    WHOM_TO_ASK,
)


def with_contact(lines: Sequence[str], hr_contact: str) -> list[str]:
    """The lines with the person in HR named where it says so; `hr_contact` is empty where there is none."""
    contact = gettext("%(contact)s from HR") % {"contact": hr_contact} if hr_contact else gettext("HR")
    return _naming(contact, lines)


def without_contact(lines: Sequence[str]) -> list[str]:
    """The lines for a pair of whom one is that person in HR: nobody promises to ask one of the two about the other."""
    return _naming(gettext("our HR team"), lines)


def _naming(contact: str, lines: Sequence[str]) -> list[str]:
    return [line.replace(CONTACT, contact) for line in lines]


def house_lines(hr_contact: str) -> list[str]:
    """The lines of the house in the active language; `hr_contact` is the name of the person in HR, or empty."""
    return with_contact([gettext(line) for line in HOUSE_LINES], hr_contact)


def digest(lines: Sequence[str]) -> str:
    """SHA-256 (64 hexadecimal digits) of the lines, equal for equal words in equal order."""
    return hashlib.sha256(json.dumps(list(lines), ensure_ascii=False).encode()).hexdigest()
