"""Lists of pairs as they are given to the mathematics: whole numbers, checked, in one order."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from matching.solving.outcome import Ints

MAX_SCORE = 1_000_000


def whole_numbers(name: str, values: ArrayLike) -> Ints:
    """A flat list as int64. Raises ValueError for another shape and for anything that is no whole number."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} has {array.ndim} dimensions: give a flat list of whole numbers.")
    if array.size and array.dtype.kind not in "iu":
        raise ValueError(f"{name} holds {array.dtype} values: give whole numbers.")
    if array.size and array.dtype.kind == "u" and array.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{name} holds numbers of more than 63 bits: give smaller ones.")
    return array.astype(np.int64, copy=False)


def whole_number(name: str, value: object, lowest: int) -> int:
    """One number, at least `lowest`. Raises ValueError for anything else."""
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < lowest:
        raise ValueError(f"{name} is {value!r}: give a whole number, {lowest} or more.")
    return int(value)


def count_of(name: str, values: Ints, given: object) -> int:
    """How many there are: what is given, or else the highest number plus one."""
    return int(values.max(initial=-1)) + 1 if given is None else whole_number(name, given, 0)


def check_range(name: str, values: Ints, highest: int, advice: str) -> None:
    if len(values) and (values.min() < 0 or values.max() > highest):
        raise ValueError(f"{name} holds numbers outside 0 to {highest}: {advice}.")


def check_lengths(names: tuple[str, str, str], lists: tuple[Ints, Ints, Ints]) -> None:
    if len({len(each) for each in lists}) > 1:
        raise ValueError(f"{names[0]}, {names[1]} and {names[2]} differ in length: give one entry of each per pair.")


def pairs_in_order(names: tuple[str, str], one: Ints, other: Ints, score: Ints) -> tuple[Ints, Ints, Ints]:
    """The pairs sorted by the one, then the other.

    Raises ValueError for a score out of range and for a pair that is given twice.
    """
    check_range("score", score, MAX_SCORE, "scale scores to whole numbers from 0 to 1,000,000")
    order = np.lexsort((other, one))
    one, other, score = one[order], other[order], score[order]
    check_unique(names, one, other)
    return one, other, score


def check_unique(names: tuple[str, str], one: Ints, other: Ints) -> None:
    """Raises ValueError for a pair that is given twice; they are sorted."""
    twice = np.flatnonzero((one[1:] == one[:-1]) & (other[1:] == other[:-1]))
    if len(twice):
        first = f"{names[0]} {one[twice[0]]} with {names[1]} {other[twice[0]]}"
        raise ValueError(f"The pair {first} is given more than once: keep one entry per pair.")


def frozen(array: Ints) -> Ints:
    array.setflags(write=False)
    return array


def is_vector(array: Any, length: int | None = None) -> bool:
    """Whether this is a flat int64 array, of that length if one is said."""
    flat = isinstance(array, np.ndarray) and array.dtype == np.int64 and array.ndim == 1
    return flat and length in (None, len(array))


def is_count(value: Any) -> bool:
    """Whether this is a plain number, not one that says itself what it is equal to."""
    return type(value) in (int, np.int64)
