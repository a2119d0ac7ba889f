"""What an import did, or would do, in words."""

from dataclasses import asdict

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.accounts.models import User
from mentoring.lib.tags import grouped
from participants.hr_file import Example
from participants.services.imports import ImportCounts


def counts_in_words(counts: ImportCounts, *, new_gone: int | None) -> str:
    """All counts in one sentence; of the new people it says how many had left before, where anybody had."""
    words = {name: grouped(count) for name, count in asdict(counts).items()}
    return _(
        "%(new)s, %(changed)s changed, %(unchanged)s unchanged; %(leavers)s left or are missing from the file; "
        "%(left_out)s."
    ) % {**words, "new": new_in_words(counts.new, new_gone), "left_out": left_out(counts.errors)}


def new_in_words(new: int, gone: int | None) -> str:
    if not gone:
        return _("%(new)s new") % {"new": grouped(new)}
    return _("%(new)s new, of whom %(gone)s had already left") % {"new": grouped(new), "gone": grouped(gone)}


def without_address_in_words(count: int) -> str:
    return ngettext(
        "%(count)s person has no e-mail address, and cannot sign in until they have one.",
        "%(count)s people have no e-mail address, and cannot sign in until they have one.",
        count,
    ) % {"count": grouped(count)}


def kept_time_zones_in_words(count: int) -> str:
    return ngettext(
        "%(count)s person chose a time zone and keeps it, though the file names another.",
        "%(count)s people chose a time zone and keep it, though the file names another.",
        count,
    ) % {"count": grouped(count)}


def accounts_taken_in_words(count: int) -> str:
    return ngettext(
        "%(count)s account that was here already becomes that of a person of the file. What it may do stays as it is.",
        "%(count)s accounts that were here already become those of people of the file. What they may do stays as it "
        "is.",
        count,
    ) % {"count": grouped(count)}


def example_in_words(example: Example) -> str:
    """What stands in a column and what it is taken for, the day with its month in words."""
    words = {"column": example.column, "cell": example.cell}
    if example.day:
        day = date_format(example.day, "j F Y")
        return _("%(column)s: “%(cell)s” is read as %(day)s.") % {**words, "day": day}
    short = User(name=example.name).get_short_name()
    sentence = _("%(column)s: “%(cell)s” is read as %(name)s, who is greeted as %(short)s.")
    return sentence % {**words, "name": example.name, "short": short}


def left_out(count: int) -> str:
    return ngettext("%(count)s line was left out", "%(count)s lines were left out", count) % {"count": grouped(count)}


def more_lines(count: int) -> str:
    return ngettext("... and %(count)s more line.", "... and %(count)s more lines.", count) % {"count": grouped(count)}
