"""Who gets which mentors where people may have several: nobody left out, then most pairs, then the highest total.

No page asks for it: a search gives each mentee one mentor, and the next one more (docs/decisions/0043).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from matching.assignment import MAX_SCORE, Ints, NotProven
from matching.solving.whole_numbers import (
    check_lengths,
    check_range,
    frozen,
    is_count,
    is_vector,
    pairs_in_order,
    whole_numbers,
)

# Pairs of each mentee that the solver is given at first, and at most so many more each time it has missed some.
SHORTLIST = 32


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What proves an outcome, int64, weight units: `mentee` (mentees,) and `mentor` (mentors,), the latter >= 0.

    With base + score for every pair and base once more for every mentee who has anybody, no outcome can weigh more
    than the sum of: `max(0, weight - mentee - mentor)` over all pairs, the best of `base * (n > 0) + n * mentee` for
    n from 0 to wanted over all mentees, and capacity times `mentor` over all mentors (weak duality). A mentee's price
    is below 0 where one more mentor would be their first: it may cost something of its own.
    """

    mentee: Ints
    mentor: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Several:
    """The outcome: pairs as `mentee` and `mentor` (pairs,) int64, sorted; how many mentees have anybody; the proof."""

    mentee: Ints
    mentor: Ints
    supported: int
    pairs: int
    total: int
    prices: Prices


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """Checked input: pairs that have a place, sorted by mentee, then mentor; nobody has more places than pairs.

    `base` is more than any total score: what one more pair is worth, and one more mentee with a mentor.
    """

    mentee: Ints
    mentor: Ints
    score: Ints
    capacity: Ints
    wanted: Ints
    base: int

    @property
    def weight(self) -> Ints:
        return self.base + self.score

    def only(self, keep: NDArray[np.bool_]) -> "_Problem":
        """The same problem with fewer pairs; weights stay as they are."""
        return replace(self, mentee=self.mentee[keep], mentor=self.mentor[keep], score=self.score[keep])

    def reached(self, chosen: NDArray[np.bool_]) -> int:
        supported = len(np.unique(self.mentee[chosen]))
        return self.base * (supported + int(chosen.sum())) + int(self.score[chosen].sum())


def assign_several(
    mentee: ArrayLike, mentor: ArrayLike, score: ArrayLike, capacity: ArrayLike, wanted: ArrayLike
) -> Several:
    """Give as many mentees as possible at least one mentor, then make as many pairs as are asked for, then the
    highest total score; nobody is paired with the same mentor twice.

    `mentee`, `mentor`, `score`: whole numbers of one length, one entry per candidate pair; people are numbered from 0,
    scores run from 0 to 1,000,000. `capacity` (mentors,) and `wanted` (mentees,): how many pairs each may be in, 0
    allowed. The order of the pairs makes no difference.

    To be left with nobody is worse than to have fewer mentors than asked for, so that counts first, and it takes no
    pair from anybody: whoever has a mentor keeps one along an augmenting path, so from the most mentees one reaches the
    most pairs there are at all. Hence one weight above all totals, for both, is enough. A higher total comes last:
    it would otherwise be bought with the places of those who are harder to match.

    Raises ValueError for input that cannot be used and NotProven should the solver's answer fail its own proof.

    Source: minimum-cost flow with one unit per pair and concave gains per mentee. Its linear programme has integral
    vertices (the matrix of a network is totally unimodular: Hoffman and Kruskal 1956); solved by the dual simplex of
    HiGHS on the best pairs of each mentee, with more pairs priced in until none is missed (column generation). The
    prices are made anew from the pairs, in whole numbers; they are prices of all pairs.
    """
    problem = _read(mentee, mentor, score, capacity, wanted)
    chosen, prices = _optimum(problem)
    outcome = Several(
        mentee=frozen(problem.mentee[chosen]),
        mentor=frozen(problem.mentor[chosen]),
        supported=len(np.unique(problem.mentee[chosen])),
        pairs=int(chosen.sum()),
        total=int(problem.score[chosen].sum()),
        prices=prices,
    )
    _prove(problem, outcome)
    return outcome


