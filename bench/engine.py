"""The search for the best pairs by itself, without rows, beside scipy's dense solver on the same pairs.

Of people whose pairs a list can hold the list is there before the clock starts; of more people the pairs are scored
while it runs, as often as the solver and the proof look at them.
"""

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, get_args

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench.peer import engine_of_peer
from matching.assignment import Assignment, Objective, assign
from matching.candidates import Candidates
from matching.everybody import unwatched
from matching.services.finding import compare, is_listed
from matching.services.finding_large import best_of, compared
from matching.services.inputs import Inputs
from matching.solving.whole_numbers import MAX_SCORE

# Mentees times places up to which the dense solver is asked: it holds a number for each.
MOST_DENSE = 20_000_000


def beside(inputs: Inputs, repeats: int, *, peer: bool = False) -> dict[str, Any]:
    """Of each objective the seconds it takes, by the clock and of processors (medians), whom it places and how well;
    and what the dense solver finds.

    The first of the repeats warms up and does not count, unless it is the only one. With `peer` the package
    mentor-match does the same once, if a list holds the pairs: it takes a thousand times as long.
    """
    found = compare(inputs, _unheard) if is_listed(inputs) else None
    told: dict[str, Any] = {"pairs": None if found is None else len(found.score)}
    for objective in get_args(Objective):
        search = partial(_large, inputs, objective) if found is None else partial(_assigned, found, inputs, objective)
        seconds, of_processor, best = _timed(search, repeats)
        told[objective] = {
            "seconds": seconds,
            "cpu_seconds": of_processor,
            "cardinality": best.cardinality,
            "minimum": best.minimum,
            "total": best.total,
        }
    told["fair_times_total"] = round(told["fair"]["seconds"] / told["total"]["seconds"], 2)
    if found is not None and len(inputs.mentees) * sum(inputs.capacity) <= MOST_DENSE:
        seconds, _, (cardinality, total) = _timed(partial(_dense, found, inputs.capacity), repeats)
        told["scipy_dense"] = {
            "seconds": seconds,
            "cardinality": cardinality,
            "total": total,
            "is_equal": (cardinality, total) == (told["total"]["cardinality"], told["total"]["total"]),
        }
    if peer and found is not None:
        told["peer"] = engine_of_peer(found, inputs.capacity)
        told["peer_times_total"] = round(told["peer"]["seconds"] / told["total"]["seconds"])
    return told


def _timed(work: Callable[[], Any], repeats: int) -> tuple[float, float, Any]:
    """What it takes by the clock and of processors, and what comes out."""
    seconds, of_processor, answer = [], [], None
    for _ in range(repeats):
        began, had = time.perf_counter(), time.process_time()
        answer = work()
        seconds.append(time.perf_counter() - began)
        of_processor.append(time.process_time() - had)
    by_clock, by_processor = (round(median(each[1:] or each), 4) for each in (seconds, of_processor))
    return by_clock, by_processor, answer


def _unheard(done: int, total: int, message: str) -> None:
    """Nobody waits for this."""


def _assigned(found: Candidates, inputs: Inputs, objective: Objective) -> Assignment:
    pairs = found.mentee, found.mentor, found.score
    return assign(*pairs, inputs.capacity, mentees=len(inputs.mentees), objective=objective)


def _large(inputs: Inputs, objective: Objective) -> Assignment:
    _comparison, everybody = compared(inputs, unwatched)
    return best_of(everybody, objective)


def _dense(found: Candidates, capacity: list[int]) -> tuple[int, int]:
    """(people placed, sum of their scores): a column for each place, and pairs that are ruled out weigh nothing."""
    base = len(found.ruled_out) * MAX_SCORE + 1
    weight = np.zeros((len(found.ruled_out), found.mentors))
    weight[found.mentee, found.mentor] = base + found.score
    places = np.repeat(np.arange(found.mentors), capacity)
    row, column = linear_sum_assignment(weight[:, places], maximize=True)
    reached = int(weight[row, places[column]].sum())
    return reached // base, reached % base
