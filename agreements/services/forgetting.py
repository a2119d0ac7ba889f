"""The words of a pair are forgotten when it has long ended: first what each kept alone, then what both read."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.keeping import NOTES_KEPT, WORDS_KEPT
from agreements.keys import MentorshipKey
from agreements.models import Note, Session
from agreements.services.keys import WORDS, erase_words
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.short_runs import in_short_run
from mentoring.lib.transactions import in_transaction

NOTES_AT_ONCE, PAIRS_AT_ONCE = 500, 20


def forget_words_of_pairs() -> tuple[int, int]:
    """Delete private notes of pairs that ended 90 days ago, and with its key every word of those that ended 180 ago.

    As many as fit into a short run: the next one goes on. Returns how many notes went, and the words of how many pairs.
    That a note was there is recorded nowhere.
    """
    return in_short_run(_forget_some_notes), in_short_run(_forget_words_of_some)


@in_transaction
def _forget_some_notes() -> int:
    """One that its author holds is for the next run."""
    old = Note.objects.filter(mentorship__ended_at__lte=clock.now() - NOTES_KEPT)
    locked = old.select_for_update(of=("self",), skip_locked=True).order_by("pk").values_list("pk", flat=True)
    deleted, _rows = Note.objects.filter(pk__in=list(locked[:NOTES_AT_ONCE])).delete()
    return deleted


@in_transaction
def _forget_words_of_some() -> int:
    locked = _with_old_words().select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    pairs = list(locked[:PAIRS_AT_ONCE])
    for pair in pairs:
        erase_words(mentorship=pair, by=None)
    return len(pairs)


def _with_old_words() -> QuerySet[Mentorship]:
    """Pairs that ended long ago and whose words, or whose key for them, are there."""
    of_pair = {"mentorship": OuterRef("pk")}
    words = Q(Exists(MentorshipKey.objects.filter(erased_at=None, **of_pair)))
    words |= Q(Exists(Session.objects.filter(**of_pair).with_place()))
    for model in WORDS:
        words |= Q(Exists(model._base_manager.filter(**of_pair)))
    return Mentorship.objects.filter(words, ended_at__lte=clock.now() - WORDS_KEPT)
