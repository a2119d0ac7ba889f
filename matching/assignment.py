"""Who is suggested to whom: most people first, then the highest total score, with a proof."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

MAX_SCORE = 1_000_000
MOST_MENTEES = 2**40
OBJECTIVES = ("total",)
EXACT_FLOAT = 2**53
# Pairs of each mentee that the solver is given at first, and at most so many more each time it has missed some.
SHORTLIST = 32

Ints = NDArray[np.int64]
Objective = Literal["total"]


class NotProven(ValueError):
    """An assignment that breaks a rule, misstates its totals or does not come with a proof that none is better."""


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """Dual prices (int64, weight units) that prove an assignment: `mentee` (mentees,) and `mentor` (mentors,).

    They are never negative, for every candidate pair `mentee + mentor >= weight`, and their sum (a mentor's price
    once per place) equals the weight reached. By weak duality no assignment can then weigh more.
    """

    mentee: Ints
    mentor: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """The outcome: `mentor_of` (mentees,) int64 with -1 for nobody, people placed, sum of their scores, the proof."""

    mentor_of: Ints
    cardinality: int
    total: int
    certificate: Certificate


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """Checked input in canonical order: pairs sorted by mentee, then mentor; `weight` is base + score."""

    mentee: Ints
    mentor: Ints
    score: Ints
    weight: Ints
    capacity: Ints
    mentees: int

    @property
    def mentors(self) -> int:
        return len(self.capacity)

    def only(self, keep: NDArray[np.bool_]) -> "_Problem":
        """The same problem with fewer pairs; weights stay as they are."""
        return replace(
            self,
            mentee=self.mentee[keep],
            mentor=self.mentor[keep],
            score=self.score[keep],
            weight=self.weight[keep],
        )


def assign(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    capacity: ArrayLike,
    *,
    mentees: int | None = None,
    objective: Objective = "total",
) -> Assignment:
    """Place as many mentees as possible and, among all ways to do so, reach the highest total score.

    `mentee`, `mentor`, `score`: whole numbers of one length, one entry per candidate pair; people are numbered from 0,
    scores run from 0 to 1,000,000. `capacity` (mentors,): places per mentor, 0 allowed. `mentees`: how many mentees
    there are, by default the highest number plus one. The order of the pairs makes no difference.

    Raises ValueError for input that cannot be used and NotProven should the solver's answer fail its own proof.

    Source: linear assignment with weights base + score, where base = min(mentees, places) * 1,000,000 + 1, so that one
    more pair outweighs every total score; solved by shortest augmenting paths (Jonker and Volgenant 1987) on the best
    pairs of each mentee, with more pairs priced in until none is missed (column generation). The optimum and its proof
    are those of all pairs.
    """
    if objective not in OBJECTIVES:
        raise ValueError(f"There is no objective {objective!r}: use one of {', '.join(OBJECTIVES)}.")
    problem = _read(mentee, mentor, score, capacity, mentees)
    mentor_of, certificate = _optimum(problem)
    chosen = _chosen(problem, mentor_of)
    assignment = Assignment(
        mentor_of=_frozen(mentor_of),
        cardinality=int(chosen.sum()),
        total=int(problem.score[chosen].sum()),
        certificate=certificate,
    )
    _prove(problem, assignment)
    return assignment


def verify(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    capacity: ArrayLike,
    assignment: Assignment,
    *,
    mentees: int | None = None,
) -> None:
    """Check an assignment against the input alone, in whole numbers, trusting no solver.

    Arguments as for `assign`. Returns nothing when the assignment keeps to the pairs and places, states its totals
    truly and is proven best by its prices. Raises NotProven with the first thing that fails, ValueError for bad input.
    """
    _prove(_read(mentee, mentor, score, capacity, mentees), assignment)


# --- input ---


def _read(mentee: ArrayLike, mentor: ArrayLike, score: ArrayLike, capacity: ArrayLike, mentees: int | None) -> _Problem:
    rows, columns = _whole_numbers("mentee", mentee), _whole_numbers("mentor", mentor)
    points, places = _whole_numbers("score", score), _whole_numbers("capacity", capacity)
    if not len(rows) == len(columns) == len(points):
        raise ValueError("mentee, mentor and score differ in length: give one entry of each per candidate pair.")
    count = _count(rows, mentees)
    _check_range("mentee", rows, count - 1, "number mentees from 0, or pass how many there are as mentees")
    _check_range("mentor", columns, len(places) - 1, "number mentors from 0 and give each a capacity")
    _check_range("score", points, MAX_SCORE, "scale scores to whole numbers from 0 to 1,000,000")
    if (places < 0).any():
        raise ValueError("capacity holds a negative number: give 0 to a mentor without a free place.")
    base = _base(count, places)
    number = rows * len(places) + columns
    if not (number[1:] > number[:-1]).all():  # whoever scored in order spares the sorting
        order = np.argsort(number, kind="stable")
        rows, columns, points = rows[order], columns[order], points[order]
        _check_unique(rows, columns)
    return _Problem(rows, columns, points, base + points, places, count)


def _whole_numbers(name: str, values: ArrayLike) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} has {array.ndim} dimensions: give a flat list of whole numbers.")
    if array.size and array.dtype.kind not in "iu":
        raise ValueError(f"{name} holds {array.dtype} values: give whole numbers.")
    return array.astype(np.int64, copy=False)


def _count(mentee: Ints, mentees: int | None) -> int:
    if mentees is None:
        return int(mentee.max(initial=-1)) + 1
    if not isinstance(mentees, (int, np.integer)) or isinstance(mentees, bool):
        raise ValueError(f"mentees is {mentees!r}: pass how many mentees there are, a whole number.")
    if not 0 <= mentees <= MOST_MENTEES:
        raise ValueError(f"mentees is {mentees}: pass how many mentees there are, 0 to {MOST_MENTEES}.")
    return int(mentees)


def _check_range(name: str, values: Ints, highest: int, advice: str) -> None:
    if len(values) and (values.min() < 0 or values.max() > highest):
        raise ValueError(f"{name} holds numbers outside 0 to {highest}: {advice}.")


def _check_unique(mentee: Ints, mentor: Ints) -> None:
    twice = np.flatnonzero((mentee[1:] == mentee[:-1]) & (mentor[1:] == mentor[:-1]))
    if len(twice):
        pair = f"mentee {mentee[twice[0]]} with mentor {mentor[twice[0]]}"
        raise ValueError(f"The pair {pair} is given more than once: keep one entry per pair.")


def _base(mentees: int, capacity: Ints) -> int:
    """The worth of placing one more person: above any total score."""
    base = min(mentees, sum(capacity.tolist())) * MAX_SCORE + 1
    # The solver adds and subtracts a few weights and halves in floating point; eight weights must stay exact.
    if 8 * (base + MAX_SCORE) >= EXACT_FLOAT:
        raise ValueError("There are too many people for one exact run: split the cohort and match each part.")
    return base


# --- solving ---


def _optimum(problem: _Problem) -> tuple[Ints, Certificate]:
    """Solve on some pairs, look by the prices whether any other pair is worth more, take those in, and so on.

    Each round takes in pairs that were left out before, so it ends, at the latest with all of them.
    """
    has_place = problem.capacity[problem.mentor] > 0
    keep = _best(problem, has_place, problem.score)
    while True:
        part = problem.only(keep)
        mentor_of = _solve(part)
        certificate = _prices(part, mentor_of)
        gain = problem.weight - certificate.mentee[problem.mentee] - certificate.mentor[problem.mentor]
        missed = has_place & (gain > 0)
        if not missed.any():
            return mentor_of, _with_full_mentors(problem, certificate, gain)
        keep |= _best(problem, missed, gain)


def _with_full_mentors(problem: _Problem, certificate: Certificate, gain: Ints) -> Certificate:
    """Mentors without a place cost whatever it takes: nobody pays for them, so they stay out of the solver's way."""
    price = certificate.mentor.copy()
    full = problem.capacity[problem.mentor] == 0
    np.maximum.at(price, problem.mentor[full], gain[full])
    return replace(certificate, mentor=_frozen(price))


