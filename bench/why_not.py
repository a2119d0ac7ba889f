"""How long it takes to say what insisting on one pair would cost everybody, once the best pairs are known."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median, quantiles
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.assignment import MAX_SCORE, assign
from matching.late import NOBODY, place_late
from matching.why_not import WhyNot

Given = TypeVar("Given")
Ints = NDArray[np.int64]
# Skills that there are and that one has or wants, and places per mentor with how often somebody offers so many.
SKILLS, OWN = 120, 6
CAPACITIES, OFTEN = (1, 2, 3, 4, 5), (0.40, 0.32, 0.16, 0.07, 0.05)
# What skills in common count for at most; the rest differs from pair to pair as all else does.
BY_SKILLS = 700_000
MENTEES_AT_ONCE = 500


class Made(NamedTuple):
    """Candidate pairs and places, as `assign` takes them."""

    mentee: Ints
    mentor: Ints
    score: Ints
    capacity: Ints


def measure(*, mentees: int, mentors: int, listed: int, seed: int, repeats: int) -> dict[str, Any]:
    """Choose the best pairs among made-up scores, build what answers, ask `repeats` times; nothing of a database.

    `listed`: of each mentee only so many of the best pairs are known, 0 for all. A question is a pair drawn from the
    list; a row asks of every mentor of one mentee at once; a late joiner is a mentee who comes when all others have
    their pairs. Building is told in seconds, questions and joiners in milliseconds.
    """
    chance = np.random.default_rng(seed)
    made = make(chance, mentees, mentors, listed)
    chosen, best = _timed(partial(assign, *made, mentees=mentees))
    built, why_not = _timed(partial(WhyNot, *made, best))
    asked = chance.integers(0, len(made.score), repeats)
    pairs = list(zip(made.mentee[asked].tolist(), made.mentor[asked].tolist(), strict=True))
    spent = [_timed(partial(why_not.pair, *pair)) for pair in pairs]
    rows = [_timed(partial(why_not.row, mentee))[0] for mentee, _mentor in pairs]
    late = [_timed(partial(place_late, *made, _before(best.mentor_of, mentee)))[0] for mentee, _mentor in pairs]
    moves = [len(answer.moves) for _seconds, answer in spent if answer is not None]
    return {
        "bench": "why_not",
        "mentees": mentees,
        "mentors": mentors,
        "listed": listed,
        "seed": seed,
        "repeats": repeats,
        "pairs": len(made.score),
        "places": int(made.capacity.sum()),
        "cardinality": best.cardinality,
        "choose_seconds": round(chosen, 3),
        "build_seconds": round(built, 3),
        "pair_ms": _told([seconds for seconds, _answer in spent]),
        "row_ms": _told(rows),
        "late_ms": _told(late),
        "moves": {"median": median(moves), "most": max(moves)},
    }


def _before(mentor_of: Ints, mentee: int) -> Ints:
    """The pairs as they are before this mentee joins."""
    kept = mentor_of.copy()
    kept[mentee] = NOBODY
    return kept


def make(chance: np.random.Generator, mentees: int, mentors: int, listed: int) -> Made:
    """Everybody fits everybody, the better the more of their skills meet; few skills are popular (Zipf)."""
    wanted, offered = _skills(chance, mentees), _skills(chance, mentors)
    keep = min(listed, mentors) or mentors
    columns, scores = [], []
    for start in range(0, mentees, MENTEES_AT_ONCE):
        common = wanted[start : start + MENTEES_AT_ONCE] @ offered.T
        points = (common * (BY_SKILLS // OWN)).astype(np.int64)
        points += chance.integers(0, MAX_SCORE - BY_SKILLS, points.shape)
        column = np.sort(np.argpartition(-points, keep - 1, axis=1)[:, :keep], axis=1)
        columns.append(column.ravel())
        scores.append(np.take_along_axis(points, column, axis=1).ravel())
    capacity = chance.choice(CAPACITIES, mentors, p=OFTEN)
    return Made(np.repeat(np.arange(mentees), keep), np.concatenate(columns), np.concatenate(scores), capacity)


def _skills(chance: np.random.Generator, people: int) -> NDArray[np.float32]:
    """1 where somebody has the skill, (people, SKILLS)."""
    often = 1 / np.arange(1, SKILLS + 1)
    # The largest of such keys are a draw without putting back (Efraimidis and Spirakis 2006).
    keys = chance.random((people, SKILLS)) ** (1 / often)
    found = np.zeros((people, SKILLS), dtype=np.float32)
    np.put_along_axis(found, np.argsort(keys, axis=1)[:, -OWN:], 1, axis=1)
    return found


def _timed(act: Callable[[], Given]) -> tuple[float, Given]:
    began = time.perf_counter()
    given = act()
    return time.perf_counter() - began, given


def _told(seconds: list[float]) -> dict[str, float]:
    return {
        "median": round(median(seconds) * 1000, 3),
        "p95": round(quantiles(seconds, n=20)[-1] * 1000, 3),
        "longest": round(max(seconds) * 1000, 3),
    }
