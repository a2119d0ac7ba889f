"""Whether a line of an HR file speaks of the person who has its number or its address. Knows no database."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

# One letter alone is an initial, which many people share.
WORDS = re.compile(r"[^\W_]{2,}")
# Stand in many names, and so say nothing of whose name it is: particles, generations, titles.
SHARED = frozenset(
    (
        *("de", "da", "do", "di", "du", "des", "dos", "das", "del", "della", "la", "le", "les", "lo", "el", "al", "ul"),
        *("van", "von", "vom", "den", "der", "het", "ten", "ter", "te", "op", "zu", "zum", "zur", "bin", "ibn", "bint"),
        *("abu", "umm", "ben", "bat", "mac", "mc", "st", "san", "santa", "af", "av", "y", "dr", "prof", "mr", "mrs"),
        *("ms", "jr", "sr", "ii", "iii", "iv"),
    )
)
# Accents and vowel signs, and joiners that show nothing.
ASIDE = ("M", "Cf")


class Doubt(NamedTuple):
    """Why a line is not taken; `kept` says it without naming anybody."""

    reason: str
    kept: str


def may_be_one(one: str, other: str) -> bool:
    """Whether two names may be of one person: they share a word of two letters and more, case and accents aside.

    What stands in many names, as "de" or "Jr." does, is no such word, unless there is no other.
    """
    if one == other:
        return True
    plain_one, plain_other = plain(one), plain(other)
    return plain_one == plain_other or not words_of(plain_one).isdisjoint(words_of(plain_other))


def plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.category(letter).startswith(ASIDE)).casefold()


def words_of(name: str) -> set[str]:
    words = set(WORDS.findall(name))
    return words - SHARED or words


def number_of_another(*, number: str, name: str, source: str) -> Doubt:
    """The number of a line belongs to `name`, who came from `source` ("" for none)."""
    holder = _("%(name)s, from “%(source)s”,") % {"name": name, "source": source} if source else name
    reason = _(
        "%(holder)s has the employee number %(number)s. If this is another person, please give them a number of their "
        "own. If it is the same person, please change the name first, in a file of the source that %(name)s came "
        "from, and the address in a later one."
    ) % {"holder": holder, "number": number, "name": name}
    kept = _(
        "Somebody of quite another name has this employee number. If this is another person, please give them a number "
        "of their own. If it is the same person, please change the name first, in a file of the source they came "
        "from, and the address in a later one."
    )
    return Doubt(reason, kept)


def manager_of_another(number: str) -> Doubt:
    """The manager is called by a number that stands on a line for one person and is known for another."""
    return Doubt(
        _("The employee number %(number)s of the manager belongs to somebody else, so none was taken.")
        % {"number": number},
        _("The employee number of the manager belongs to somebody else, so none was taken."),
    )


def day_of_another_source(source: str) -> Doubt:
    """A last day, or none, of somebody whom `source` has still."""
    reason = _(
        "When this person leaves is what “%(source)s” says, which they came from, so what stands here was not taken."
    ) % {"source": source}
    return Doubt(reason, reason)


def left_by_another_source(source: str) -> Doubt:
    """A line of somebody who left by what `source` says: it does not open their account."""
    reason = _(
        "By “%(source)s”, which they came from, this person has left, so their account stays closed. If they work "
        "here, please bring a file of “%(source)s” that has them without a last day, or say here when they were "
        "hired anew."
    ) % {"source": source}
    return Doubt(reason, reason)


def address_of_another() -> Doubt:
    reason = _("Another person already has this e-mail address. Please check the address.")
    return Doubt(reason, reason)


def account_of_another(name: str) -> Doubt:
    """The address is of an account that no file brought, of a name that is not alike."""
    reason = _(
        "The account of %(name)s has this e-mail address, and no HR file brought it. If this is the same person, "
        "please give them the name %(name)s in one file: the account becomes theirs, and later files may give the "
        "right name. If it is somebody else, please give another address, or none."
    ) % {"name": name}
    kept = _(
        "An account of quite another name has this e-mail address, and no HR file brought it. If this is the same "
        "person, please give them the name of the account in one file: the account becomes theirs, and later files may "
        "give the right name. If it is somebody else, please give another address, or none."
    )
    return Doubt(reason, kept)


def account_is_closed(name: str) -> Doubt:
    """The address is of an account that no file brought and that somebody closed: no file opens it."""
    reason = _(
        "The account of %(name)s has this e-mail address and is closed. If this is the same person, please let them "
        "sign in again first, in the office under Accounts. If it is somebody else, please give another address, or "
        "none."
    ) % {"name": name}
    kept = _(
        "A closed account has this e-mail address. If this is the same person, please let them sign in again first, in "
        "the office under Accounts. If it is somebody else, please give another address, or none."
    )
    return Doubt(reason, kept)


def second_account(name: str) -> Doubt:
    """The address is of an account that no file brought, and the person of the line has another already."""
    reason = _(
        "%(name)s has two accounts: their own, and one with this e-mail address that no HR file brought. Please give "
        "that one another address first, in the office under Accounts, or leave the address here as it was."
    ) % {"name": name}
    kept = _(
        "This person has an account, and another one that no HR file brought has this e-mail address. Please give that "
        "one another address first, in the office under Accounts, or leave the address here as it was."
    )
    return Doubt(reason, kept)


def account_of_our_own() -> Doubt:
    """The address is of an account that no file brought, and this file is not of our own company."""
    reason = _(
        "An account of our own company has this e-mail address. No file of another organisation takes it over: please "
        "give another address, or none."
    )
    return Doubt(reason, reason)


def address_of_leaver(*, number: str, name: str, last_day: date) -> Doubt:
    """Somebody who has left still has the address: perhaps they were hired again."""
    reason = _(
        "%(name)s (number %(number)s), who left on %(day)s, has this e-mail address. If this is the same person, "
        "please give them the number %(number)s again: they come back to their account. If it is somebody else, "
        "please give another address, or none."
    ) % {"name": name, "number": number, "day": date_format(last_day, "j F Y")}
    kept = _(
        "Somebody who left has this e-mail address. If this is the same person, please give them their old employee "
        "number again: they come back to their account. If it is somebody else, please give another address, or none."
    )
    return Doubt(reason, kept)


def address_under_new_number(*, number: str, name: str) -> Doubt:
    """Somebody of a like name, whom the file no longer has, has the address: perhaps they got another number."""
    reason = _(
        "%(name)s (number %(number)s), who is not in this file, has this e-mail address. If this is the same person "
        "under a new number, please give them the number %(number)s again, in later files too: their account stays "
        "theirs. If it is somebody else, please give another address, or none."
    ) % {"name": name, "number": number}
    kept = _(
        "Somebody who is not in this file has this e-mail address. If this is the same person under a new number, "
        "please give them their old employee number again, in later files too: their account stays theirs. If it is "
        "somebody else, please give another address, or none."
    )
    return Doubt(reason, kept)


def addresses_swapped(*, name: str, number: str, other: str) -> Doubt:
    """The address of a line is that of `other`, whose line has the address of its person."""
    reason = _(
        "This file gives %(name)s the address of %(other)s (number %(number)s), and the other way round. If that is "
        "right, please give one of the two a third address first. Once it holds, a day later, bring this file again, "
        "and once more a day after that."
    ) % {"name": name, "other": other, "number": number}
    kept = _(
        "This file swaps the e-mail addresses of two people. If that is right, please give one of the two a third "
        "address first. Once it holds, a day later, bring this file again, and once more a day after that."
    )
    return Doubt(reason, kept)