def _best(problem: _Problem, among: NDArray[np.bool_], worth: Ints) -> NDArray[np.bool_]:
    """Of these pairs the SHORTLIST of each mentee that are worth most.

    Among equals each mentee begins with another mentor, so that not everybody is given the same few.
    """
    pairs = np.flatnonzero(among)
    mentee = problem.mentee[pairs]
    count = np.bincount(mentee, minlength=problem.mentees)
    if count.max(initial=0) <= SHORTLIST:
        return among
    lack = MAX_SCORE - np.minimum(worth[pairs], MAX_SCORE)
    turn = (problem.mentor[pairs] - mentee) % problem.mentors
    order = np.argsort((mentee * (MAX_SCORE + 1) + lack) * problem.mentors + turn)
    first = np.cumsum(count) - count
    best = np.zeros(len(among), dtype=np.bool_)
    best[pairs[order[np.arange(len(pairs)) - first[mentee] < SHORTLIST]]] = True
    return best


def _solve(problem: _Problem) -> Ints:
    """The mentor of each mentee, -1 for none: the one place that knows the solver."""
    mentor_of = np.full(problem.mentees, -1, dtype=np.int64)
    if not problem.mentees:
        return mentor_of
    places = np.minimum(problem.capacity, np.bincount(problem.mentor, minlength=problem.mentors))
    row, column = min_weight_full_bipartite_matching(_seat_matrix(problem, places), maximize=True)
    seated = column < places.sum()
    mentor_of[row[seated]] = np.repeat(np.arange(problem.mentors), places)[column[seated]]
    return mentor_of


