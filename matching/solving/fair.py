"""Most people, then the highest lowest score, then the highest total."""

from dataclasses import replace

import numpy as np

from matching.solving.filling import Ladder, fill, ladder_of, nobody
from matching.solving.outcome import Certificate, Cover, Ints
from matching.solving.prices import optimum
from matching.solving.problem import Problem
from matching.solving.sources import Source


def fair(source: Source, pairs: Problem) -> tuple[Ints, Certificate]:
    """The mentor of each mentee and the whole proof, beginning with some pairs of the source.

    First as many as possible are placed, then the lowest score is raised as far as that number allows, and the highest
    total is sought among the pairs that are left.
    """
    mentor_of, everything, pairs = most_placed(source, pairs)
    if not (mentor_of >= 0).any():
        best = optimum(source, pairs)
        return best.mentor_of, replace(best.prices, everything=everything)
    least, above, pairs = highest_minimum(source, pairs, mentor_of)
    best = optimum(source.at_least(least), pairs.only(pairs.score >= least))
    return best.mentor_of, replace(best.prices, everything=everything, above=above)


def most_placed(source: Source, pairs: Problem) -> tuple[Ints, Cover, Problem]:
    """An assignment that places as many as any, and a cover of all pairs of the source that says so.

    Sought among some pairs; where the cover misses a pair of the source, that is taken in. Returns the pairs, too.
    """
    mentor_of = np.full(pairs.mentees, -1, dtype=np.int64)
    while True:
        mentor_of, cover = fill(ladder_of(pairs), 0, mentor_of)
        more = source.uncovered(cover, -1)
        if not len(more):
            return mentor_of, cover, pairs
        pairs = pairs.joined(more)


def highest_minimum(source: Source, pairs: Problem, mentor_of: Ints) -> tuple[int, Cover, Problem]:
    """The highest lowest score with which as many can be placed, and a cover of all pairs above that says so.

    Sought in the same way, from an assignment that places as many.
    """
    while True:
        least, above, mentor_of = _raised(ladder_of(pairs), mentor_of)
        more = source.uncovered(above, least)
        if not len(more):
            return least, above, pairs
        pairs = pairs.joined(more)


def _raised(ladder: Ladder, mentor_of: Ints) -> tuple[int, Cover, Ints]:
    """The same among the pairs of a list, with an assignment that reaches it.

    Halves what lies between the lowest score reached and the highest that the best cover so far lets through. Where
    as many are placed the former goes up to what was reached; where not, the latter goes down.
    """
    pairs, placed = ladder.pairs, np.count_nonzero(mentor_of >= 0)
    scores = np.unique(pairs.score)
    own = pairs.own(mentor_of)
    least, above = int(own[own >= 0].min()), nobody(pairs)
    most, step = int(scores[-1]), 1
    while least < most:
        low, high = np.searchsorted(scores, [least, most])
        aim, step = int(scores[low + min(step, (high - low + 1) // 2)]), 2 * step
        tried, cover = fill(ladder, aim, np.where(own >= aim, mentor_of, -1))
        if np.count_nonzero(tried >= 0) == placed:
            mentor_of, own = tried, pairs.own(tried)
            least = int(own[own >= 0].min())
        else:
            above = cover
            open_ = ~cover.mentee[pairs.mentee] & ~cover.mentor[pairs.mentor]
            most = int(pairs.score[open_].max())
    return least, above, mentor_of
