"""Keyed digests of what a run knew and of what it keeps: who has the database alone can neither read nor forge them.

A plain digest would give private exclusions away: whoever knows everything else could try out couple by couple.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from matching.bounds import Bounds, HrField
from matching.models import Proposal, Run
from matching.scoring import USUAL_BOUNDS, MenteeSide, MentorSide, Part
from matching.services.inputs import Inputs
from matching.services.written import STANDS, Written
from programmes.models import Enrolment

# Parts this use of the key from any other; a new number for another canonical form.
PURPOSE = b"mentoring.matching.run.1"
# What a seal covers: everything a run keeps about itself.
SEALED = (
    *("cohort_id", "created_at", "created_by_id", "finished_at", "objective", "policy", "versions"),
    *("inputs_digest", "cardinality", "total", "certificate", "unplaced"),
)
# The evidence lies in a row of its own, and so do the suggestions.
EVIDENCE, SUGGESTIONS = "evidence", "suggestions"
# Raised whenever more is sealed; a run says by which number it was sealed, and that is sealed too. From 2 on the pairs
# as the board showed them are, and the suggestions; from 3 on what was to become of the drafts of before; from 4 on
# whom it was for. From 5 on pairs that had ended are among what ruled others out.
SEALS = 5
SEALED_SINCE: Mapping[int, str] = {2: "pairs", 3: "drafts", 4: "kind"}
PAST_SINCE = 5
TRAINING = "least_training"
# Parts of a score that came later, and what they read of a person. A digest names them where they have a weight, so
# that those of before stay what they are.
LATER: Mapping[Part, Callable[[MenteeSide | MentorSide], object]] = {
    Part.WAYS: lambda side: list(side.ways),
    Part.CAREER: lambda side: (
        list(side.roles_wanted) if isinstance(side, MenteeSide) else [side.works_as, *sorted(side.worked_as)]
    ),
    Part.AIMS: lambda side: sorted(side.aims),
    Part.INTERESTS: lambda side: sorted(side.interests),
    # Of these not even their coming and going shows: they are among the facts.
    Part.CHOICES: lambda side: list(side.named),
}


def digests_of(inputs: Inputs) -> dict[str, str]:
    """A keyed digest of each kind of thing that can change the result, so that a later reader learns what changed.

    Everything that rules pairs out is one: of an exclusion not even its coming and going shows.
    """
    known: dict[str, Any] = {
        "people": {
            "mentees": [
                [str(place.pk), side.key] for place, side in zip(inputs.mentees, inputs.mentee_sides, strict=True)
            ],
            "mentors": [
                [str(place.pk), side.key] for place, side in zip(inputs.mentors, inputs.mentor_sides, strict=True)
            ],
        },
        "facts": {
            "mentees": [[list(side.wanted), *_facts(side, inputs)] for side in inputs.mentee_sides],
            "mentors": [[sorted(side.offered), *_facts(side, inputs)] for side in inputs.mentor_sides],
        },
        "places": inputs.capacity,
        "rules": {
            "lines": inputs.lines,
            "already": sorted(sorted(couple) for couple in inputs.already),
            "excluded": sorted(sorted(couple) for couple in inputs.excluded),
        },
        "policy": _policy(inputs),
    }
    if inputs.favour.bonus:  # came later: digests of before stay what they are
        known["drafts"] = [inputs.favour.bonus, inputs.favour.pairs]
    return {kind: keyed(f"inputs.{kind}", value) for kind, value in known.items()}


def _policy(inputs: Inputs) -> dict[str, Any]:
    """Bounds are named where they are not what is usual in the style: those were always part of it."""
    weights = {name: value for name, value in asdict(inputs.weights).items() if value or name not in LATER}
    known: dict[str, Any] = {**weights, "style": inputs.style}
    return known if inputs.bounds == USUAL_BOUNDS[inputs.style] else {**known, "bounds": _bounds(inputs.bounds)}


def _bounds(bounds: Bounds) -> dict[str, Any]:
    """Ties of what HR says, and training, came later and are named where they are set: digests of before stay so."""
    free = set(map(str, HrField)) - set(bounds.ties) | ({TRAINING} if bounds.least_training is None else set())
    return {name: value for name, value in asdict(bounds).items() if name not in free}


def digest_of(digests: Mapping[str, str]) -> str:
    """One digest of them all."""
    return keyed("inputs", digests)


def seals_of(run: Run, evidence: str, written: Written | None) -> dict[str, str]:
    """A seal for each thing the run keeps, tied to this run, so that none can be changed or taken from another.

    Of the suggestions all but what became of them, which goes on. `written` is None for a run from before there was
    such a list.
    """
    kept = {EVIDENCE: evidence, **{name: getattr(run, name) for name in SEALED}}
    if written:
        kept |= {name: getattr(run, name) for number, name in SEALED_SINCE.items() if number <= _number(run)}
        kept[SUGGESTIONS] = [written.ids, written.mentees, written.parts, written.reasons]
    return {name: keyed(f"run.{run.pk}.{name}", value) for name, value in kept.items()}


def goes_by_past(run: Run) -> bool:
    """Whether two whose pair had ended were ruled out for it; in searches of before such a rule they were not."""
    return run.finished_at is None or ("seals" in run.versions and _number(run) >= PAST_SINCE)


def _number(run: Run) -> int:
    """By which number it was sealed; of one that says nothing that can be read the newest."""
    number = run.versions["seals"]
    return number if isinstance(number, int) else SEALS


def written_of(run: Run, pairs: Sequence[tuple[Proposal, Enrolment, Enrolment]]) -> Written:
    """What a run keeps of the suggestions it has just written, each with its mentor's and its mentee's place."""
    return Written(
        ids=[str(proposal.pk) for proposal, _mentor, _mentee in pairs],
        mentees=[str(mentee.pk) for _proposal, _mentor, mentee in pairs],
        parts=[digest_of_parts(run, proposal) for proposal, _mentor, _mentee in pairs],
        reasons=[digest_of_reasons(run, proposal) for proposal, _mentor, _mentee in pairs],
        fates=STANDS * len(pairs),
    )


def digest_of_parts(run: Run, proposal: Proposal) -> str:
    """Of the score of a suggestion and what it is made of."""
    return keyed(f"run.{run.pk}.parts.{proposal.pk}", [proposal.score, proposal.components])


def digest_of_reasons(run: Run, proposal: Proposal) -> str:
    return keyed(f"run.{run.pk}.reasons.{proposal.pk}", proposal.reasons)


def keyed(name: str, value: object) -> str:
    """HMAC-SHA256, in hexadecimal, of a value in the one way to write it down, under a key outside the database."""
    return hmac.digest(_key(settings.AUDIT_KEY), f"{name}\n{_encode(value)}".encode(), hashlib.sha256).hex()


@lru_cache(maxsize=8)
def _key(text: str) -> bytes:
    return hmac.digest(text.encode(), PURPOSE, hashlib.sha256)


def _facts(side: MenteeSide | MentorSide, inputs: Inputs) -> list[object]:
    """What came later, parts of a score and what HR says, is there where the programme goes by it."""
    facts = [side.department, side.site, side.grade, sorted(side.languages), side.offset, dict(side.levels)]
    weighty = [[part, told(side)] for part, told in LATER.items() if inputs.weights.maximum(part)]
    tied = [[field, side.hr.get(field)] for field in inputs.bounds.ties]
    known: list[object] = [*facts, *weighty, *tied]
    if isinstance(side, MentorSide) and inputs.bounds.least_training is not None:
        known.append([TRAINING, side.training])
    return known


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


# One encoder for all: a search writes thousands of digests.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain).encode