def verify_several(
    mentee: ArrayLike, mentor: ArrayLike, score: ArrayLike, capacity: ArrayLike, wanted: ArrayLike, outcome: Several
) -> None:
    """Check an outcome against the input alone, in whole numbers, trusting no solver.

    Arguments as for `assign_several`. Returns nothing when the outcome keeps to pairs and places, states its totals
    truly and is proven best by its prices. Raises NotProven with the first thing that fails, ValueError for bad input.
    """
    _prove(_read(mentee, mentor, score, capacity, wanted), outcome)


# --- input ---


def _read(mentee: ArrayLike, mentor: ArrayLike, score: ArrayLike, capacity: ArrayLike, wanted: ArrayLike) -> _Problem:
    rows, columns, points = (
        whole_numbers("mentee", mentee),
        whole_numbers("mentor", mentor),
        whole_numbers("score", score),
    )
    places, asked = whole_numbers("capacity", capacity), whole_numbers("wanted", wanted)
    check_lengths(("mentee", "mentor", "score"), (rows, columns, points))
    check_range("mentee", rows, len(asked) - 1, "number mentees from 0 and say for each how many mentors are wanted")
    check_range("mentor", columns, len(places) - 1, "number mentors from 0 and give each a capacity")
    if (places < 0).any():
        raise ValueError("capacity holds a negative number: give 0 to a mentor without a free place.")
    if (asked < 0).any():
        raise ValueError("wanted holds a negative number: give 0 to a mentee who needs no mentor now.")
    rows, columns, points = pairs_in_order(("mentee", "mentor"), rows, columns, points)
    open_to = (places[columns] > 0) & (asked[rows] > 0)
    rows, columns, points = rows[open_to], columns[open_to], points[open_to]
    places = np.minimum(places, np.bincount(columns, minlength=len(places)))
    asked = np.minimum(asked, np.bincount(rows, minlength=len(asked)))
    return _Problem(rows, columns, points, places, asked, min(places.sum(), asked.sum()).item() * MAX_SCORE + 1)


# --- solving ---


def _optimum(problem: _Problem) -> tuple[NDArray[np.bool_], Prices]:
    """Solve on some pairs, look by the prices whether any other pair is worth more, take those in, and so on.

    Each round takes in pairs that were left out before, so it ends, at the latest with all of them.
    """
    keep = _best(problem, np.ones(len(problem.mentee), dtype=np.bool_), problem.score)
    while True:
        part = problem.only(keep)
        chosen = np.zeros(len(keep), dtype=np.bool_)
        chosen[keep] = _solve(part)
        prices = _prices(part, chosen[keep])
        gain = problem.weight - prices.mentee[problem.mentee] - prices.mentor[problem.mentor]
        missed = ~keep & (gain > 0)
        if not missed.any():
            return chosen, prices
        keep |= _best(problem, missed, gain)


def _best(problem: _Problem, among: NDArray[np.bool_], worth: Ints) -> NDArray[np.bool_]:
    """Of these pairs the SHORTLIST of each mentee that are worth most; among equals everybody begins elsewhere."""
    pairs = np.flatnonzero(among)
    mentee = problem.mentee[pairs]
    turn = (problem.mentor[pairs] - mentee) % max(1, len(problem.capacity))
    order = np.lexsort((turn, -worth[pairs], mentee))
    first = np.searchsorted(mentee, mentee)  # pairs are sorted by mentee, before and after
    best = np.zeros(len(among), dtype=np.bool_)
    best[pairs[order[np.arange(len(pairs)) - first < SHORTLIST]]] = True
    return best


