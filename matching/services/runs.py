"""Searching a cohort for its best pairs: a row of work first, then drafts of suggestions with a proof."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from matching.explain import explain_pair, explain_unplaced
from matching.models import Proposal, ProposalSide, Run, RunEvidence, policy_of, values_of
from matching.scoring import MenteeSide, MentorSide, Weights, score_pair
from matching.services.evidence import pack
from matching.services.finding import Choice, choose, compare, is_listed
from matching.services.finding_large import choose_large
from matching.services.inputs import Inputs, kept_apart, mentees_with_somebody
from matching.services.kept import (
    check_seen,
    draft_pairs,
    drop_crowded_out,
    drop_kept,
    free_forbidden,
    inputs_of,
    make_way,
    pairs_of_drafts,
)
from matching.services.seals import SEALS, digest_of, digests_of, seals_of, written_of
from matching.solving.seats import versions
from matching.terms import Terms
from matching.why import stored
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.jobs.models import Job
from mentoring.jobs.runners import Progress
from mentoring.jobs.services import start_job
from mentoring.lib import clock
from mentoring.lib.collector import collector_paused
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from programmes.models import Cohort, Enrolment, Role
from programmes.services import lock_cohort, start_matching

RUN_KIND = "matching.run"
# Raised when scores change. Which of several equally good choices is taken may change with the solver (`versions`).
ALGORITHM = 4
SEARCHABLE = Cohort.GIVING_PLACES

# A draft with its mentor's and its mentee's place.
Pair = tuple[Proposal, Enrolment, Enrolment]


@in_transaction
def start_run(*, cohort: Cohort, by: User, drafts: str = Run.Drafts.ANEW, seen: str = "") -> Run:
    """Ask for a search for pairs; `drafts` says what becomes of those of before that the coordinator does not keep.

    Refused before registration has opened and while it has not ended (`end_registration_and_start_run` is asked for
    that by name), once the cohort is over, without an approved mentor or mentee, while nobody waits for a mentor,
    while another search is on its way, and where it may choose drafts anew that are others than `seen` says
    (`drafts_seen`).
    """
    cohort = lock_cohort(cohort)
    check_stage(cohort)
    if cohort.is_in_registration:
        raise Refused(_("Registration has not ended. Please look first at what ends with it."))
    if drafts != Run.Drafts.ALL:
        check_seen(cohort, seen)
    free_forbidden(cohort, drafts)
    _check_people(cohort, drafts)
    if cohort.stage == Cohort.Stage.REGISTRATION:  # always on: people go on joining
        cohort = start_matching(cohort=cohort, by=by)
    return put_down(cohort, by, drafts=drafts)


@in_transaction
def end_registration_and_start_run(*, cohort: Cohort, by: User, reason: str = "") -> Run:
    """End registration for good and ask for the first search for pairs: both, or neither.

    Refused where there is no registration to end, and for whatever a search or the end of registration is refused.
    """
    cohort = lock_cohort(cohort)
    if passed := why_registration_stays(cohort):
        raise Refused(passed)
    _check_people(cohort)
    return put_down(start_matching(cohort=cohort, by=by, reason=reason), by)


def put_down(cohort: Cohort, by: User, *, drafts: str = Run.Drafts.ANEW, kind: str = Run.Kind.FIRST) -> Run:
    """The row of a search of a locked cohort, and the work that waits for it; refused while another is on its way."""
    run = Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, drafts=drafts, kind=kind)
    record_event(verb="run.start", subject=run, by=by)
    start_job(kind=RUN_KIND, subject=cohort, by=by)
    return run


def find_pairs(job: Job, progress: Progress) -> Run:
    """The runner of the search that this job stands for: the newest one of its cohort."""
    run = Run.objects.filter(cohort=job.subject_id).latest("created_at")
    return run_matching(run=run, progress=progress)


def run_matching(*, run: Run, progress: Progress) -> Run:
    """Find the best pairs among those who wait and keep them as drafts, in place of the drafts of before. Whom it looks
    at, its kind says (`services.further`).

    Where the run keeps all of those, they stay and others are looked for beside them; where it keeps each unless others
    fit clearly better, it counts for more than it fits. Best by the programme's objective; the run stores the proof.
    Nothing is written until the end, and a run that has finished is left as it is, so a second worker does no harm.
    """
    if run.finished_at is not None:
        return run
    run.cohort = Cohort.objects.select_related("programme__policy").get(pk=run.cohort_id)
    with collector_paused():
        progress(0, 0, _("Reading who takes part"))
        inputs = inputs_of(run)
        if is_listed(inputs):
            choice: Choice = choose(inputs, compare(inputs, progress), progress)
        else:
            choice = choose_large(inputs, progress)
        progress(inputs.pairs, inputs.pairs, _("Writing the suggestions"))
        return _keep(run, inputs, choice, policy_of(run.cohort.programme).terms)


def is_searching(cohort: Cohort) -> bool:
    """Whether a search of this cohort waits or is at work."""
    return Job.objects.about(RUN_KIND, cohort).open().exists()


def why_registration_stays(cohort: Cohort) -> str:
    """Why the registration of this cohort is not there to be ended, as a sentence; empty where it is."""
    if cohort.is_in_registration:
        return ""
    if is_searching(cohort):
        return _("A search for pairs is on its way. Please wait until it is done.")
    if passed := _why_not_in(cohort):
        return passed
    if cohort.always_on:
        return _("This cohort is always on: its registration stays open, and pairs are found as often as you like.")
    return _("Registration has already ended. Here is where things stand.")


def why_nobody_to_pair(cohort: Cohort, drafts: str = Run.Drafts.ANEW) -> str:
    """Why a search would have nobody to look at, as a sentence; empty where there is somebody on both sides.

    One that keeps all drafts looks at nobody who has one.
    """
    approved = list(Enrolment.objects.matchable(cohort).values_list("role", "pk"))
    mentees = {pk for role, pk in approved if role == Role.MENTEE}
    if len(mentees) == len(approved):
        return _("No mentor has a place yet. Please approve at least one.")
    if not mentees:
        return _("No mentee has a place yet. Please approve at least one.")
    settled = mentees_with_somebody(cohort)
    if drafts == Run.Drafts.ALL:
        settled |= {UUID(mentee) for mentee in pairs_of_drafts(Proposal.objects.drafts_of(cohort))}
    if mentees <= settled:
        return _("Every mentee has a mentor or a suggestion already.")
    return ""


def described_pair(inputs: Inputs, row: int, column: int) -> Proposal:
    """A suggestion that says how well these two fit and why, not saved yet; of whom they named it says nothing."""
    return described(inputs.mentee_sides[row], inputs.mentor_sides[column], inputs.fit_weights)


def described(mentee: MenteeSide, mentor: MentorSide, weights: Weights) -> Proposal:
    score = score_pair(mentee, mentor, weights)
    return Proposal(
        score=score.total,
        components=[
            {"name": part.name, "points": part.points, "maximum": part.maximum}
            for part in score.components
            if part.maximum
        ],
        reasons=stored(explain_pair(score, mentee, mentor)),
    )


def check_stage(cohort: Cohort) -> None:
    """Refused where nobody is paired in this stage."""
    if passed := _why_not_in(cohort):
        raise Refused(passed)


def _why_not_in(cohort: Cohort) -> str:
    """Why nobody is paired in this stage; empty where people are."""
    if cohort.stage == Cohort.Stage.DRAFT:
        return _("Registration has not opened yet, so there is nobody to pair.")
    if cohort.stage == Cohort.Stage.CLOSING:
        return _("This cohort is coming to its end, so no new pairs are looked for.")
    if cohort.stage not in SEARCHABLE:
        return _("This cohort is over; its pairs stay as they are.")
    return ""


def _check_people(cohort: Cohort, drafts: str = Run.Drafts.ANEW) -> None:
    if nobody := why_nobody_to_pair(cohort, drafts):
        raise Refused(nobody)


@in_transaction
def _keep(run: Run, inputs: Inputs, choice: Choice, terms: Terms) -> Run:
    cohort = lock_cohort(run.cohort)
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    run.cohort = cohort
    if run.finished_at is not None:
        return run
    check_stage(cohort)
    drop_kept(cohort)
    pairs, is_private, favour = _pairs(inputs, choice), inputs.weights.choices > 0, inputs.favour
    written = written_of(run, _replace_drafts(run, pairs))
    run.pairs = draft_pairs(run)
    run.finished_at = clock.now()
    # What was set, and what the weights came to for these people.
    went_by = {"style": inputs.style, "bounds": asdict(inputs.bounds), "terms": values_of(terms)}
    run.policy = {**asdict(inputs.weights), **went_by}
    run.versions = {"algorithm": ALGORITHM, "seals": SEALS, **versions()}
    digests = digests_of(inputs)
    run.inputs_digest = digest_of(digests)
    run.objective = inputs.objective
    run.cardinality, run.total = choice.assignment.cardinality, choice.assignment.total
    run.certificate = _certificate(inputs, choice, digests)
    if is_private or favour.bonus:
        run.total = sum(proposal.score for proposal, _mentor, _mentee in pairs)
    if is_private:  # less the fits, which anybody can work out, these would tell of whom people named
        run.certificate |= dict.fromkeys(("minimum", "lowest", "highest"))
    if run.drafts == Run.Drafts.CLEARLY:
        run.certificate["drafts"] = _of_drafts(inputs, choice)
    run.unplaced = _unplaced(inputs, choice)
    evidence = RunEvidence.objects.create(
        run=run, packed=pack(choice, with_figures=is_private or favour.bonus > 0), suggestions=written.pack()
    )
    run.seals = seals_of(run, evidence.packed, written)
    run.save()
    record_event(verb="run.finish", subject=run, by=run.created_by)
    return run


def _pairs(inputs: Inputs, choice: Choice) -> list[Pair]:
    """A draft with its mentor's and mentee's place for each mentee who was placed."""
    return [
        (described_pair(inputs, row, column), inputs.mentors[column], inputs.mentees[row])
        for row, column in enumerate(choice.assignment.mentor_of.tolist())
        if column >= 0
    ]


def _replace_drafts(run: Run, pairs: list[Pair]) -> list[Pair]:
    """The new drafts instead of the old, but for places given back and couples that may not meet since we searched.

    Returns those that were written.
    """
    make_way(run)
    approved = set(Enrolment.objects.matchable(run.cohort).values_list("pk", flat=True))
    apart = kept_apart(run.cohort, [place.person_id for _proposal, *places in pairs for place in places])
    kept = [
        (proposal, mentor, mentee)
        for proposal, mentor, mentee in pairs
        if {mentor.pk, mentee.pk} <= approved and frozenset({str(mentor.person_id), str(mentee.person_id)}) not in apart
    ]
    for proposal, _mentor, _mentee in kept:
        proposal.cohort_id, proposal.run, proposal.created_at = run.cohort_id, run, clock.now()
        proposal.is_further = run.kind == Run.Kind.FURTHER
    Proposal.objects.bulk_create([proposal for proposal, _mentor, _mentee in kept])
    ProposalSide.objects.bulk_create(
        ProposalSide(proposal=proposal, enrolment=place, role=place.role)
        for proposal, *places in kept
        for place in places
    )
    drop_crowded_out(run)
    return kept


def _certificate(inputs: Inputs, choice: Choice, digests: dict[str, str]) -> dict[str, Any]:
    """What was chosen among whom; with the prices and scores of the evidence it proves itself."""
    return {
        "mentees": [str(place.pk) for place in inputs.mentees],
        "mentors": [str(place.pk) for place in inputs.mentors],
        "capacity": inputs.capacity,
        "mentor_of": choice.assignment.mentor_of.tolist(),
        "minimum": choice.assignment.minimum,
        # How many pairs were set aside so that nobody mentors the one who mentors them, and what that cost at most.
        "set_aside": len(choice.aside),
        "most": choice.most,
        "lowest": choice.lowest,
        "highest": choice.highest,
        "digests": digests,
    }


def _of_drafts(inputs: Inputs, choice: Choice) -> dict[str, Any]:
    """Of the drafts of before, by their mentees' places, what each counted more, and how well these mentees fit with
    whom they had and with whom they have: fits added up, nothing for nobody.
    """
    row = {side.key: number for number, side in enumerate(inputs.mentee_sides)}
    column = {side.key: number for number, side in enumerate(inputs.mentor_sides)}
    before = {row[mentee]: column[mentor] for mentee, mentor in inputs.favour.pairs.items()}
    after = {number: int(choice.assignment.mentor_of[number]) for number in before}
    return {
        "bonus": inputs.favour.bonus,
        "pairs": {str(inputs.mentees[one].pk): str(inputs.mentors[other].pk) for one, other in before.items()},
        "fit_before": _fits(inputs, before),
        "fit_after": _fits(inputs, after),
    }


def _fits(inputs: Inputs, pairs: Mapping[int, int]) -> int:
    """By the numbers of mentees those of their mentors, -1 for nobody."""
    some = ((inputs.mentee_sides[one], inputs.mentor_sides[other]) for one, other in pairs.items() if other >= 0)
    return sum(score_pair(mentee, mentor, inputs.fit_weights).total for mentee, mentor in some)


def _unplaced(inputs: Inputs, choice: Choice) -> list[dict[str, Any]]:
    """The place of each mentee who has nobody, and why."""
    return [
        {"enrolment": str(inputs.mentees[row].pk), "reasons": stored(explain_unplaced(hindrance))}
        for row, hindrance in choice.hindrances.items()
    ]
