"""Most people, then the highest lowest score, then the highest total."""

from dataclasses import replace

import numpy as np

from matching.solving.filling import Ladder, fill, ladder_of, nobody
from matching.solving.outcome import Certificate, Cover, Ints
from matching.solving.prices import Optimum, optimum
from matching.solving.problem import Problem
from matching.solving.sources import Source


def fair(source: Source, best: Optimum) -> tuple[Ints, Certificate]:
    """The mentor of each mentee and the whole proof, given the highest total of the same source.

    The highest total places as many people as can be placed, and its prices tell a cover that says so. Its lowest
    score is raised as far as the same number of people allows, and the total is then sought among what is left.
    """
    everything = cover_of(best)
    if not (best.mentor_of >= 0).any():
        return best.mentor_of, replace(best.prices, everything=everything)
    least, above, pairs = highest_minimum(source, best)
    if best.pairs.own(best.mentor_of)[best.mentor_of >= 0].min() < least:
        best = optimum(source.at_least(least), pairs.only(pairs.score >= least))
    return best.mentor_of, replace(best.prices, everything=everything, above=above)


def cover_of(best: Optimum) -> Cover:
    """A cover of all pairs with as many places as people are placed, read off the prices of the highest total.

    The prices of two people with a pair add up to `base` or more. So for any part of the base it covers all pairs to
    take the mentees priced at that part or above and the mentors priced above the rest of it. Over all parts such a
    cover has, on average, at most the sum of all prices / base places, which is less than one more than are placed.
    So some part gives no more places than that, and the fewest are just above the price of a mentee.
    """
    prices, base = best.prices, best.pairs.base
    capacity = np.minimum(best.pairs.capacity, best.pairs.mentees)
    parts = np.append(1, prices.mentee[prices.mentee < base] + 1)
    mentees, mentors = np.sort(prices.mentee), np.argsort(prices.mentor)
    places = np.append(np.cumsum(capacity[mentors][::-1])[::-1], 0)
    size = len(mentees) - np.searchsorted(mentees, parts)
    size += places[np.searchsorted(prices.mentor[mentors], base - parts, side="right")]
    part = parts[np.argmin(size)]
    return Cover(mentee=prices.mentee >= part, mentor=prices.mentor > base - part)


def highest_minimum(source: Source, best: Optimum) -> tuple[int, Cover, Problem]:
    """The highest lowest score with which as many can be placed, and a cover of all pairs above that says so.

    Sought among some pairs; where the cover misses a pair of the source, that is taken in. Returns the pairs, too.
    """
    pairs, mentor_of = best.pairs, best.mentor_of
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
