"""An exact test of released figures: can any sum or difference of them be pinned on fewer people than allowed?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def every_filter(
    people: Sequence[Mapping[str, str]], dimensions: Sequence[str], widest: int = 1
) -> Iterator[dict[str, frozenset[str]]]:
    """Every filter a reader could set: any dimensions, up to `widest` of the values that occur in each."""
    values = {dimension: sorted({person[dimension] for person in people}) for dimension in dimensions}
    choices = {d: [frozenset(c) for n in range(1, widest + 1) for c in combinations(values[d], n)] for d in dimensions}
    for count in range(len(dimensions) + 1):
        for chosen in combinations(dimensions, count):
            for picked in product(*(choices[dimension] for dimension in chosen)):
                yield dict(zip(chosen, picked, strict=True))


def leak(people: int, released: Iterable[Collection[int] | None], minimum: int) -> int | None:
    """The size of a group under `minimum` that some combination of the released sums is about, or None.

    Released groups become rows of a 0/1 matrix; people whom no row tells apart form an atom. A combination that is
    not zero and rests on a set of atoms alone exists exactly if the rank falls when their columns are taken away.
    """
    groups = [group for group in released if group]
    if not groups:
        return None
    rows = np.zeros((len(groups), people))
    for row, group in enumerate(groups):
        rows[row, list(group)] = 1
    atoms, sizes = np.unique(rows[:, rows.any(axis=0)], axis=1, return_counts=True)
    return next(_exposed(atoms, sizes, minimum), None)


def _exposed(atoms: Matrix, sizes: NDArray[np.int64], minimum: int) -> Iterator[int]:
    full = np.linalg.matrix_rank(atoms)
    small = np.flatnonzero(sizes < minimum)
    for count in range(1, minimum):
        for chosen in combinations(small, count):
            people = int(sizes[list(chosen)].sum())
            if people < minimum and np.linalg.matrix_rank(np.delete(atoms, chosen, axis=1)) < full:
                yield people
