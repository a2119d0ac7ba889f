"""The one place that knows the solvers: the heaviest assignment of a list of pairs.

What comes out is proven by prices afterwards, whichever solver found it.
"""

import numpy as np
import scipy
from scipy.sparse import csr_array, diags_array, hstack
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

from matching.solving import flow
from matching.solving.flow import seat_by_flow
from matching.solving.outcome import Ints
from matching.solving.problem import Problem


def seat(problem: Problem) -> Ints:
    """The mentor of each mentee (mentees,), -1 for none, so that the pairs made weigh most.

    By OR-Tools where it is installed.
    """
    return seat_by_flow(problem) if flow.solver else seat_by_paths(problem)


def versions() -> dict[str, str]:
    """Which versions of what the pairs come from."""
    return {"numpy": np.__version__, "scipy": scipy.__version__, **flow.versions()}


def seat_by_paths(problem: Problem) -> Ints:
    """The same by scipy.

    Source: linear assignment by shortest augmenting paths (Jonker and Volgenant 1987), on all pairs of the problem.
    """
    mentor_of = np.full(problem.mentees, -1, dtype=np.int64)
    if not problem.mentees:
        return mentor_of
    places = np.minimum(problem.capacity, np.bincount(problem.mentor, minlength=problem.mentors))
    matrix = _seat_matrix(problem, places)
    row, column = min_weight_full_bipartite_matching(matrix, maximize=True)
    seated = column < places.sum()
    mentor_of[row[seated]] = np.repeat(np.arange(problem.mentors), places)[column[seated]]
    return mentor_of


def _seat_matrix(problem: Problem, places: Ints) -> csr_array:
    """Weights of mentees by seats: each mentor's column repeated per place.

    Where all mentees can be seated, or all seats taken, a pair weighs a point more than its score: zero would vanish
    from a sparse matrix. Otherwise one more column follows for each mentee, which means "nobody", so that a full
    matching always exists. It weighs a half, which is less than any pair's weight.
    """
    first, seats = np.cumsum(places) - places, int(places.sum())
    repeats = places[problem.mentor]
    pair = np.repeat(np.arange(len(repeats)), repeats)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    at = problem.mentee[pair], first[problem.mentor[pair]] + place
    shape = problem.mentees, seats

    def matrix(weight: Ints) -> csr_array:
        return csr_array((weight[pair].astype(np.float64), at), shape=shape)

    seated = matrix(problem.score + 1)
    if np.count_nonzero(maximum_bipartite_matching(seated, perm_type="column") >= 0) == min(shape):
        return seated
    nobody = diags_array(np.full(problem.mentees, 0.5))
    return hstack([matrix(problem.weight), nobody], format="csr")
