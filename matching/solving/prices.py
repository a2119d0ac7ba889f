"""The highest total, and the dual prices that prove it."""

from dataclasses import dataclass

import numpy as np

from matching.solving.outcome import Certificate, Ints, NotProven
from matching.solving.problem import Problem
from matching.solving.seats import seat
from matching.solving.sifting import gain, near, sifted
from matching.solving.sources import Source


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
    shown = sifted(pairs)
    while True:
        mentor_of = seat(shown)
        prices = prices_of(shown, mentor_of)
        if shown is not pairs:
            missed = pairs.only(gain(pairs, prices) > 0)
            if len(missed):
                shown = shown.joined(missed)
                continue
        more = source.missed(prices)
        if not len(more):
            return Optimum(mentor_of, source.settled(prices))
        pairs = pairs.joined(more)
        shown = near(pairs, prices)


def prices_of(problem: Problem, mentor_of: Ints) -> Certificate:
    """The lowest prices that support an optimal assignment, by raising them until no mentee would rather move.

    Prices of an optimum settle within one sweep per mentor: the longest path of moves visits each mentor once. Raises
    NotProven when they do not, and so the assignment was none.
    """
    order = np.argsort(problem.mentor, kind="stable")
    mentee, mentor, weight = problem.mentee[order], problem.mentor[order], problem.weight[order]
    first = np.flatnonzero(np.diff(mentor, prepend=-1))
    asked, own = mentor[first], problem.own(mentor_of)
    own[own >= 0] += problem.base
    own[own < 0] = 0
    price = np.zeros(problem.mentors, dtype=np.int64)
    for _ in range(problem.mentors + 2):
        gain = own - _price_paid(price, mentor_of)
        raised = np.maximum.reduceat(weight - gain[mentee], first) if len(first) else price[asked]
        if (raised <= price[asked]).all():
            return Certificate(mentee=gain, mentor=price)
        price[asked] = np.maximum(price[asked], raised)
    raise NotProven("The prices do not settle: a better assignment exists.")


def _price_paid(price: Ints, mentor_of: Ints) -> Ints:
    """The price of each mentee's own place; index -1 (nobody) reads the appended zero."""
    return np.append(price, 0)[mentor_of]
