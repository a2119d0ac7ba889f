"""Whether the suggestions of a run are as it wrote them, and whether those that are gone went in a lawful way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet

from matching.assignment import NotProven
from matching.models import Proposal, Run
from matching.services.evidence import Scores
from matching.services.seals import digest_of_parts, digest_of_reasons
from matching.services.written import LEFT, REPLACED, STANDS, Written
from mentoring.audit.models import AuditEvent
from programmes.models import Role

Origin = Proposal.Origin
# In the order in which a reader is told. Why a draft went, other than to a search, is one, so that no wish shows.
FATES: Mapping[str, str] = {
    STANDS: "As they were written",
    REPLACED: "Replaced by a later search",
    LEFT: "Gone in another lawful way before they were sent",
}
NOT_SEALED = (
    "When this search was made, neither its suggestions were sealed nor the pairs as the board showed them: whether "
    "one was deleted, its reasons were changed, or its parts for others with the same sum, cannot be told."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a run chose for the place of each mentee, and the score it gave them where its scores were kept."""

    mentor: Mapping[str, str]
    score: Mapping[str, int]


def suggestions_of(run: Run) -> list[Proposal]:
    """Those that say they are of this run, with both sides."""
    return list(Proposal.objects.filter(run=run).order_by("created_at", "pk").prefetch_related("sides"))


def account_for(run: Run, found: list[Proposal], written: Written | None, scores: Scores | None) -> str:
    """What became of all the suggestions of a run, in a sentence; NotProven with the first that is not in order.

    `found` are those there are, `written` is what the run keeps of those it made, both of one moment. Without a list
    (None) those that are there are held against the choice alone.
    """
    chosen = _chosen(run.certificate, scores)
    if written is None:
        for proposal in found:
            _check_pair(run, proposal, chosen)
    else:
        _check_written(run, written, found, chosen)
    _check_others(run)
    return _told(written, len(chosen.mentor)) if written else f"Suggestions still there: {len(found)}. {NOT_SEALED}"


def _chosen(kept: Mapping[str, Any], scores: Scores | None) -> Chosen:
    pairs = zip(kept["mentees"], kept["mentor_of"], strict=True)
    mentor = {mentee: kept["mentors"][column] for mentee, column in pairs if column >= 0}
    if scores is None:
        return Chosen(mentor, {})
    of_choice = np.array(kept["mentor_of"], np.int64)[scores.mentee] == scores.mentor
    rows, points = scores.mentee[of_choice].tolist(), scores.score[of_choice].tolist()
    return Chosen(mentor, {kept["mentees"][row]: score for row, score in zip(rows, points, strict=True)})


def _told(written: Written, chosen: int) -> str:
    told = [f"Suggestions that it wrote: {len(written.ids)}."]
    if missing := chosen - len(written.ids):
        told.append(f"Pairs that could not be suggested any more when it ended: {missing}.")
    told += [f"{words}: {count}." for fate, words in FATES.items() if (count := written.fates.count(fate))]
    return " ".join(told)


# --- one by one ---


def _check_written(run: Run, written: Written, found: Iterable[Proposal], chosen: Chosen) -> None:
    """Each that the run wrote; and that no other says it is of this run."""
    others = {str(proposal.pk): proposal for proposal in found}
    for key, mentee, parts, reasons, fate in written.rows():
        proposal = others.pop(key, None)
        _check_fate(key, fate, proposal)
        if proposal:
            _check_pair(run, proposal, chosen, mentee)
            _check_words(run, proposal, parts, reasons)
    for key in others:
        raise NotProven(f"The suggestion {key} is not one that this search made: it was put in.")
    _check_never_sent([key for key, fate in zip(written.ids, written.fates, strict=True) if fate != STANDS])


def _check_fate(key: str, fate: str, proposal: Proposal | None) -> None:
    if proposal is None and fate == STANDS:
        if Proposal.objects.filter(pk=key).exists():
            raise NotProven(f"The suggestion {key} was taken from this search, which made it.")
        raise NotProven(f"The suggestion {key} is gone, and in no lawful way: it was deleted.")
    if proposal and fate != STANDS:
        raise NotProven(f"The suggestion {key} had gone in a lawful way and is there again: it was put back.")


