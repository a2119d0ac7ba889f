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
LEFT_OF_STEP = 94
STEPS = tuple(accumulate(repeat(LEFT_OF_STEP, 79), lambda step, left: step * left // 100, initial=40_000))
# Mentees too many or too few for one mentor beyond which a step grows no more.
MOST_STEPS = 3
# The longest rows of the table of a list may have so many times the pairs that rows have on average.
MOST_AIR = 4
_NO_PAIR = -(2**30)
# More than scores and prices ever differ by, and less than what stands for no pair.
_FAR = 2**28


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
    are the same on any machine. `begun` are prices that were nearly so among fewer pairs. Where places are scarce a
    mentee to whom nobody is worth the price chooses nobody, and no place is left over, so that it may cost anything.

    None for a short list, for which they are not worth it, and for one that is much longer for some mentees.

    Source: subgradient steps on the prices of the dual (Held, Wolfe and Crowder 1974).
    """
    count = np.bincount(pairs.mentee, minlength=pairs.mentees)
    if len(pairs) < LONG or count.max(initial=0) * pairs.mentees > MOST_AIR * len(pairs):
        return None
    places = np.minimum(pairs.capacity, np.bincount(pairs.mentor, minlength=pairs.mentors))
    if not places.any():
        return None
    is_scarce = places.sum() < np.count_nonzero(count)
    row, column = pairs.mentee, np.arange(len(pairs)) - np.repeat(np.cumsum(count) - count, count)
    mentor = np.zeros((pairs.mentees, int(count.max())), dtype=np.int64)
    score = np.full(mentor.shape, _NO_PAIR, dtype=np.int32)
    mentor[row, column], score[row, column] = pairs.mentor, pairs.score
    # What placing somebody is worth is part of the price of a scarce place, and of a mentee where there is room.
    at_least, nobody = (-_FAR, 0) if is_scarce else (0, -_FAR)
    worth_of_place = pairs.base if is_scarce else 0
    everybody, price = np.arange(pairs.mentees), np.zeros(pairs.mentors, dtype=np.int32)
    if begun and (begun.mentor.max(initial=0) > pairs.base // 2) != is_scarce:
        begun = None  # among fewer pairs places were scarce, or were not: prices of another kind
    if begun:
        price += np.maximum(begun.mentor - worth_of_place, at_least).astype(np.int32)
    elif is_scarce:  # for which as many are willing as there are places
        price += np.partition(score.max(axis=1), -places.sum())[-places.sum()]
    for step in STEPS[len(STEPS) // 2 if begun else 0 :]:
        worth = score - price[mentor]
        best = worth.argmax(axis=1)
        chosen = mentor[everybody, best][worth[everybody, best] > nobody]
        excess = np.bincount(chosen, minlength=pairs.mentors) - places
        price += (step * np.clip(excess, -MOST_STEPS, MOST_STEPS)).astype(np.int32)
        np.maximum(price, at_least, out=price)
    beyond = (score - price[mentor]).max(axis=1).astype(np.int64) + pairs.base - worth_of_place
    return Certificate(mentee=np.maximum(beyond, 0), mentor=price.astype(np.int64) + worth_of_place)


def _is_near(pairs: Problem, prices: Certificate) -> Bools:
    return gain(pairs, prices) > -NEAR