def _solve(problem: _Problem) -> NDArray[np.bool_]:
    """Which pairs are chosen (pairs,): the one place that knows the solver.

    Columns: every pair, then the first mentor of every mentee, then their further ones.
    """
    pairs, mentees, mentors = len(problem.mentee), len(problem.wanted), len(problem.capacity)
    if not pairs:
        return np.zeros(0, dtype=np.bool_)
    each, pair = np.arange(mentees), np.arange(pairs)
    rows = np.concatenate([problem.mentee, each, each])
    signs = np.repeat([1.0, -1.0], [pairs, 2 * mentees])
    balance = csr_array((signs, (rows, np.arange(len(rows)))), shape=(mentees, len(rows)))
    places = csr_array((np.ones(pairs), (problem.mentor, pair)), shape=(mentors, len(rows)))
    first = np.minimum(problem.wanted, 1)
    highest = np.concatenate([np.ones(pairs, dtype=np.int64), first, problem.wanted - first])
    worth = np.concatenate([problem.weight, np.full(mentees, problem.base), np.zeros(mentees, dtype=np.int64)])
    answer = linprog(
        # In whole points the smallest difference, a millionth, stays above the solver's tolerance.
        -worth / MAX_SCORE,
        A_eq=balance,
        b_eq=np.zeros(mentees),
        A_ub=places,
        b_ub=problem.capacity,
        bounds=np.column_stack([np.zeros(len(rows)), highest]),
        method="highs-ds",
    )
    if answer.x is None:
        raise NotProven(f"The solver found no answer: {answer.message}")
    return answer.x[:pairs] > 0.5


def _prices(problem: _Problem, chosen: NDArray[np.bool_]) -> Prices:
    """The lowest mentors' prices that support these pairs, by raising them until nobody would rather change.

    A mentee's price is the most at which they keep every mentor they have. Prices of an optimum settle within one
    sweep per mentor: the longest path of changes visits each mentor once.
    """
    weight, limit = problem.weight, _highest_price(problem, chosen)
    kept = np.flatnonzero(chosen)
    kept_first = np.flatnonzero(np.diff(problem.mentee[kept], prepend=-1))
    has_any = problem.mentee[kept[kept_first]]
    left = np.flatnonzero(~chosen)
    left = left[np.argsort(problem.mentor[left], kind="stable")]
    left_first = np.flatnonzero(np.diff(problem.mentor[left], prepend=-1))
    asked = problem.mentor[left[left_first]]
    mentor = np.zeros(len(problem.capacity), dtype=np.int64)
    for _ in range(len(mentor) + 2):
        mentee = limit.copy()
        if len(kept):
            lowest = np.minimum.reduceat(weight[kept] - mentor[problem.mentor[kept]], kept_first)
            mentee[has_any] = np.minimum(mentee[has_any], lowest)
        raised = np.maximum.reduceat(weight[left] - mentee[problem.mentee[left]], left_first) if len(left) else asked
        if (raised <= mentor[asked]).all():
            return Prices(mentee=frozen(mentee), mentor=frozen(mentor))
        mentor[asked] = np.maximum(mentor[asked], raised)
    raise NotProven("The prices do not settle: a better outcome exists.")


def _highest_price(problem: _Problem, chosen: NDArray[np.bool_]) -> Ints:
    """Whoever has all they want takes no other at any price, whoever has some takes what costs nothing more, and
    whoever has nobody takes one for all that a first mentor is worth.
    """
    has = np.bincount(problem.mentee[chosen], minlength=len(problem.wanted))
    highest = int(problem.weight.max(initial=0))
    return np.where(has >= problem.wanted, highest, np.where(has > 0, 0, -problem.base))


# --- proof ---


def _prove(problem: _Problem, outcome: Several) -> None:
    prices = getattr(outcome, "prices", None)
    if not isinstance(outcome, Several) or not isinstance(prices, Prices):
        raise NotProven("There is no outcome with prices to check.")
    chosen = _check_pairs(problem, outcome)
    _check_places("Mentee", problem.mentee[chosen], problem.wanted, "wants")
    _check_places("Mentor", problem.mentor[chosen], problem.capacity, "has place for")
    _check_totals(problem, chosen, outcome)
    _check_prices(problem, prices)
    over = _bound(problem, prices) - problem.reached(chosen)
    if over:
        raise NotProven(f"The prices allow for {over} more than the outcome reaches.")


