"""Who sits in whose circle: a mentor takes a group of people, or none at all.

No page asks for it yet: programmes are of pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array, vstack

from matching.assignment import Ints, NotProven
from matching.circle_rules import LEAST, MOST, SECONDS, check_said, check_seconds, check_sizes, most_seated
from matching.integer_programme import Found, Programme, most_people_then_points
from matching.solving.whole_numbers import (
    check_lengths,
    check_range,
    count_of,
    frozen,
    is_vector,
    pairs_in_order,
    whole_numbers,
)


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """The outcome: `mentor_of` (mentees,) int64 with -1 for nobody, people placed, sum of their scores.

    `most_people` is as many as can be placed at all at most; `most_total` is the total that placing as many people as
    are placed here (or more) can reach at most.
    """

    mentor_of: Ints
    people: int
    total: int
    most_people: int
    most_total: int

    @property
    def proven(self) -> bool:
        """Whether the search ended with nothing better left, not by its time limit."""
        return (self.people, self.total) == (self.most_people, self.most_total)


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """Checked input: pairs sorted by mentee, then mentor."""

    mentee: Ints
    mentor: Ints
    score: Ints
    mentees: int
    mentors: int
    least: int
    most: int


def form_circles(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    *,
    mentees: int | None = None,
    mentors: int | None = None,
    least: int = LEAST,
    most: int = MOST,
    seconds: float = SECONDS,
) -> Circles:
    """Place as many mentees as possible in circles and, among all ways to do so, reach the highest total score.

    `mentee`, `mentor`, `score`: whole numbers of one length, one entry per candidate pair; people are numbered from 0,
    scores run from 0 to 1,000,000. `mentees`, `mentors`: how many there are, by default the highest number plus one.
    A mentor's circle has `least` to `most` people or does not open. The order of the pairs makes no difference.

    `seconds`: how long each of the two steps (people, points) may take. Stopped by it, the outcome is the best found so
    far, may differ between machines, and tells by its bounds how far it may be from the best. What is proven is so by
    the solver's own bounds, in floating point; that rules are kept and totals are true is counted in whole numbers.

    Raises ValueError for input that cannot be used.

    Source: assignment with semi-continuous capacities, NP-hard in general; one yes or no per circle (see
    `integer_programme`).
    """
    problem = _read(mentee, mentor, score, mentees, mentors, least, most)
    programme = _programme(problem)
    found = most_people_then_points(programme, _start(problem), check_seconds(seconds))
    chosen = found.chosen[: len(problem.mentee)]
    mentor_of = np.full(problem.mentees, -1, dtype=np.int64)
    mentor_of[problem.mentee[chosen]] = problem.mentor[chosen]
    people, total = programme.worth(found.chosen)
    outcome = Circles(frozen(mentor_of), people, total, found.most_people, found.most_points)
    _check(problem, outcome)
    return outcome


def verify_circles(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    outcome: Circles,
    *,
    mentees: int | None = None,
    mentors: int | None = None,
    least: int = LEAST,
    most: int = MOST,
) -> None:
    """Check in whole numbers that an outcome keeps to pairs and sizes and states its totals truly.

    Arguments as for `form_circles`. That nothing is better cannot be checked so: there is no short proof of it. Raises
    NotProven with the first thing that fails, ValueError for bad input.
    """
    _check(_read(mentee, mentor, score, mentees, mentors, least, most), outcome)


def _read(
    mentee: ArrayLike,
    mentor: ArrayLike,
    score: ArrayLike,
    mentees: int | None,
    mentors: int | None,
    least: int,
    most: int,
) -> _Problem:
    rows, columns, points = (
        whole_numbers("mentee", mentee),
        whole_numbers("mentor", mentor),
        whole_numbers("score", score),
    )
    check_lengths(("mentee", "mentor", "score"), (rows, columns, points))
    count, hosts = count_of("mentees", rows, mentees), count_of("mentors", columns, mentors)
    check_range("mentee", rows, count - 1, "number mentees from 0, or pass how many there are as mentees")
    check_range("mentor", columns, hosts - 1, "number mentors from 0, or pass how many there are as mentors")
    low, high = check_sizes(least, most)
    return _Problem(*pairs_in_order(("mentee", "mentor"), rows, columns, points), count, hosts, low, high)


# --- solving ---


def _programme(problem: _Problem) -> Programme:
    """Columns: every pair, then "this mentor's circle opens".

    Rules: a mentee is in one circle at most; a circle has at most `most` and at least `least` people if it opens, else
    none. That each pair waits for its circle to open follows from these for whole numbers, and tightens the bounds.
    """
    pairs, mentors = len(problem.mentee), problem.mentors
    width = pairs + mentors
    pair, opens = np.arange(pairs), pairs + np.arange(mentors)
    one = np.ones(pairs, dtype=np.int64)
    once = csr_array((one, (problem.mentee, pair)), shape=(problem.mentees, width))
    sits = csr_array((one, (problem.mentor, pair)), shape=(mentors, width))
    opened = csr_array((np.ones(mentors, dtype=np.int64), (np.arange(mentors), opens)), shape=(mentors, width))
    columns = np.concatenate([pair, opens[problem.mentor]])
    waits = csr_array((np.repeat([1, -1], pairs), (np.tile(pair, 2), columns)), shape=(pairs, width))
    lengths = [problem.mentees, mentors, mentors, pairs]
    nothing = np.zeros(mentors, dtype=np.int64)
    return Programme(
        people=np.concatenate([one, nothing]),
        points=np.concatenate([problem.score, nothing]),
        rows=csr_array(vstack([once, sits - problem.most * opened, sits - problem.least * opened, waits])),
        low=np.repeat([0, -problem.most, 0, -1], lengths),
        high=np.repeat([1, 0, width, 0], lengths),
    )


def _start(problem: _Problem) -> Found:
    """Circles as they come: whoever fits most of the people left takes the best of them. And bounds of plain sums."""
    chosen = np.zeros(len(problem.mentee) + problem.mentors, dtype=np.bool_)
    left = np.ones(problem.mentees, dtype=np.bool_)
    closed = np.ones(problem.mentors, dtype=np.bool_)
    while True:
        pairs = np.flatnonzero(left[problem.mentee] & closed[problem.mentor])
        fits = np.bincount(problem.mentor[pairs], minlength=problem.mentors)
        if fits.max(initial=0) < problem.least:
            return Found(chosen, *_plain_bounds(problem))
        mentor = int(fits.argmax())
        own = pairs[problem.mentor[pairs] == mentor]
        seated = own[np.argsort(-problem.score[own], kind="stable")[: problem.most]]
        chosen[seated] = chosen[len(problem.mentee) + mentor] = True
        left[problem.mentee[seated]] = closed[mentor] = False


def _plain_bounds(problem: _Problem) -> tuple[int, int]:
    """People who fit a mentor who fits enough people, as far as there are circles; and the best score of each."""
    enough = np.bincount(problem.mentor, minlength=problem.mentors) >= problem.least
    pairs = enough[problem.mentor]
    best = np.full(problem.mentees, -1, dtype=np.int64)
    np.maximum.at(best, problem.mentee[pairs], problem.score[pairs])
    scores = np.sort(best[best >= 0])[::-1]
    people = most_seated(len(scores), problem.least, problem.most, int(enough.sum()))
    return people, int(scores[:people].sum())


# --- checking ---


def _check(problem: _Problem, outcome: Circles) -> None:
    if not isinstance(outcome, Circles) or not is_vector(outcome.mentor_of, problem.mentees):
        raise NotProven(f"There is no outcome to check, with the mentor of {problem.mentees} people.")
    placed = np.flatnonzero(outcome.mentor_of != -1)
    chosen = outcome.mentor_of[problem.mentee] == problem.mentor
    stray = np.setdiff1d(placed, problem.mentee[chosen])
    if len(stray):
        pair = f"Mentee {stray[0]} with mentor {outcome.mentor_of[stray[0]]}"
        raise NotProven(f"{pair} is not among the candidate pairs.")
    size = np.bincount(problem.mentor[chosen], minlength=problem.mentors)
    odd = np.flatnonzero((size > 0) & ((size < problem.least) | (size > problem.most)))
    if len(odd):
        raise NotProven(f"The circle of mentor {odd[0]} has {size[odd[0]]} people.")
    check_said(outcome, people=len(placed), total=int(problem.score[chosen].sum()))
