"""The search for the best pairs by itself, without rows, beside scipy's dense solver on the same pairs."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, get_args

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.assignment import Assignment, Objective, assign
from matching.candidates import Candidates
from matching.solving.whole_numbers import MAX_SCORE

# Mentees times places up to which the dense solver is asked: it holds a number for each.
MOST_DENSE = 20_000_000


def beside(found: Candidates, capacity: list[int], repeats: int) -> dict[str, Any]:
    """Of each objective the seconds it takes (median), whom it places and how well; and what the dense solver finds.

    The first of the repeats warms up and does not count, unless it is the only one.
    """
    told: dict[str, Any] = {}
    for objective in get_args(Objective):
        seconds, best = _timed(partial(_assigned, found, capacity, objective), repeats)
        told[objective] = {
            "seconds": seconds,
            "cardinality": best.cardinality,
            "minimum": best.minimum,
            "total": best.total,
        }
    told["fair_times_total"] = round(told["fair"]["seconds"] / told["total"]["seconds"], 2)
    if len(found.ruled_out) * sum(capacity) <= MOST_DENSE:
        seconds, (cardinality, total) = _timed(partial(_dense, found, capacity), repeats)
        told["scipy_dense"] = {
            "seconds": seconds,
            "cardinality": cardinality,
            "total": total,
            "is_equal": (cardinality, total) == (told["total"]["cardinality"], told["total"]["total"]),
        }
    return told


def _timed(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    seconds, answer = [], None
    for _ in range(repeats):
        began = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - began)
    return round(median(seconds[1:] or seconds), 4), answer


def _assigned(found: Candidates, capacity: list[int], objective: Objective) -> Assignment:
    mentees = len(found.ruled_out)
    return assign(found.mentee, found.mentor, found.score, capacity, mentees=mentees, objective=objective)


def _dense(found: Candidates, capacity: list[int]) -> tuple[int, int]:
    """(people placed, sum of their scores): a column for each place, and pairs that are ruled out weigh nothing."""
    base = len(found.ruled_out) * MAX_SCORE + 1
    weight = np.zeros((len(found.ruled_out), found.mentors))
    weight[found.mentee, found.mentor] = base + found.score
    places = np.repeat(np.arange(found.mentors), capacity)
    row, column = linear_sum_assignment(weight[:, places], maximize=True)
    reached = int(weight[row, places[column]].sum())
    return reached // base, reached % base
