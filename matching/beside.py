"""Whether two ways to part the same people into groups may be shown side by side."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, maximum_flow

Weights = NDArray[np.int32]


def may_stand_beside(one: Sequence[int], other: Sequence[int], least: int) -> bool:
    """Whether no sums of groups of the one and of the other differ by what fewer than `least` people make up.

    `one`, `other` (people,): the number of each person's group, from 0, every number in use. A figure of a group is a
    sum over its people. Each group is `least` people or more, which is for the caller to see to; yet where all but one
    person of a department work at one site, the site less the department speaks of that one.

    Source: draw each group as a node and each person as an edge between their two groups. Adding some groups of the
    one and taking away some of the other leaves just the edges between two sets of nodes: a cut. So every cut that is
    not empty needs `least` edges, and the smallest is the most that flows between two nodes (Ford and Fulkerson 1956).
    """
    weights = _joined(_between(one, other), least)
    _count, parts = connected_components(csr_array(weights), directed=False)
    first: dict[int, int] = {}
    for node, part in enumerate(parts.tolist()):
        start = first.setdefault(part, node)
        if start != node and maximum_flow(csr_array(weights), start, node).flow_value < least:
            return False
    return True


def _between(one: Sequence[int], other: Sequence[int]) -> Weights:
    """How many people are in both of each two groups (nodes, nodes), the groups of the other after those of the one."""
    ours = max(one, default=-1) + 1
    nodes = ours + max(other, default=-1) + 1
    weights = np.zeros((nodes, nodes), dtype=np.int32)
    np.add.at(weights, (np.array(one, dtype=np.int64), ours + np.array(other, dtype=np.int64)), 1)
    return np.asarray(weights + weights.T, dtype=np.int32)


def _joined(weights: Weights, least: int) -> Weights:
    """The same with nodes made one between which there are `least` people: no smaller cut parts them."""
    while True:
        count, together = connected_components(csr_array(weights >= least), directed=False)
        if count == len(weights):
            return weights
        is_in = np.eye(count, dtype=np.int32)[together]
        weights = is_in.T @ weights @ is_in
        np.fill_diagonal(weights, 0)
