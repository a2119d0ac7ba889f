"""The key of a pair's words: made with the first word, erased with the last."""

from django.utils.translation import gettext as _

from agreements.keys import MentorshipKey, has_key, is_locked
from agreements.models import Note, Session
from agreements.services.pair import lock_pair
from agreements.shared import Action, SharedNote
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.crypto import new_data_key
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction

WORDS = (Note, SharedNote, Action)


def prepare_key(mentorship: Mentorship) -> None:
    """Let words of this pair be written; the caller holds the pair's lock.

    Refused where the key of words that are there is missing or closed: under a new key they would be lost for good.
    """
    if not MentorshipKey.objects.filter(mentorship=mentorship).exists() and not _has_words(mentorship):
        MentorshipKey.objects.create(mentorship=mentorship, key=new_data_key(), made_at=clock.now())
    if not has_key(mentorship):
        raise Refused(locked_words())


def cannot_keep_words(mentorship: Mentorship) -> bool:
    """Whether nothing new can be kept, as `prepare_key` would refuse it; no query where the key came along and opens.

    Not where the key was erased: then the time of their words is over, and no key is missing.
    """
    return not has_key(mentorship) and is_locked(mentorship, has_words=_has_words(mentorship))


def locked_words() -> str:
    """Why nothing is kept in a pair whose key is missing or closed."""
    return _("We cannot open the notes of this pair at the moment, so nothing new can be kept in them.")


@in_transaction
def erase_words(*, mentorship: Mentorship, by: User | None) -> None:
    """Erase the key of a pair, and with it, for good, every private and shared note and action.

    What a backup holds of them opens only with the key that a backup of the whole database holds, too. Where its
    sessions were is erased as well; that they were stays, for facts are counted from it.
    """
    mentorship = lock_pair(mentorship.pk)
    for model in WORDS:
        model.objects.filter(mentorship=mentorship).delete()
    Session.objects.filter(mentorship=mentorship).with_place().update(place="")
    key = MentorshipKey.objects.select_for_update().filter(mentorship=mentorship).first()
    if key is None or key.erased_at is not None:
        return
    key.key, key.erased_at = None, clock.now()
    key.save(update_fields=["key", "erased_at"])
    record_event(verb="pair.erase_words", subject=mentorship, by=by)


def _has_words(mentorship: Mentorship) -> bool:
    return any(model.objects.filter(mentorship=mentorship).exists() for model in WORDS)
