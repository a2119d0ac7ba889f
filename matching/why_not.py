"""Why not this mentor: what insisting on one pair costs everybody, exactly, and who would move.

Of a proven assignment the prices of two people less the weight of their pair, its slack, is what insisting on that pair
costs at least. What it costs exactly is the slack and the shortest way from the mentor to the mentee's own mentor in a
graph: a way leads from one mentor to another where a mentee of the first could go to the second instead, as long as the
slack of that pair, and the node "outside" stands for free places and for having nobody. Whoever moves along the
shortest way makes room.

Source: reduced costs and shortest paths in the residual network of a minimum-cost flow (Ahuja, Magnanti and Orlin,
Network Flows, 1993, chapter 9).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from matching.assignment import MAX_SCORE, Assignment, verify
from matching.solving.problem import EXACT_FLOAT

NOBODY = -1
# Ways per mentee from which the first bounds are worked out; any number gives the same answers.
FIRST_WAYS = 32

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """How many people fewer are placed, and how many points fewer their scores add up to.

    People come first, as in `assign`: with fewer of them the points may well be more, and `points` is then negative.
    """

    people: int
    points: int


class Move(NamedTuple):
    """Who changes from which mentor to which; NOBODY stands for none."""

    mentee: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pair costs at least and at most, the same unless lists were cut, and a way to have it at the latter.

    `moves` begins with the pair itself; it is empty where the two are together already. Everybody else stays.
    """

    at_least: Loss
    at_most: Loss
    moves: tuple[Move, ...]

    @property
    def is_exact(self) -> bool:
        return self.at_least == self.at_most


