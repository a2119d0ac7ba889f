"""The shared note of a session: both write it, and whoever saves on top of the other's words is asked first."""

from django.utils.translation import gettext as _

from agreements.models import Session, SharedNote
from agreements.services.keys import prepare_key
from agreements.services.notes import LONGEST_NOTE
from agreements.services.pair import find_people, lock_working_pair
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction


class WrittenMeanwhile(Refused):
    """There is a version that this writer has not seen. Nothing was kept, and nothing is lost."""

    def __init__(self, note: SharedNote, *, by: User) -> None:
        if note.changed_by.user_id == by.pk:
            words = _("You changed this note in another window meanwhile. Both texts are here: you decide.")
        else:
            words = _("%(name)s changed this note while you were writing. Both texts are here: you decide.")
        super().__init__(words % {"name": note.changed_by.user.name})
        self.note = note


@in_transaction
def write_shared_note(*, session: Session, body: str, version: int, by: User) -> SharedNote | None:
    """Keep the shared note of a session, on top of the version that its writer has seen (0 for none yet).

    Refused with both texts where the note has moved on since. The same words twice are one change. An empty text
    empties the note; None says that there was none to empty.
    """
    mentorship = lock_working_pair(session.mentorship_id, by=by)
    body = body.strip()
    if len(body) > LONGEST_NOTE:
        raise Refused(_("This note is too long. Please shorten it, or put a part of it into the next session."))
    prepare_key(mentorship)
    note = _current(session)
    if note is None and not body:
        return None
    if note is not None and note.body == body:
        return note
    if version != (note.version if note else 0):
        if note is None:
            raise Refused(_("This note is no longer there. Please look at the session once more."))
        raise WrittenMeanwhile(note, by=by)
    note = note or SharedNote(mentorship=mentorship, session=session, version=0)
    note.body, note.version, note.changed_at = body, note.version + 1, clock.now()
    note.changed_by, _partner = find_people(mentorship, by=by)
    note.save()
    record_event(verb="session.share", subject=session, by=by)
    return note


def _current(session: Session) -> SharedNote | None:
    notes = SharedNote.objects.with_keys().select_related("changed_by__user")
    return notes.filter(session=session).first()
