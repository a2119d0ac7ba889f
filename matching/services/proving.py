"""Proving a run again, from what it keeps and, where people are still as they were, from what is known now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from matching.assignment import OBJECTIVES, Assignment, NotProven
from matching.late import STEP
from matching.models import Proposal, Run, RunEvidence, is_changed_since
from matching.services.evidence import Evidence, Figures, Scores, unpack
from matching.services.finding import compare
from matching.services.finding_large import Told, compared
from matching.services.inputs import Inputs
from matching.services.kept import inputs_of
from matching.services.proving_grounds import Anew, Ground, Kept
from matching.services.proving_suggestions import account_for, suggestions_of
from matching.services.runs import ALGORITHM
from matching.services.seals import digest_of, digests_of, seals_of
from matching.services.written import Written, unpack_written
from matching.solving.outcome import objective_of
from mentoring.jobs.runners import Progress
from mentoring.lib.crypto import Undecipherable
from programmes.models import Cohort, Enrolment
from programmes.services import lock_cohort

# In the order in which a reader is told; what rules pairs out is one, so that nobody's private wish shows.
CHANGES: Mapping[str, str] = {
    "people": "who takes part and still waits",
    "places": "how many places are free",
    "facts": "what is known of people",
    "rules": "which pairs are ruled out",
    "policy": "what each part of a score is worth, and what two people need",
}
# What a certificate has held ever since, and what runs of other objectives than the total hold, too.
CERTIFICATE = frozenset({"capacity", "digests", "highest", "mentees", "mentor_of", "mentors", "most", "set_aside"})
LOWEST = frozenset({"lowest", "minimum"})
# Where drafts of before counted for more than they fit.
DRAFTS = frozenset({"drafts"})
# Why a choice is the best, by its objective.
BEST: Mapping[str, str] = {
    "total": "no choice places more people, or as many with a higher total.",
    "fair": "no choice places more people, or as many with a higher lowest score, or these two with a higher total.",
    "stable": "no mentee and mentor would both rather have each other.",
}


def unheard(done: int, total: int, message: str) -> None:
    """Nobody waits for this at a page."""


class CannotTell(NotProven):
    """Nothing is found to be wrong: what would prove the run is not known any more."""


def prove_run(run: Run, *, with_now: bool = True, progress: Progress = unheard) -> list[str]:
    """What is proven of a finished run, in sentences; raises NotProven with the first thing that fails.

    First the run by what it keeps: that its evidence opens, that its assignment keeps the rules, states its totals
    truly and is best by its prices, that nothing was changed since, and that its suggestions are as it wrote them or
    went in a lawful way. Then, if people are still as they were, scores computed anew are held against those kept;
    otherwise it says what changed.

    Not `with_now`, it goes by what the run keeps alone, where that is enough: so nothing tells, not even how long it
    takes, whether anything changed since.
    """
    if run.finished_at is None:
        raise NotProven("This search has not finished, so there is nothing to prove.")
    row, suggestions = _read(run)
    packed = _opened(row, "packed", "evidence")
    _check_form(run)
    evidence = _unpacked(packed)
    figures = evidence.figures or _figures_told(run)
    assignment = _assignment(run, evidence, figures)
    told = []
    progress(0, 0, _("Proving the result"))
    if evidence.scores:
        kept = _kept(run, evidence.scores, evidence.set_aside)
        if "minimum" not in run.certificate:
            assignment = replace(assignment, minimum=kept.lowest_made(assignment))
        told.append(_prove_on(run, assignment, kept, figures))
    written = _written(run, row)
    _check_seals(run, packed, written)
    # Where wishes or drafts of before count, the score of a suggestion is the fit alone, which its seal vouches for.
    account = account_for(run, suggestions, written, None if evidence.figures else evidence.scores)
    if with_now or evidence.scores is None:
        told += _hold_against_now(run, assignment, evidence, figures, progress)
    optimum, *since = told
    return [optimum, *_drafts_told(run), account, *since]


# --- what the run keeps ---


def _read(run: Run) -> tuple[RunEvidence, list[Proposal]]:
    """The evidence and the suggestions of one moment: under the lock under which drafts go and that is noted."""
    try:
        with transaction.atomic():
            lock_cohort(run.cohort)
            return RunEvidence.objects.get(run=run), suggestions_of(run)
    except RunEvidence.DoesNotExist as error:
        raise NotProven(
            "The evidence is missing: it was taken away, or the search was made before any was kept."
        ) from error


def _opened(row: RunEvidence, name: str, words: str) -> str:
    try:
        text: str | None = getattr(row, name)
    except Undecipherable as error:
        raise NotProven(f"The {words} does not open: it was changed, or FIELD_KEYS misses its key. {error}") from error
    if text is None:
        raise NotProven(f"The {words} is missing: it was taken away.")
    return text


def _written(run: Run, row: RunEvidence) -> Written | None:
    """The list of its suggestions, where the run says that there is one; its seal vouches for what it says."""
    if not isinstance(run.versions, dict) or "seals" not in run.versions:
        return None
    text = _opened(row, "suggestions", "list of its suggestions")
    try:
        return unpack_written(text)
    except (ValueError, TypeError) as error:
        raise NotProven("The list of its suggestions opens and cannot be read.") from error


def _unpacked(packed: str) -> Evidence:
    try:
        return unpack(packed)
    except (ValueError, KeyError, TypeError) as error:
        raise NotProven("The evidence opens and cannot be read.") from error


def _check_form(run: Run) -> None:
    """That the certificate says what it has to, each in its kind, so that the proof can go by it."""
    kept = run.certificate
    if run.objective not in OBJECTIVES:
        raise NotProven(f"There is no objective {run.objective!r}.")
    if not isinstance(kept, dict) or kept.keys() not in _forms_of(run):
        raise NotProven("The certificate does not hold what a certificate holds.")
    for name in ("capacity", "mentor_of"):
        if not isinstance(kept[name], list) or not all(type(value) is int for value in kept[name]):
            raise NotProven(f"The certificate holds something else than whole numbers as {name}.")
    for row, column in enumerate(kept["mentor_of"]):
        if not -1 <= column < len(kept["capacity"]):
            raise NotProven(f"Mentee {row} has mentor {column}, who does not exist.")
    for name, length in (("mentees", "mentor_of"), ("mentors", "capacity")):
        people = kept[name]
        if not isinstance(people, list) or not all(map(_is_id, people)) or len(set(people)) != len(kept[length]):
            raise NotProven(f"The certificate does not list its {name}, each of them once.")


def _forms_of(run: Run) -> list[frozenset[str]]:
    """What its certificate may hold; runs from before there was a choice, for the total, say nothing of the lowest."""
    if run.drafts == Run.Drafts.CLEARLY:
        return [CERTIFICATE | LOWEST | DRAFTS]
    return [CERTIFICATE | LOWEST, CERTIFICATE] if run.objective == "total" else [CERTIFICATE | LOWEST]


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _figures_told(run: Run) -> Figures:
    kept = run.certificate
    return Figures(run.total, kept.get("minimum"), kept.get("lowest"), kept["highest"])


def _assignment(run: Run, evidence: Evidence, figures: Figures) -> Assignment:
    return Assignment(
        mentor_of=_whole(run.certificate["mentor_of"]),
        cardinality=run.cardinality,
        total=figures.total,
        certificate=evidence.certificate,
        minimum=figures.minimum,
        objective=objective_of(run.objective),
    )


def _kept(run: Run, scores: Scores, set_aside: NDArray[np.int64]) -> Kept:
    return Kept(scores, set_aside, _whole(run.certificate["capacity"]), len(run.certificate["mentees"]))


def _prove_on(run: Run, assignment: Assignment, ground: Ground, figures: Figures) -> str:
    """The optimum among these pairs, but for those set aside, and what setting them aside can have cost."""
    kept = run.certificate
    aside = _check_aside(kept, ground)
    ground.verify(assignment)
    mentor = "a further mentor" if run.kind == Run.Kind.FURTHER else "a mentor"
    placed = f"{run.cardinality} of {len(kept['mentees'])} mentees have {mentor}"
    placed += f", and their scores add up to {figures.total}{_lowest_told(assignment)}" if _is_open(run) else ""
    if not aside:
        if _possible(run, figures) != _reached(run, assignment):
            raise NotProven("It says that more was possible, though no pair was set aside.")
        return f"{placed}: {BEST[run.objective]}"
    _check_both_ways(kept)
    best = ground.solved(assignment.objective)
    if _possible(run, figures) != _reached(run, best):
        raise NotProven("What it says was possible at the most is not what was possible.")
    without = f" with a total of {best.total}{_lowest_told(best)}" if _is_open(run) else ""
    return (
        f"{placed}: among the pairs that remain {BEST[run.objective]} Pairs set aside so that nobody mentors the one "
        f"who mentors them: {aside}; without that rule, {best.cardinality} people{without} "
        f"{'would be placed' if run.objective == 'stable' else 'were the most'}."
    )


def _is_open(run: Run) -> bool:
    """Whether what the choice comes to may be told: where wishes count, less the fits, it would tell whose."""
    return run.certificate["highest"] is not None


def _possible(run: Run, figures: Figures) -> tuple[object, ...]:
    """What it says would be reached without setting pairs aside."""
    return run.certificate["most"], figures.highest, figures.lowest if run.objective == "fair" else None


def _drafts_told(run: Run) -> list[str]:
    """What became of the drafts of before, where not all of them were replaced."""
    if run.drafts == Run.Drafts.ALL:
        return ["Drafts of before were kept, and it is best beside them."]
    if run.drafts == Run.Drafts.CLEARLY and run.certificate["drafts"]["pairs"]:
        kept = run.certificate["drafts"]
        stayed = kept["pairs"].items() & run.pairs.items()
        return [
            f"Each draft of before counts {kept['bonus']} points more than it fits, and scores are counted in steps of "
            f"{STEP} points: {len(stayed)} of {len(kept['pairs'])} drafts stayed."
        ]
    return []


def _reached(run: Run, assignment: Assignment) -> tuple[object, ...]:
    """The same of an assignment; the lowest score of fair ones alone, as other choices as good may have another."""
    lowest = assignment.minimum if run.objective == "fair" else None
    return assignment.cardinality, assignment.total, lowest


def _lowest_told(assignment: Assignment) -> str:
    is_told = assignment.objective == "fair" and assignment.minimum is not None
    return f", the lowest being {assignment.minimum}" if is_told else ""


def _check_aside(kept: Mapping[str, Any], ground: Ground) -> int:
    count = len(ground.aside)
    if kept["set_aside"] != count:
        raise NotProven(f"It says {kept['set_aside']} pairs were set aside, but {count} were.")
    person = _people([*kept["mentees"], *kept["mentors"]])
    as_mentee = {person.get(place): number for number, place in enumerate(kept["mentees"])}
    as_mentor = {person.get(place): number for number, place in enumerate(kept["mentors"])}
    for row, column in ground.aside:
        other_row = as_mentee.get(person.get(kept["mentors"][column]), -1)
        other_column = as_mentor.get(person.get(kept["mentees"][row]), -1)
        if min(other_row, other_column) < 0 or not ground.has(other_row, other_column):
            raise NotProven(
                f"Mentee {row} with mentor {column} was set aside, though they could not mentor each other."
            )
    return count


def _check_both_ways(kept: Mapping[str, Any]) -> None:
    person = _people([*kept["mentees"], *kept["mentors"]])
    couples = {
        (person.get(kept["mentees"][row]), person.get(kept["mentors"][column]))
        for row, column in enumerate(kept["mentor_of"])
        if column >= 0
    }
    if any(couple[::-1] in couples for couple in couples):
        raise NotProven("Somebody mentors the one who mentors them.")


def _check_seals(run: Run, packed: str, written: Written | None) -> None:
    """That nothing is otherwise than when the run was written; whoever has the database alone cannot seal anew."""
    seals = seals_of(run, packed, written)
    kept = run.seals if isinstance(run.seals, dict) else {}
    for name, seal in seals.items():
        if kept.get(name) != seal:
            words = name.removesuffix("_id").replace("_", " ")
            raise NotProven(f"The seal of the {words} is broken: it was changed after the search.")
    if set(kept) != set(seals):
        raise NotProven("There are seals of things that a run does not keep.")


# --- what is known now ---


def _hold_against_now(
    run: Run, assignment: Assignment, evidence: Evidence, figures: Figures, progress: Progress
) -> list[str]:
    run.cohort = Cohort.objects.select_related("programme__policy").get(pk=run.cohort_id)
    inputs = inputs_of(run)
    digests = digests_of(inputs)
    if digest_of(digests) == run.inputs_digest:
        return [_prove_anew(run, inputs, assignment, evidence, figures, progress)]
    before = run.certificate["digests"]
    kinds = [kind for kind in CHANGES if before.get(kind) != digests[kind]]
    if len(kinds) > 1 and not is_changed_since(run.cohort.programme, run):
        # A part of which nothing is known of whoever waits now has no weight: that follows from the rest.
        kinds = [kind for kind in kinds if kind != "policy"]
    changed = "; ".join(CHANGES[kind] for kind in kinds)
    if evidence.scores is None:
        raise CannotTell(f"It was too large for its scores to be kept, and this has changed since: {changed}.")
    return [f"People have changed since ({changed}), so it is proven by the scores that were kept."]


def _prove_anew(
    run: Run, inputs: Inputs, assignment: Assignment, evidence: Evidence, figures: Figures, progress: Progress
) -> str:
    if run.versions.get("algorithm") != ALGORITHM:
        if evidence.scores is None:
            raise CannotTell("Scores are computed in another way since, and those of then were too many to keep.")
        return "Scores are computed in another way since, so it is proven by those that were kept."
    if evidence.scores is None:
        watch = Told(inputs, progress)
        _comparison, everybody = compared(inputs, watch)
        watch.begin_proof()
        return _prove_on(run, assignment, Anew(everybody, evidence.aside), figures)
    found = compare(inputs, progress)
    now = Scores(found.mentee, found.mentor, found.score)
    if not all(
        np.array_equal(getattr(now, name), getattr(evidence.scores, name)) for name in ("mentee", "mentor", "score")
    ):
        raise NotProven("Scores computed anew, from people who have not changed, are not those that were kept.")
    return f"People are as they were: {len(now.score)} scores computed anew are the same."


# --- both ---


def _people(places: list[str]) -> dict[str, UUID]:
    return {str(pk): person for pk, person in Enrolment.objects.filter(pk__in=places).values_list("pk", "person")}


def _whole(values: list[int]) -> NDArray[np.int64]:
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError as error:
        raise NotProven("The certificate holds a number that is too large.") from error