class WhyNot:
    """Built once for an assignment; each question after that is one shortest-path search.

    Arguments as for `assignment.verify`, which checks them, with numbers of 64 bits or what can become such.

    `floor` (mentees,): give it where lists were cut and only the best pairs of somebody are here. It is the highest
    score that a pair of theirs may have which is not in the list, or -1 where their list is complete. The assignment
    must then be the best of all pairs, its prices true of those left out as well: nothing here could check that.

    `unseen`: instead of floors, give it where all pairs are here but those whose slack is this much at least.

    Raises NotProven for an assignment that is not the best of these pairs (or best in another sense than the highest
    total), ValueError for input that cannot be used.
    """

    def __init__(
        self,
        mentee: ArrayLike,
        mentor: ArrayLike,
        score: ArrayLike,
        capacity: ArrayLike,
        assignment: Assignment,
        *,
        floor: ArrayLike | None = None,
        unseen: int | None = None,
    ) -> None:
        verify(mentee, mentor, score, capacity, assignment, mentees=len(assignment.mentor_of))
        self._mentor_of = assignment.mentor_of
        self._reached = assignment
        self._capacity = np.asarray(capacity, dtype=np.int64)
        self._outside = len(self._capacity)
        # As `assign` weighs: a pair counts base + score, with base above any total score.
        self._base = min(len(self._mentor_of), sum(self._capacity.tolist())) * MAX_SCORE + 1
        self._mentee, self._mentor, self._score = _in_order(mentee, mentor, score)
        self._first = np.searchsorted(self._mentee, np.arange(len(self._mentor_of) + 1))
        self._least_unseen = self._unseen(floor) if unseen is None else unseen
        self._graph, self._leave, self._enter = self._ways()

    def pair(self, mentee: int, mentor: int) -> Answer | None:
        """What it costs to insist on this pair; None where the mentor has no place at all.

        Raises ValueError where the pair is not among the candidates.
        """
        return self.pairs([(mentee, mentor)])[0]

    def row(self, mentee: int) -> dict[int, Answer | None]:
        """The same for every mentor who may be this mentee's, by mentor."""
        self._check("mentee", mentee, len(self._mentor_of))
        mentors = self._mentor[self._first[mentee] : self._first[mentee + 1]].tolist()
        answers = self.pairs([(mentee, mentor) for mentor in mentors])
        return dict(zip(mentors, answers, strict=True))

    def pairs(self, wanted: Iterable[tuple[int, int]]) -> list[Answer | None]:
        """The same for many pairs, in their order, each on its own; one search for each mentor that would be left."""
        asked = [(mentee, mentor, self._slack(mentee, mentor)) for mentee, mentor in wanted]
        answers: list[Answer | None] = [None] * len(asked)
        by_target: dict[int, list[int]] = {}
        for number, (mentee, mentor, _slack) in enumerate(asked):
            if self._mentor_of[mentee] == mentor:
                answers[number] = Answer(Loss(0, 0), Loss(0, 0), ())
            elif self._capacity[mentor]:
                by_target.setdefault(self._node(self._mentor_of[mentee]), []).append(number)
        for target, numbers in by_target.items():
            mentors = np.array([asked[number][1] for number in numbers])
            search = self._graph.towards(target, float(self._leave[mentors].max() + self._enter[target]))
            for number in numbers:
                answers[number] = self._answer(*asked[number], search)
        return answers

    def swap(self, one: int, other: int) -> Loss:
        """What it costs that these two mentees exchange their mentors, or one's mentor for nobody.

        The rest stays: of all ways to place the others it is the best, or the assignment itself could be bettered.
        Raises ValueError where a pair that this makes is not among the candidates.
        """
        both = (one, other)
        for mentee in both:
            self._check("mentee", mentee, len(self._mentor_of))
        mentors = [int(self._mentor_of[mentee]) for mentee in both]
        now = [self._weight(*pair) for pair in zip(both, mentors, strict=True)]
        then = [self._weight(*pair) for pair in zip(both, reversed(mentors), strict=True)]
        return self._loss(sum(now) - sum(then))

    def _answer(self, mentee: int, mentor: int, slack: int, search: "_Search") -> Answer:
        way = search.length(mentor)
        least = way if self._least_unseen is None else min(way, self._least_unseen)
        moves = [Move(mentee, int(self._mentor_of[mentee]), mentor)]
        for start, end, mover in search.way(mentor):
            if mover != NOBODY:
                moves.append(Move(mover, self._name(start), self._name(end)))
        return Answer(self._loss(slack + least), self._loss(slack + way), tuple(moves))

    def _loss(self, weight: int) -> Loss:
        """People and points of a loss in weight: what is left is again people * base + points, and points < base."""
        people, points = divmod(self._reached.cardinality * self._base + self._reached.total - weight, self._base)
        return Loss(self._reached.cardinality - people, self._reached.total - points)

    # --- pairs ---

    def _slack(self, mentee: int, mentor: int) -> int:
        prices = self._reached.certificate
        self._check("mentee", mentee, len(self._mentor_of))
        self._check("mentor", mentor, self._outside)
        return int(prices.mentee[mentee]) + int(prices.mentor[mentor]) - self._weight(mentee, mentor)

    def _weight(self, mentee: int, mentor: int) -> int:
        if mentor == NOBODY:
            return 0
        first, last = self._first[mentee], self._first[mentee + 1]
        place = first + np.searchsorted(self._mentor[first:last], mentor)
        if place == last or self._mentor[place] != mentor:
            raise ValueError(f"Mentee {mentee} with mentor {mentor} is not among the candidate pairs.")
        return self._base + int(self._score[place])

    @staticmethod
    def _check(name: str, number: int, count: int) -> None:
        if not 0 <= number < count:
            raise ValueError(f"There is no {name} {number}: they are numbered from 0 to {count - 1}.")

    def _node(self, mentor: int) -> int:
        return self._outside if mentor == NOBODY else int(mentor)

    def _name(self, node: int) -> int:
        return NOBODY if node == self._outside else node

    def _unseen(self, floor: ArrayLike | None) -> int | None:
        """The shortest that a way can be which takes a pair that is in no list; None where there is no such pair."""
        if floor is None:
            return None
        highest = np.asarray(floor)
        if highest.shape != self._mentor_of.shape or highest.dtype.kind not in "iu":
            raise ValueError(f"floor must be {len(self._mentor_of)} whole numbers, one per mentee.")
        prices, cut = self._reached.certificate, highest >= 0
        if not cut.any() or not self._capacity.any():
            return None
        lowest = prices.mentor[self._capacity > 0].min()
        return max(0, int((prices.mentee[cut] + lowest - self._base - highest[cut]).min()))

    # --- graph ---

    def _ways(self) -> tuple["_Graph", Floats, Floats]:
        """The graph, and of each node how long it is at most from there to outside and from outside to there.

        A way that is no shorter than the one over outside is left out: of millions some thousands stay. What it is
        compared with are the shortest ways of a part of the graph. Those are never left out themselves, since every
        way has a length; so each shortest way is as long as before.
        """
        scale = self._outside + 2
        self._check_exact(scale)
        start, slack, is_way = self._candidate_ways()
        fixed = self._ways_outside()
        chosen = np.flatnonzero(is_way)
        most = FIRST_WAYS * len(self._mentor_of)
        if len(chosen) > most:
            chosen = chosen[np.argpartition(slack[chosen], most)[:most]]
        part = self._graph_of(start, slack, chosen, fixed, scale)
        leave, enter = part.towards(self._outside).lengths, part.onwards(self._outside)
        # From outside the way itself may be the shortest, and stays.
        detour = leave[start] + enter[self._mentor] + (start == self._outside)
        kept = np.flatnonzero(is_way & (slack * scale + 1 < detour))
        return self._graph_of(start, slack, kept, fixed, scale), leave, enter

    def _check_exact(self, scale: int) -> None:
        """Whether every length that a search meets is a whole number that a float holds exactly.

        A price is at most base + MAX_SCORE =: top, and so a slack at most 2 top. From each mentor with places it is at
        most top to outside (somebody is left with nobody), and from there at most top to a mentor with mentees (their
        place stays free). A search adds one slack to such a distance: below 4 top, and as many hops as there are nodes.
        """
        if 4 * (self._base + MAX_SCORE + 1) * scale >= EXACT_FLOAT:
            raise ValueError("There are too many people for one exact answer: split the cohort and ask of each part.")

    def _candidate_ways(self) -> tuple[Ints, Ints, Mask]:
        """Per candidate pair: the node that its mentee would leave, its slack, and whether it is a way at all."""
        prices, own = self._reached.certificate, self._mentor_of[self._mentee]
        slack = prices.mentee[self._mentee] + prices.mentor[self._mentor] - self._base - self._score
        start = np.where(own == NOBODY, self._outside, own)
        return start, slack, (own != self._mentor) & (self._capacity[self._mentor] > 0)

    def _ways_outside(self) -> tuple[Ints, Ints, Ints, Ints]:
        """(start, end, slack, mover) of ways without a pair: a free place is taken, somebody is left with nobody, or a
        place stays free.
        """
        prices, outside = self._reached.certificate, self._outside
        placed = np.flatnonzero(self._mentor_of != NOBODY)
        taken = np.bincount(self._mentor_of[placed], minlength=outside)
        free, used = np.flatnonzero(taken < self._capacity), np.flatnonzero(taken)
        start = np.concatenate([free, self._mentor_of[placed], np.full(len(used), outside)])
        end = np.concatenate([np.full(len(free) + len(placed), outside), used])
        slack = np.concatenate([np.zeros(len(free), dtype=np.int64), prices.mentee[placed], prices.mentor[used]])
        mover = np.concatenate([np.full(len(free), NOBODY), placed, np.full(len(used), NOBODY)])
        return start, end, slack, mover

    def _graph_of(
        self, start: Ints, slack: Ints, chosen: Ints, fixed: tuple[Ints, Ints, Ints, Ints], scale: int
    ) -> "_Graph":
        pairs = start[chosen], self._mentor[chosen], slack[chosen], self._mentee[chosen]
        columns = (np.concatenate(both) for both in zip(pairs, fixed, strict=True))
        return _Graph(*columns, nodes=self._outside + 1, scale=scale)


