"""Private notes. The record of acts does not mention them: that one exists is private too."""

from datetime import timedelta

from django.utils.translation import gettext as _

from agreements.keeping import keeping_of
from agreements.models import Note, Session
from agreements.policies import is_author
from agreements.services.keys import prepare_key
from agreements.services.pair import check_lines_read, find_people, lock_pair
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.seen import ChangedMeanwhile
from mentoring.lib.too_late import Gone, TooLate
from mentoring.lib.transactions import in_transaction

LONGEST_NOTE = 20_000
ONE_PRESS = timedelta(minutes=1)


@in_transaction
def write_note(*, mentorship: Mentorship, session: Session | None, body: str, by: User) -> Note:
    """Keep a note that its author alone can read, also after the pair has ended.

    Refused before the lines were read, when empty, about another pair's session, and once notes of a pair that ended
    are no longer kept. Pressed twice it is one note.
    """
    mentorship = lock_pair(mentorship.pk)
    author, _partner = find_people(mentorship, by=by)
    check_lines_read(mentorship, by=by)
    _check_still_kept(mentorship)
    body = _checked(body)
    if session is not None and session.mentorship_id != mentorship.pk:
        raise Refused(_("Please choose one of your own sessions."))
    prepare_key(mentorship)
    latest = Note.objects.visible_to(by).with_keys().filter(mentorship=mentorship, session=session).first()
    if latest is not None and latest.body == body and clock.now() - latest.written_at < ONE_PRESS:
        return latest
    return Note.objects.create(mentorship=mentorship, session=session, author=author, body=body, written_at=clock.now())


@in_transaction
def change_note(*, note: Note, body: str, by: User, seen: str | None = None) -> Note:
    """Put other words into one's own note; the old ones are gone.

    Refused where it reads otherwise than its author has `seen` it (None asks for nothing), unless it reads so already.
    """
    note, body = _lock_own(note, by), _checked(body)
    prepare_key(note.mentorship)
    if note.body == body:
        return note
    _check_seen(seen, note)
    note.body = body
    note.save(update_fields=["body"])
    return note


@in_transaction
def delete_note(*, note: Note, by: User, seen: str | None = None) -> None:
    """Erase one's own note for good. Refused where it reads otherwise than its author has `seen` it (None asks for
    nothing).
    """
    note = _lock_own(note, by)
    _check_seen(seen, note)
    note.delete()


def _check_seen(seen: str | None, note: Note) -> None:
    """As `check_seen`; no event says when a private note changes, and nobody but its author can have changed it."""
    if seen is not None and seen != note.as_seen:
        raise ChangedMeanwhile(is_own=bool(seen))


def _lock_own(note: Note, by: User) -> Note:
    if not is_author(by, note):
        raise Refused(_("Only the person who wrote a note can change it."))
    found = Note.objects.filter(pk=note.pk).select_for_update().first()
    if found is None:
        raise Gone
    return found


def _check_still_kept(mentorship: Mentorship) -> None:
    keeping = keeping_of(mentorship)
    if keeping and keeping.notes_are_gone:
        raise TooLate(_("Your mentoring ended over 90 days ago, so notes about it are no longer kept."))


def _checked(body: str) -> str:
    body = body.strip()
    if not body:
        raise Refused(_("Please write something first."))
    if len(body) > LONGEST_NOTE:
        raise Refused(_("This note is too long. Please make two of it."))
    return body
