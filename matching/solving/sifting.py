"""Which of many pairs the solver is shown: those that are worth nearly what their two people cost.

It takes the longer the more pairs it sees, and of a long list nearly all are out of the question. Nothing is lost
here: whoever asks the solver looks at the prices of its answer, and shows it what was left out and is worth more.
"""

from itertools import accumulate, repeat

import numpy as np

from matching.solving.filling import fill, ladder_of
from matching.solving.outcome import Bools, Certificate, Ints
from matching.solving.problem import Problem

# Pairs from which a list is sifted; a shorter one the solver goes through as quickly.
LONG = 100_000
# So many points a pair may be short of what its two people cost, and is shown.
NEAR = 15_000
# The points of the steps by which rough prices are raised and lowered: what is left of a step (of 100) is the next one.
# Prices that are rough already are bettered by the later half of the steps.
LEFT_OF_STEP = 96
STEPS = tuple(accumulate(repeat(LEFT_OF_STEP, 119), lambda step, left: step * left // 100, initial=40_000))
# Mentees too many or too few for one mentor beyond which a step grows no more.
MOST_STEPS = 3
_NO_PAIR = -(2**30)


def gain(pairs: Problem, prices: Certificate) -> Ints:
    """How much more each pair is worth than the prices of the two (pairs,)."""
    return pairs.score - (prices.mentee - pairs.base)[pairs.mentee] - prices.mentor[pairs.mentor]


def near(pairs: Problem, prices: Certificate) -> Problem:
    """Those of a long list that these prices do not rule out, all of a short one."""
    return pairs.only(_is_near(pairs, prices)) if len(pairs) >= LONG else pairs


def sifted(pairs: Problem, rough: Certificate) -> Problem:
    """Those of a list that rough prices do not rule out, and with which everybody can be placed, if with all of it."""
    close = pairs.only(_is_near(pairs, rough))
    placed, _ = fill(ladder_of(close), 0, np.full(pairs.mentees, -1, dtype=np.int64))
    if (placed >= 0).all():
        return close
    placed, _ = fill(ladder_of(pairs), 0, placed)
    return close.joined(pairs.only(pairs.chosen(placed)))


def rough_prices(pairs: Problem, begun: Certificate | None = None) -> Certificate | None:
    """Prices with which mentees would by themselves choose mentors nearly as the best assignment does.

    In rounds, each mentee chooses the mentor worth most beyond the price; a mentor whom more choose than there are
    places becomes dearer, one with places left cheaper, by ever smaller steps. Whole numbers throughout, so that they
    are the same on any machine. `begun` are prices that were nearly so among fewer pairs.

    None for a short list, for which they are not worth it, and where places are scarce.

    Source: subgradient steps on the prices of the dual (Held, Wolfe and Crowder 1974).
    """
    count = np.bincount(pairs.mentee, minlength=pairs.mentees)
    if len(pairs) < LONG or not _has_room(pairs, count):
        return None
    row, column = pairs.mentee, np.arange(len(pairs)) - np.repeat(np.cumsum(count) - count, count)
    mentor = np.zeros((pairs.mentees, int(count.max())), dtype=np.int64)
    score = np.full(mentor.shape, _NO_PAIR, dtype=np.int32)
    mentor[row, column], score[row, column] = pairs.mentor, pairs.score
    everybody, price = np.arange(pairs.mentees), np.zeros(pairs.mentors, dtype=np.int32)
    if begun:
        price += begun.mentor.astype(np.int32)
    for step in STEPS[len(STEPS) // 2 if begun else 0 :]:
        chosen = mentor[everybody, (score - price[mentor]).argmax(axis=1)]
        excess = np.bincount(chosen, minlength=pairs.mentors) - pairs.capacity
        price += (step * np.clip(excess, -MOST_STEPS, MOST_STEPS)).astype(np.int32)
        np.maximum(price, 0, out=price)
    beyond = (score - price[mentor]).max(axis=1)
    return Certificate(mentee=beyond.astype(np.int64) + pairs.base, mentor=price.astype(np.int64))


def _has_room(pairs: Problem, count: Ints) -> bool:
    """Whether everybody has a pair and there are places for all, and no few mentees have nearly all of the pairs."""
    places = np.minimum(pairs.capacity, np.bincount(pairs.mentor, minlength=pairs.mentors)).sum()
    return bool(count.min() > 0 and places >= pairs.mentees and count.max() * pairs.mentees <= 4 * len(pairs))


def _is_near(pairs: Problem, prices: Certificate) -> Bools:
    return gain(pairs, prices) > -NEAR