def _in_order(mentee: ArrayLike, mentor: ArrayLike, score: ArrayLike) -> tuple[Ints, Ints, Ints]:
    """Sorted by mentee, then mentor."""
    rows, columns, points = (np.asarray(values, dtype=np.int64) for values in (mentee, mentor, score))
    same = rows[1:] == rows[:-1]
    if ((rows[1:] > rows[:-1]) | (same & (columns[1:] > columns[:-1]))).all():
        return rows, columns, points
    order = np.lexsort((columns, rows))
    return rows[order], columns[order], points[order]


class _Graph:
    """Of each two nodes the shortest way between them, and who moves along it.

    Lengths are slack * scale + 1, with scale above any number of hops: whole numbers of which a quotient gives the sum
    of slacks back. None is zero, which a sparse matrix may lose, and of equally long ways the one with fewest hops
    comes first, so that no more people move than have to.
    """

    def __init__(self, start: Ints, end: Ints, slack: Ints, mover: Ints, *, nodes: int, scale: int) -> None:
        number = end * nodes + start
        order = np.lexsort((mover, slack, number))
        order = order[np.diff(number[order], prepend=-1) > 0]
        self._nodes, self._scale = nodes, scale
        self._number, self._mover = number[order], mover[order]
        lengths = (slack[order] * scale + 1).astype(np.float64)
        first = np.searchsorted(self._number, np.arange(nodes + 1) * nodes)
        # Backwards: a row holds the ways that lead to its node.
        self._back = csr_array((lengths, start[order], first), shape=(nodes, nodes))

    def towards(self, target: int, limit: float = np.inf) -> "_Search":
        """The shortest ways from all nodes to this one, as far as they are no longer than `limit`."""
        lengths, following = dijkstra(self._back, indices=target, return_predecessors=True, limit=limit)
        return _Search(self, target, lengths, following)

    def onwards(self, start: int) -> Floats:
        """The scaled lengths of the shortest ways from this node to all."""
        lengths: Floats = dijkstra(self._back.T.tocsr(), indices=start)
        return lengths

    def mover(self, start: int, end: int) -> int:
        return int(self._mover[np.searchsorted(self._number, end * self._nodes + start)])

    def slack(self, length: float) -> int:
        """The sum of slacks along a way of this length."""
        return int(length) // self._scale


class _Search:
    """The shortest ways to one node: scaled lengths per node, and the node that comes next."""

    def __init__(self, graph: _Graph, target: int, lengths: Floats, following: NDArray[np.int32]) -> None:
        self._graph, self._target, self._following = graph, target, following
        self.lengths = lengths

    def length(self, node: int) -> int:
        return self._graph.slack(self.lengths[node])

    def way(self, node: int) -> Iterator[tuple[int, int, int]]:
        """(start, end, who moves) of each hop from this node."""
        while node != self._target:
            end = int(self._following[node])
            yield node, end, self._graph.mover(node, end)
            node = end
