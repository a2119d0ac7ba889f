"""How long it takes to encrypt a note, and to open it again, under the key of its pair."""

import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any, TypeVar
from uuid import uuid4

from agreements.models import MentorshipKey, Note
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.crypto import Sealed, new_data_key, seal
from mentoring.lib.promised import promised

Given = TypeVar("Given")
BODY = Note._meta.get_field("body")
KEY_LABEL = "agreements.mentorship_key.key"


def measure(*, letters: int, repeats: int) -> dict[str, Any]:
    """Seal and open `repeats` notes of so many letters, as a save and a page do; what is told is milliseconds.

    Each has a key of its own, still sealed, as a request finds it; nothing is asked of the database.
    """
    words = ("A thought, and another one. " * (letters // 28 + 1))[:letters]
    spent: dict[str, list[float]] = {"encrypt": [], "decrypt": []}
    for _ in range(repeats):
        note = _note(words)
        took, sealed = _timed(lambda note=note: promised(BODY.pre_save(note, True)))
        spent["encrypt"].append(took)
        read = Note(pk=note.pk, mentorship=_pair(note), body=sealed, written_at=note.written_at)
        took, text = _timed(lambda read=read: read.body)
        spent["decrypt"].append(took)
        if text != words:
            raise AssertionError("A note does not say what was written.")
    figures = {f"{name}_ms": _told(each) for name, each in spent.items()}
    return {"bench": "notes", "letters": letters, "repeats": repeats, **figures, "sealed_bytes": len(sealed)}


def _note(words: str) -> Note:
    mentorship = Mentorship(pk=uuid4())
    key = Sealed(seal(new_data_key(), label=KEY_LABEL, row_id=mentorship.pk))
    MentorshipKey(mentorship=mentorship, key=key, made_at=clock.now())
    return Note(mentorship=mentorship, body=words, written_at=clock.now())


def _pair(note: Note) -> Mentorship:
    """The same pair, its key sealed once more."""
    mentorship = Mentorship(pk=note.mentorship_id)
    key = seal(note.mentorship.words_key.key or "", label=KEY_LABEL, row_id=mentorship.pk)
    MentorshipKey(mentorship=mentorship, key=key, made_at=clock.now())
    return mentorship


def _timed(act: Callable[[], Given]) -> tuple[float, Given]:
    began = time.perf_counter()
    given = act()
    return (time.perf_counter() - began) * 1000, given


def _told(milliseconds: list[float]) -> dict[str, float]:
    return {
        "median": round(median(milliseconds), 4),
        "p95": round(quantiles(milliseconds, n=20)[-1], 4),
        "longest": round(max(milliseconds), 4),
    }