def _seat_matrix(problem: _Problem, places: Ints) -> csr_array:
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


def _prices(problem: _Problem, mentor_of: Ints) -> Certificate:
    """The lowest prices that support an optimal assignment, by raising them until no mentee would rather move.

    Prices of an optimum settle within one sweep per mentor: the longest path of moves visits each mentor once.
    """
    order = np.argsort(problem.mentor, kind="stable")
    mentee, mentor, weight = problem.mentee[order], problem.mentor[order], problem.weight[order]
    first = np.flatnonzero(np.diff(mentor, prepend=-1))
    asked, own = mentor[first], _own_weight(problem, mentor_of)
    price = np.zeros(problem.mentors, dtype=np.int64)
    for _ in range(problem.mentors + 2):
        gain = own - _price_paid(price, mentor_of)
        raised = np.maximum.reduceat(weight - gain[mentee], first) if len(first) else price[asked]
        if (raised <= price[asked]).all():
            return Certificate(mentee=_frozen(gain), mentor=_frozen(price))
        price[asked] = np.maximum(price[asked], raised)
    raise NotProven("The prices do not settle: a better assignment exists.")


def _own_weight(problem: _Problem, mentor_of: Ints) -> Ints:
    chosen = _chosen(problem, mentor_of)
    own = np.zeros(problem.mentees, dtype=np.int64)
    own[problem.mentee[chosen]] = problem.weight[chosen]
    return own


def _price_paid(price: Ints, mentor_of: Ints) -> Ints:
    """The price of each mentee's own place; index -1 (nobody) reads the appended zero."""
    return np.append(price, 0)[mentor_of]


def _chosen(problem: _Problem, mentor_of: Ints) -> NDArray[np.bool_]:
    return mentor_of[problem.mentee] == problem.mentor


def _frozen(array: Ints) -> Ints:
    array.setflags(write=False)
    return array


# --- proof ---


