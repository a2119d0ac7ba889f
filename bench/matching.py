"""How long a search for pairs takes, from the rows of people to stored suggestions with their proof."""

import resource
import time
from statistics import median
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from bench.company import Company, make_company
from bench.engine import beside
from matching.models import Proposal, Run, RunEvidence
from matching.searching_again import again_of
from matching.services import prove_run, run_matching, start_run
from matching.services.evidence import unpack
from matching.services.inputs import read_inputs
from mentoring.jobs.models import Job
from programmes.models import Cohort

# The search reports what it begins; the names of those phases in what is printed.
PHASES = {
    "Reading who takes part": "read",
    "Comparing mentees with mentors": "compare",
    "Choosing the best pairs": "choose",
    "Proving the result": "prove",
    "Writing the suggestions": "write",
}


class Phases:
    """Takes the search's own reports of progress and keeps what each phase took, by the clock and of a processor."""

    def __init__(self) -> None:
        self.phase = "read"
        self.began = self.since = self._now()
        self.spent = {phase: np.zeros(2) for phase in PHASES.values()}

    def __call__(self, done: int, total: int, message: str) -> None:
        self._add()
        self.phase = PHASES[message]

    def end(self) -> dict[str, NDArray[np.float64]]:
        """(seconds, of them on a processor of this process) per phase and in total."""
        self._add()
        return {**self.spent, "total": self.since - self.began}

    def _add(self) -> None:
        moment = self._now()
        self.spent[self.phase] += moment - self.since
        self.since = moment

    @staticmethod
    def _now() -> NDArray[np.float64]:
        return np.array([time.perf_counter(), time.process_time()])


def measure(
    *, mentees: int, mentors: int, seed: int, repeats: int, places: int = 0, peer: bool = False
) -> dict[str, Any]:
    """Make a company, search `repeats` times, prove the last; what is told is the median of each phase in seconds.

    `places` are those of all mentors together, where they are not as many as such a company has. With `peer` another
    package stands beside the engine.
    """
    company = make_company(mentees=mentees, mentors=mentors, seed=seed, places=places)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database that has been in use would be
    before = peak_mb()
    measured = [_search(company) for _ in range(repeats)]
    peak = peak_mb()
    run = Run.objects.latest("finished_at")
    began = time.perf_counter()
    proof = prove_run(run)
    proven = time.perf_counter() - began
    cohort = Cohort.objects.select_related("programme__policy").get(pk=company.cohort.pk)
    began = time.perf_counter()
    again = again_of(cohort)
    told_again = time.perf_counter() - began
    inputs = read_inputs(cohort)
    engine = beside(inputs, repeats, peer=peer)
    return {
        "bench": "matching",
        "mentees": mentees,
        "mentors": mentors,
        "seed": seed,
        "repeats": repeats,
        "seconds": {phase: _rounded(median(each[phase][0] for each in measured)) for phase in measured[0]},
        "cpu_seconds": {phase: _rounded(median(each[phase][1] for each in measured)) for phase in measured[0]},
        "totals": [_rounded(each["total"][0]) for each in measured],
        "verify_seconds": _rounded(proven),
        # What the page before another search works out; nothing beyond so many people.
        "again_seconds": None if again.why_no_figures else _rounded(told_again),
        "places": sum(run.certificate["capacity"]),
        "pairs": _pairs(run),
        "objective": run.objective,
        "cardinality": run.cardinality,
        "minimum": run.certificate["minimum"],
        "total": run.total,
        "engine": engine,
        "suggestions": Proposal.objects.filter(run=run).count(),
        "evidence_kb": len(RunEvidence.objects.get(run=run).packed) // 1024,
        "peak_mb": peak,
        "grown_mb": peak - before,
        "proof": proof,
    }


def peak_mb() -> int:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _search(company: Company) -> dict[str, NDArray[np.float64]]:
    run = start_run(cohort=company.cohort, by=company.coordinator)
    phases = Phases()
    run_matching(run=run, progress=phases)
    spent = phases.end()
    Job.objects.update(state=Job.State.DONE)
    return spent


def _pairs(run: Run) -> int | None:
    scores = unpack(RunEvidence.objects.get(run=run).packed).scores
    return None if scores is None else len(scores.score)


def _rounded(seconds: float) -> float:
    return round(seconds, 4)
