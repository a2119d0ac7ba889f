"""What it brings that people named whom they would like: to every pair of theirs, and more to the few pairs named.

`matching.scoring` says the same of one pair, readably.
"""

from collections.abc import Sequence

import numpy as np

from matching.distinct import Ints
from matching.forbidding import ListedPairs, Points
from matching.ranked import named_points
from matching.scoring import Key, MenteeSide, MentorSide, Part, Weights

# Nobody's key: whoever is not named brings the same, whoever they are.
ANYBODY: Key = object()


class Naming:
    """The points of the part CHOICES. Where it has no weight, or nobody named anybody, there are no pairs to add to."""

    def __init__(self, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], weights: Weights) -> None:
        half = weights.maximum(Part.CHOICES) // 2
        self._of_mentee = [named_points(half, mentee.named, ANYBODY) for mentee in mentees]
        self._of_mentor = [named_points(half, mentor.named, ANYBODY) for mentor in mentors]
        self._mentors, self._has_weight = len(mentors), half > 0
        more = self._more(mentees, mentors, half) if half else {}
        numbers = np.array(sorted(more), dtype=np.int64).reshape(-1, 2)
        self._pairs = ListedPairs(numbers[:, 0].copy(), numbers[:, 1].copy())
        self._points = np.array([more[pair] for pair in sorted(more)], dtype=np.float32)

    def with_anybody(self) -> tuple[Points, Points]:
        """Two matrices whose product is what the two of every pair bring at least; without columns for no weight."""
        columns = 2 if self._has_weight else 0
        of_mentees = np.ones((len(self._of_mentee), columns), dtype=np.float32)
        of_mentors = np.ones((columns, len(self._of_mentor)), dtype=np.float32)
        if columns:
            of_mentees[:, 0], of_mentors[1] = self._of_mentee, self._of_mentor
        return of_mentees, of_mentors

    def add(self, points: Points, mentees: Ints, mentors: Ints) -> None:
        """Add to the points (mentees, mentors) what pairs that were named bring more; both are ascending numbers."""
        pair, row, column = self._pairs.among(mentees, mentors, self._mentors)
        points[row, column] += self._points[pair]

    def more(self, mentee: Ints, mentor: Ints) -> Points:
        """What each of these pairs (pairs,) brings more."""
        more = np.zeros(len(mentee), dtype=np.float32)
        number = self._pairs.mentee * self._mentors + self._pairs.mentor  # ascending, as the pairs are sorted
        if len(number):
            wanted = mentee * self._mentors + mentor
            found = np.minimum(np.searchsorted(number, wanted), len(number) - 1)
            is_named = number[found] == wanted
            more[is_named] = self._points[found[is_named]]
        return more

    def _more(
        self, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], half: int
    ) -> dict[tuple[int, int], int]:
        """By the numbers of the two, of the pairs that one of them named or both did."""
        row = {mentee.key: number for number, mentee in enumerate(mentees)}
        column = {mentor.key: number for number, mentor in enumerate(mentors)}
        more: dict[tuple[int, int], int] = {}
        for number, mentee in enumerate(mentees):
            for key in mentee.named:
                if key in column:
                    more[number, column[key]] = named_points(half, mentee.named, key)
        for number, mentor in enumerate(mentors):
            for key in mentor.named:
                if key in row:
                    pair = row[key], number
                    more[pair] = more.get(pair, 0) + named_points(half, mentor.named, key)
        return more
