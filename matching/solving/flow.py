"""The same by OR-Tools, where it is installed (`matching-large`): a flow of least cost, several times as fast."""

from importlib.metadata import version
from typing import Any

import numpy as np

from matching.solving.outcome import Ints
from matching.solving.problem import Problem

try:
    from ortools.graph.python import min_cost_flow as _solver
except ImportError:
    solver: Any = None
else:
    solver = _solver


def versions() -> dict[str, str]:
    """What solves and which version of it, for a run to keep; nothing where it is not installed."""
    return {"ortools": version("ortools")} if solver else {}


def seat_by_flow(problem: Problem) -> Ints:
    """The mentor of each mentee (mentees,), -1 for none: as many as can be, and so that their scores add up highest.

    Source: from each mentee one unit flows to a mentor and on to a sink, as many as there are places; the most that can
    flow does, at the lowest cost, which is the score less than zero (cost-scaling push-relabel, Goldberg 1997).
    """
    mentor_of = np.full(problem.mentees, -1, dtype=np.int64)
    if not len(problem):
        return mentor_of
    sink = problem.mentees + problem.mentors
    mentees, mentors = (np.arange(count, dtype=np.int32) for count in (problem.mentees, problem.mentors))
    flow = solver.SimpleMinCostFlow()
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        problem.mentee.astype(np.int32),
        (problem.mentees + problem.mentor).astype(np.int32),
        np.ones(len(problem), dtype=np.int64),
        -problem.score,
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        problem.mentees + mentors,
        np.full(problem.mentors, sink, dtype=np.int32),
        np.minimum(problem.capacity, problem.mentees),
        np.zeros(problem.mentors, dtype=np.int64),
    )
    flow.set_nodes_supplies(mentees, np.ones(problem.mentees, dtype=np.int64))
    flow.set_node_supply(sink, -problem.mentees)
    flow.solve_max_flow_with_min_cost()
    made = flow.flows(pairs) > 0
    mentor_of[problem.mentee[made]] = problem.mentor[made]
    return mentor_of
