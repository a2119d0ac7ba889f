"""The suggestions that a search wrote, and which of them lawfully went since.

They lie encrypted beside the evidence, and the text keeps its length whatever becomes of them: a draft that goes since
somebody wished to be kept apart looks, in the database and to whoever proves the search, like any other that goes.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from matching.models import Proposal, ProposalQuerySet, RunEvidence
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.promised import promised

# What became of a suggestion: one letter each, so that none is longer than another.
STANDS, REPLACED, LEFT = ".", "s", "o"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """Suggestions in the order in which they were written: each one's id, the place of its mentee, digests of its parts
    and of its reasons, and a letter that says what became of it.
    """

    ids: list[str]
    mentees: list[str]
    parts: list[str]
    reasons: list[str]
    fates: str

    def pack(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Each suggestion: its id, its mentee's place, both digests, and what became of it."""
        return zip(self.ids, self.mentees, self.parts, self.reasons, self.fates, strict=True)

    def without(self, gone: Iterable[str], fate: str) -> "Written":
        """The same, with what became of these."""
        letters = dict.fromkeys(gone, fate)
        fates = (letters.get(key, letter) for key, letter in zip(self.ids, self.fates, strict=True))
        return replace(self, fates="".join(fates))


def unpack_written(text: str) -> Written:
    """What `pack` wrote; raises ValueError or TypeError for anything else."""
    written = Written(**json.loads(text))
    if len(written.fates) != len(written.ids):
        raise ValueError("Each suggestion has one letter.")
    return written


def drop_drafts(drafts: ProposalQuerySet, *, fate: str = LEFT) -> None:
    """Delete these drafts of locked cohorts and note, with the search that wrote each, that it lawfully went.

    The one way in which a suggestion is deleted: what is missing otherwise is found by `prove_run`. What was sent is
    never deleted.
    """
    gone: dict[UUID | None, list[str]] = defaultdict(list)
    for key, run in drafts.filter(status=Proposal.Status.DRAFT).order_by().values_list("pk", "run"):
        gone[run].append(str(key))
    rows = RunEvidence.objects.filter(run__in=[run for run in gone if run], suggestions__isnull=False)
    for row in rows.only("suggestions"):
        _note(row, gone[row.run_id], fate)
    Proposal.objects.filter(pk__in=[key for keys in gone.values() for key in keys]).delete()


def _note(row: RunEvidence, gone: list[str], fate: str) -> None:
    try:
        written = unpack_written(promised(row.suggestions))
    except Undecipherable:
        # Nobody is kept from stepping back because a key is missing; who proves the search is told that it is.
        logger.exception("What the search %s wrote does not open, so drafts that go cannot be noted", row.pk)
        return
    row.suggestions = written.without(gone, fate).pack()
    row.save(update_fields=["suggestions"])