def _check_never_sent(gone: list[str]) -> None:
    """As when one was turned into a draft, for the next search to replace."""
    sent = _acts("proposal.send").filter(subject_id__in=gone).order_by("sequence").first() if gone else None
    if sent:
        raise NotProven(f"The suggestion {sent.subject_id} is gone, though by the record it was sent.")


def _check_pair(run: Run, proposal: Proposal, chosen: Chosen, mentee: str | None = None) -> None:
    """That it pairs whom the run paired, with the score it gave them; of this very mentee, where that is known."""
    place = {side.role: str(side.enrolment_id) for side in proposal.sides.all()}
    ours = place.get(Role.MENTEE, "")
    if ours not in chosen.mentor or chosen.mentor[ours] != place.get(Role.MENTOR) or mentee not in (None, ours):
        raise NotProven(f"The suggestion {proposal.pk} pairs other people than this search did.")
    if proposal.cohort_id != run.cohort_id:
        raise NotProven(f"The suggestion {proposal.pk} is in another cohort than this search.")
    if proposal.origin != Origin.RUN:
        raise NotProven(f"The suggestion {proposal.pk} no longer says that a search found it.")
    if chosen.score and proposal.score != chosen.score[ours]:
        raise NotProven(f"The score of the suggestion {proposal.pk} is not the one that this search gave.")
    if _points(proposal) != proposal.score:
        raise NotProven(f"The parts of the suggestion {proposal.pk} do not add up to its score.")


def _points(proposal: Proposal) -> int | None:
    """What the parts of a suggestion add up to; None where they are not of the form in which a search writes them."""
    try:
        return sum(int(part["points"]) for part in proposal.components)
    except (KeyError, TypeError, ValueError):
        return None


def _check_words(run: Run, proposal: Proposal, parts: str, reasons: str) -> None:
    if digest_of_parts(run, proposal) != parts:
        raise NotProven(f"The parts of the suggestion {proposal.pk} are not those that this search wrote.")
    if digest_of_reasons(run, proposal) != reasons:
        raise NotProven(f"The reasons of the suggestion {proposal.pk} are not those that this search wrote.")


# --- of no search ---


def _check_others(run: Run) -> None:
    """That those suggestions of the cohort which belong to no search were paired by hand or kept apart, followed one
    that came to nothing, or one of the two asked the other, by an act of the record. Who were kept apart are a pair
    only once they were put back.
    """
    paired, vetoed, restored, asked, followed = (
        Q(Exists(_acts(f"proposal.{verb}").filter(subject_id=OuterRef("pk"))))
        for verb in ("pair", "veto", "restore", "ask", "follow")
    )
    by_hand = Q(paired | (vetoed & (Q(status=Proposal.Status.REMOVED) | restored)), origin=Origin.COORDINATOR)
    was_asked, has_followed = Q(asked, origin=Origin.REQUEST), Q(followed, origin=Origin.NEXT)
    others = Proposal.objects.filter(~by_hand, ~was_asked, ~has_followed, cohort=run.cohort_id, run=None)
    other = others.order_by("created_at", "pk").first()
    if other is None:
        return
    if other.origin == Origin.NEXT:
        raise NotProven(
            f"The suggestion {other.pk} says it followed one that came to nothing, and the record knows nothing of it."
        )
    if other.origin == Origin.REQUEST:
        raise NotProven(f"The suggestion {other.pk} says one asked the other, and the record knows nothing of it.")
    if other.origin == Origin.COORDINATOR:
        raise NotProven(f"The suggestion {other.pk} says it was paired by hand, and the record knows nothing of it.")
    raise NotProven(f"The suggestion {other.pk} says that a search found it, and belongs to none.")


def _acts(verb: str) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(subject_label=Proposal._meta.label_lower, verb=verb)