def _prove(problem: _Problem, assignment: Assignment) -> None:
    certificate = getattr(assignment, "certificate", None)
    if not isinstance(assignment, Assignment) or not isinstance(certificate, Certificate):
        raise NotProven("There is no assignment with a certificate to check.")
    _check_vector("mentor_of", assignment.mentor_of, problem.mentees)
    _check_vector("certificate.mentee", certificate.mentee, problem.mentees)
    _check_vector("certificate.mentor", certificate.mentor, problem.mentors)
    _check_places(problem, assignment.mentor_of)
    _check_totals(problem, assignment)
    _check_prices(problem, certificate)
    _check_gap(problem, assignment)


def _check_vector(name: str, array: Ints, length: int) -> None:
    if not isinstance(array, np.ndarray) or array.dtype != np.int64 or array.shape != (length,):
        raise NotProven(f"{name} must be {length} whole numbers of 64 bits.")


def _check_places(problem: _Problem, mentor_of: Ints) -> None:
    outside = np.flatnonzero((mentor_of < -1) | (mentor_of >= problem.mentors))
    if len(outside):
        raise NotProven(f"Mentee {outside[0]} has mentor {mentor_of[outside[0]]}, who does not exist.")
    paired = mentor_of < 0
    paired[problem.mentee[_chosen(problem, mentor_of)]] = True
    stray = np.flatnonzero(~paired)
    if len(stray):
        pair = f"Mentee {stray[0]} with mentor {mentor_of[stray[0]]}"
        raise NotProven(f"{pair} is not among the candidate pairs.")
    taken = np.bincount(mentor_of[mentor_of >= 0], minlength=problem.mentors)
    over = np.flatnonzero(taken > problem.capacity)
    if len(over):
        raise NotProven(f"Mentor {over[0]} has {taken[over[0]]} mentees for {problem.capacity[over[0]]} places.")


def _check_totals(problem: _Problem, assignment: Assignment) -> None:
    for name in ("cardinality", "total"):
        if type(getattr(assignment, name)) not in (int, np.int64):  # one that says itself what it is equal to, say
            raise NotProven(f"{name} must be a whole number.")
    chosen = _chosen(problem, assignment.mentor_of)
    if assignment.cardinality != chosen.sum():
        raise NotProven(f"It says {assignment.cardinality} people are placed, but {chosen.sum()} are.")
    total = problem.score[chosen].sum()
    if assignment.total != total:
        raise NotProven(f"It says the scores add up to {assignment.total}, but they add up to {total}.")


def _check_prices(problem: _Problem, certificate: Certificate) -> None:
    highest = problem.weight.max(initial=0)
    for name, price in (("mentee", certificate.mentee), ("mentor", certificate.mentor)):
        # No useful price exceeds the heaviest pair, and within this bound no sum of two can wrap around.
        odd = np.flatnonzero((price < 0) | (price > highest))
        if len(odd):
            raise NotProven(f"The price of {name} {odd[0]} is {price[odd[0]]}, outside 0 to {highest}.")
    short = np.flatnonzero(certificate.mentee[problem.mentee] + certificate.mentor[problem.mentor] < problem.weight)
    if len(short):
        pair = f"mentee {problem.mentee[short[0]]} and mentor {problem.mentor[short[0]]}"
        raise NotProven(f"The prices of {pair} together are below the weight of that pair.")


def _check_gap(problem: _Problem, assignment: Assignment) -> None:
    reached = sum(problem.weight[_chosen(problem, assignment.mentor_of)].tolist())
    certificate = assignment.certificate
    # Plain integers: a mentor's places times a price may pass 64 bits when the prices are wrong.
    places = zip(problem.capacity.tolist(), certificate.mentor.tolist(), strict=True)
    bound = sum(certificate.mentee.tolist()) + sum(count * price for count, price in places)
    if bound != reached:
        raise NotProven(f"The prices allow for {bound - reached} more than the assignment reaches.")
