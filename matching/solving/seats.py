"""The one place that knows the solver: the heaviest assignment of a list of pairs."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.solving.outcome import Ints
from matching.solving.problem import Problem


def seat(problem: Problem) -> Ints:
    """The mentor of each mentee (mentees,), -1 for none, so that the pairs made weigh most.

    Source: linear assignment by shortest augmenting paths (Jonker and Volgenant 1987), on all pairs of the problem.
    """
    mentor_of = np.full(problem.mentees, -1, dtype=np.int64)
    if not problem.mentees:
        return mentor_of
    places = np.minimum(problem.capacity, np.bincount(problem.mentor, minlength=problem.mentors))
    row, column = min_weight_full_bipartite_matching(_seat_matrix(problem, places), maximize=True)
    seated = column < places.sum()
    mentor_of[row[seated]] = np.repeat(np.arange(problem.mentors), places)[column[seated]]
    return mentor_of


def _seat_matrix(problem: Problem, places: Ints) -> csr_array:
    """Weights of mentees by seats: each mentor's column repeated per place, then one private column per mentee.

    The private column means "nobody", so that a full matching always exists. Its weight of a half is less than any
    pair's; zero would vanish from a sparse matrix.
    """
    first, seats = np.cumsum(places) - places, int(places.sum())
    repeats = places[problem.mentor]
    pair = np.repeat(np.arange(len(repeats)), repeats)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    nobody = np.arange(problem.mentees)
    rows = np.concatenate([problem.mentee[pair], nobody])
    columns = np.concatenate([first[problem.mentor[pair]] + place, seats + nobody])
    values = np.concatenate([problem.weight[pair].astype(np.float64), np.full(problem.mentees, 0.5)])
    return csr_array((values, (rows, columns)), shape=(problem.mentees, seats + problem.mentees))
