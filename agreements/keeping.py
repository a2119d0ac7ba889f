"""How long the words of a pair are kept once it has ended, and how a page says so."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.promised import promised

# What each wrote for themselves alone.
NOTES_KEPT = timedelta(days=90)
# What both read: shared notes, actions, goals, and where their sessions were.
WORDS_KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Keeping:
    """The days on which the words of a pair that has ended are deleted, and whether that day has come."""

    notes_until: date
    words_until: date
    notes_are_gone: bool
    words_are_gone: bool


def keeping_of(mentorship: Mentorship) -> Keeping | None:
    """What becomes of the words of this pair; None while it goes on, for until then nothing is deleted."""
    if mentorship.ended_at is None:
        return None
    notes_until, words_until = mentorship.ended_at + NOTES_KEPT, mentorship.ended_at + WORDS_KEPT
    now = clock.now()
    return Keeping(
        timezone.localdate(notes_until),
        timezone.localdate(words_until),
        notes_are_gone=now >= notes_until,
        words_are_gone=now >= words_until,
    )


def kept_in_words(mentorship: Mentorship) -> str:
    """Until when the words of this pair, which has ended, are kept: for its mails. Raises ValueError before the end."""
    keeping = promised(keeping_of(mentorship))
    words = _(
        "Your own notes are kept until %(notes)s, everything else you wrote together until %(words)s. "
        "Then they are deleted for good. Copy what you want to keep."
    )
    return words % {"notes": date_format(keeping.notes_until), "words": date_format(keeping.words_until)}