def _check_pairs(problem: _Problem, outcome: Several) -> NDArray[np.bool_]:
    """Which of the candidate pairs (pairs,) the outcome chooses."""
    if not is_vector(outcome.mentee) or not is_vector(outcome.mentor, len(outcome.mentee)):
        raise NotProven("mentee and mentor must be whole numbers of 64 bits, one of each per pair.")
    mentors = len(problem.capacity)
    real = (outcome.mentee >= 0) & (outcome.mentee < len(problem.wanted))
    real &= (outcome.mentor >= 0) & (outcome.mentor < mentors)
    number = np.where(real, outcome.mentee, 0) * mentors + np.where(real, outcome.mentor, 0)
    candidate = problem.mentee * mentors + problem.mentor
    stray = np.flatnonzero(~(real & np.isin(number, candidate)))
    if len(stray):
        pair = f"Mentee {outcome.mentee[stray[0]]} with mentor {outcome.mentor[stray[0]]}"
        raise NotProven(f"{pair} is not among the candidate pairs that have a place.")
    odd = np.flatnonzero(np.diff(number) <= 0)
    if len(odd):
        pair = f"Mentee {outcome.mentee[odd[0] + 1]} with mentor {outcome.mentor[odd[0] + 1]}"
        raise NotProven(f"{pair} is there twice or out of order.")
    return np.isin(candidate, number)


def _check_places(who: str, people: Ints, places: Ints, verb: str) -> None:
    taken = np.bincount(people, minlength=len(places))
    over = np.flatnonzero(taken > places)
    if len(over):
        raise NotProven(f"{who} {over[0]} is in {taken[over[0]]} pairs and {verb} {places[over[0]]}.")


def _check_totals(problem: _Problem, chosen: NDArray[np.bool_], outcome: Several) -> None:
    counted = {
        "supported": len(np.unique(problem.mentee[chosen])),
        "pairs": int(chosen.sum()),
        "total": int(problem.score[chosen].sum()),
    }
    for name, number in counted.items():
        said = getattr(outcome, name)
        if not is_count(said) or said != number:
            raise NotProven(f"It says {name} is {said!r}, but it is {number}.")


def _check_prices(problem: _Problem, prices: Prices) -> None:
    highest, base = int(problem.weight.max(initial=0)), problem.base
    # No useful price lies outside these limits, and within them no sum of a few can wrap around.
    for name, price, length, low, high in (
        ("mentee", prices.mentee, len(problem.wanted), -base, highest),
        ("mentor", prices.mentor, len(problem.capacity), 0, highest + base),
    ):
        if not is_vector(price, length):
            raise NotProven(f"prices.{name} must be {length} whole numbers of 64 bits.")
        odd = np.flatnonzero((price < low) | (price > high))
        if len(odd):
            raise NotProven(f"The price of {name} {odd[0]} is {price[odd[0]]}, outside {low} to {high}.")


def _bound(problem: _Problem, prices: Prices) -> int:
    """What no outcome can weigh more than, by these prices (see `Prices`); plain integers, for large sums."""
    over = problem.weight - prices.mentee[problem.mentee] - prices.mentor[problem.mentor]
    bound = sum(np.maximum(over, 0).tolist())
    for count, price in zip(problem.wanted.tolist(), prices.mentee.tolist(), strict=True):
        # Between one mentor and all that are wanted the gain runs straight, so the best is at an end.
        bound += max(0, problem.base + price, problem.base + count * price) if count else 0
    return bound + sum(
        count * price for count, price in zip(problem.capacity.tolist(), prices.mentor.tolist(), strict=True)
    )
