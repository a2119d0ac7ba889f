"""The one place that knows the solvers: the heaviest assignment of a list of pairs.

What comes out is proven by prices afterwards, whichever solver found it.
"""

from collections.abc import Callable

import numpy as np
import scipy
from scipy.sparse import csr_array, diags_array, hstack
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

from matching.solving import flow
from matching.solving.flow import seat_by_flow
from matching.solving.outcome import Certificate, Ints
from matching.solving.problem import Problem

# Points by which weights are lowered less than by prices that nearly support the answer, so that it is hardly ever too
# much.
LESS = 3_000


def seat(problem: Problem, near_prices: Certificate | None = None) -> Ints:
    """The mentor of each mentee (mentees,), -1 for none, so that the pairs made weigh most.

    By OR-Tools where it is installed. Prices that nearly support the answer spare time and never change what it weighs.
    """
    return seat_by_flow(problem) if flow.solver else seat_by_paths(problem, near_prices)


def versions() -> dict[str, str]:
    """Which versions of what the pairs come from."""
    return {"numpy": np.__version__, "scipy": scipy.__version__, **flow.versions()}


def seat_by_paths(problem: Problem, near_prices: Certificate | None = None) -> Ints:
    """The same by scipy.

    Source: linear assignment by shortest augmenting paths (Jonker and Volgenant 1987), on all pairs of the problem.
    """
    if not len(problem):
        return np.full(problem.mentees, -1, dtype=np.int64)
    places = np.minimum(problem.capacity, np.bincount(problem.mentor, minlength=problem.mentors))
    matrix_of = _by_seats(problem, places)
    pattern = matrix_of(problem.score + 1)
    if np.count_nonzero(maximum_bipartite_matching(pattern, perm_type="column") >= 0) < min(pattern.shape):
        # A column more for each mentee means "nobody", so that a full matching always exists. It weighs a half, which
        # is less than any pair's weight.
        nobody = diags_array(np.full(problem.mentees, 0.5))
        return _heaviest(hstack([matrix_of(problem.weight), nobody], format="csr"), places)
    mentor_of = _with_a_head_start(problem, matrix_of, places, near_prices) if near_prices else None
    return _heaviest(pattern, places) if mentor_of is None else mentor_of


def _with_a_head_start(
    problem: Problem, matrix_of: Callable[[Ints], csr_array], places: Ints, near_prices: Certificate
) -> Ints | None:
    """The same, where everybody can be seated or all seats taken, with weights lowered by nearly the prices of those
    of whom there are more, seats or mentees: so most of the others find theirs at once.

    No assignment weighs more than its lowered weight and all that was lowered. The heaviest by lowered weights weighs
    just that, and so is the heaviest, if it makes a pair of each seat, or mentee, whose weights were lowered; None if
    not.
    """
    has_room = problem.mentees <= places.sum()
    prices, of = (near_prices.mentor, problem.mentor) if has_room else (near_prices.mentee, problem.mentee)
    lowered = np.maximum(prices - LESS, 0)
    weight = problem.score - lowered[of]
    mentor_of = _heaviest(matrix_of(weight - weight.min() + 1), places)
    left = np.bincount(mentor_of[mentor_of >= 0], minlength=problem.mentors) < places if has_room else mentor_of < 0
    return None if lowered[left].any() else mentor_of


def _heaviest(matrix: csr_array, places: Ints) -> Ints:
    """The mentor of each mentee (row), by seats (columns): so many of each mentor, and then those of nobody."""
    mentor_of = np.full(matrix.shape[0], -1, dtype=np.int64)
    row, column = min_weight_full_bipartite_matching(matrix, maximize=True)
    seated = column < places.sum()
    mentor_of[row[seated]] = np.repeat(np.arange(len(places)), places)[column[seated]]
    return mentor_of


def _by_seats(problem: Problem, places: Ints) -> Callable[[Ints], csr_array]:
    """Takes weights, never zero, which would vanish from a sparse matrix, to a matrix of mentees by seats.

    Each mentor's column is repeated per place.
    """
    first, repeats = np.cumsum(places) - places, places[problem.mentor]
    pair = np.repeat(np.arange(len(repeats)), repeats)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    at = problem.mentee[pair], first[problem.mentor[pair]] + place
    shape = problem.mentees, int(places.sum())
    return lambda weight: csr_array((weight[pair].astype(np.float64), at), shape=shape)
