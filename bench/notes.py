"""How long it takes to encrypt a note, and to open it again, under the key of its pair."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median, quantiles
from typing import Any, TypeVar
from uuid import UUID, uuid4

from agreements.models import MentorshipKey, Note
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.crypto import new_data_key, seal
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
        took, sealed = _timed(partial(BODY.pre_save, note, True))
        spent["encrypt"].append(took)
        read = Note(pk=note.pk, mentorship=_pair(note.mentorship_id, note.mentorship.words_key.key))
        read.__dict__["body"] = sealed
        took, text = _timed(partial(getattr, read, "body"))
        spent["decrypt"].append(took)
        if text != words:
            raise AssertionError("A note does not say what was written.")
    figures = {f"{name}_ms": _told(each) for name, each in spent.items()}
    return {"bench": "notes", "letters": letters, "repeats": repeats, **figures, "sealed_bytes": len(promised(sealed))}


def _note(words: str) -> Note:
    return Note(mentorship=_pair(uuid4(), new_data_key()), body=words, written_at=clock.now())


def _pair(pair_id: UUID, key: str | None) -> Mentorship:
    """A pair as it comes from the database, its key still sealed."""
    row = MentorshipKey(mentorship=Mentorship(pk=pair_id), made_at=clock.now())
    row.__dict__["key"] = seal(promised(key), label=KEY_LABEL, row_id=pair_id)
    return row.mentorship


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
