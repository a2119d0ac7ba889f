"""The highest total, and the dual prices that prove it."""

from dataclasses import dataclass

import numpy as np

from matching.solving.outcome import Certificate, Ints, NotProven
from matching.solving.problem import Problem
from matching.solving.seats import seat
from matching.solving.sifting import gain, near, rough_prices, sifted
from matching.solving.sources import Source

# Sweeps in which prices mostly settle, where they do.
SWEEPS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The heaviest assignment of a source, and its prices."""

    mentor_of: Ints
    prices: Certificate


def optimum(source: Source, pairs: Problem) -> Optimum:
    """Solve on some pairs, look by the prices whether any other pair is worth more, take those in, and so on.

    `pairs` are some of the source; of a long list of them the solver is shown a few. Their own are looked at first, as
    they are at hand. The optimum and its prices are those of all pairs of the source.

    It comes to an end: what the solver is shown only grows until nothing of the list is missed, and the list grows
    each time it is sifted again.
    """
    rough = rough_prices(pairs)
    if rough:  # what they call for will be missed in the end: it is cheaper to ask before anything is solved
        pairs = pairs.joined(source.missed(rough))
        rough = rough_prices(pairs, rough) or rough
    shown = sifted(pairs, rough) if rough else pairs
    best = _solved(shown, rough)
    while True:
        more = pairs.only(gain(pairs, best.prices) > 0)
        if len(more):
            shown = shown.joined(more)
        else:
            more = source.missed(best.prices)
            if not len(more):
                return Optimum(best.mentor_of, source.settled(best.prices))
            pairs = pairs.joined(more)
            shown = near(pairs, best.prices)
        best = _best_still(shown, best.mentor_of) or _solved(shown, best.prices)


def _solved(shown: Problem, near_prices: Certificate | None) -> Optimum:
    """Raises NotProven where the solver's answer is not the best."""
    mentor_of = seat(shown, near_prices)
    prices = prices_of(shown, mentor_of)
    if prices is None:
        raise NotProven("The prices do not settle: a better assignment exists.")
    return Optimum(mentor_of, prices)


def _best_still(shown: Problem, mentor_of: Ints) -> Optimum | None:
    """The same assignment among more pairs, where other prices support it: mostly they do, and it takes no time."""
    prices = prices_of(shown, mentor_of, SWEEPS)
    return Optimum(mentor_of, prices) if prices else None


def prices_of(problem: Problem, mentor_of: Ints, sweeps: int | None = None) -> Certificate | None:
    """The lowest prices that support an optimal assignment, by raising them until no mentee would rather move.

    Prices of an optimum settle within one sweep per mentor: the longest path of moves visits each mentor once. None
    where they do not within these `sweeps`, by default as many, and as soon as a free place would have to cost
    something, or somebody more than their pair is worth: then it is no optimum.
    """
    order = np.argsort(problem.mentor, kind="stable")
    mentee, mentor, weight = problem.mentee[order], problem.mentor[order], problem.weight[order]
    first = np.flatnonzero(np.diff(mentor, prepend=-1))
    asked, own = mentor[first], problem.own(mentor_of)
    own[own >= 0] += problem.base
    own[own < 0] = 0
    has_room = np.bincount(mentor_of[mentor_of >= 0], minlength=problem.mentors) < problem.capacity
    price = np.zeros(problem.mentors, dtype=np.int64)
    for _ in range(problem.mentors + 2 if sweeps is None else sweeps):
        gain = own - _price_paid(price, mentor_of)
        if gain.min(initial=0) < 0 or price[has_room].any():
            return None
        raised = np.maximum.reduceat(weight - gain[mentee], first) if len(first) else price[asked]
        if (raised <= price[asked]).all():
            return Certificate(mentee=gain, mentor=price)
        price[asked] = np.maximum(price[asked], raised)
    return None


def _price_paid(price: Ints, mentor_of: Ints) -> Ints:
    """The price of each mentee's own place; index -1 (nobody) reads the appended zero."""
    return np.append(price, 0)[mentor_of]
