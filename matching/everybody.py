"""All pairs of a comparison, scored anew each time somebody goes through them; none is kept here.

They come as tables of some mentees with the mentors whose grade fits theirs. A proof looks through them as it looks
through a list (`matching.solving.pairs`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from matching.ahead import ahead
from matching.candidates import Comparison
from matching.distinct import Ints
from matching.forbidding import RULED_OUT, ListedPairs, Mask, Points
from matching.solving.pairs import Values
from matching.solving.problem import base_of
from matching.solving.whole_numbers import MAX_SCORE, whole_numbers

# Pairs in one table: 4 MB as they are scored, so that a processor still has them at hand while they are looked at.
PAIRS_AT_ONCE = 2**20

Watch = Callable[[int], None]


def unwatched(mentees: int) -> None:
    """Nobody waits for this."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Some mentees (rows) with some mentors (columns), by number, and the points of each pair, RULED_OUT for none."""

    mentee: Ints
    mentor: Ints
    score: Points

    def of_mentee(self, values: Values) -> Values:
        return values[self.mentee][:, None]

    def of_mentor(self, values: Values) -> Values:
        return values[self.mentor]

    def first(self, among: Mask) -> tuple[int, int] | None:
        row, column = np.unravel_index(int(np.argmax(among)), among.shape)
        return (int(self.mentee[row]), int(self.mentor[column])) if among[row, column] else None


class Everybody:
    """The mentees and mentors of a comparison, with the mentors' places (mentors,).

    `aside` are pairs that do not count, as numbers of mentee and mentor. `watch` is told how many mentees were looked
    at, each time it was some more. Raises ValueError where there are too many people for exact numbers.
    """

    def __init__(
        self,
        comparison: Comparison,
        capacity: Sequence[int],
        *,
        aside: Sequence[tuple[int, int]] = (),
        watch: Watch = unwatched,
    ) -> None:
        self.capacity = whole_numbers("capacity", capacity)
        self.mentees, self.mentors = comparison.mentees, comparison.mentors
        self.base = base_of(self.mentees, self.capacity)
        self.heaviest = self.base + MAX_SCORE
        self.aside = tuple(sorted(aside))
        self._comparison, self._watch = comparison, watch
        self._aside = ListedPairs(*np.array(self.aside, dtype=np.int64).reshape(-1, 2).T)

    def without(self, aside: Sequence[tuple[int, int]]) -> "Everybody":
        """The same people, and these pairs do not count either."""
        return Everybody(self._comparison, self.capacity.tolist(), aside=(*self.aside, *aside), watch=self._watch)

    def with_all(self) -> "Everybody":
        """The same people, and all pairs count again."""
        return Everybody(self._comparison, self.capacity.tolist(), watch=self._watch)

    def own(self, mentor_of: Ints) -> Ints:
        own = np.full(self.mentees, -1, dtype=np.int64)
        placed = np.flatnonzero(mentor_of >= 0)
        score = self._comparison.scores(placed, mentor_of[placed])
        score[self._aside.has(placed, mentor_of[placed])] = RULED_OUT
        own[placed] = score
        return own

    def blocks(self) -> Iterator[Table]:
        everybody = np.ones(self.mentees, dtype=np.bool_), np.ones(self.mentors, dtype=np.bool_)
        return self.tables(*everybody)

    def tables(self, mentees: Mask, mentors: Mask, *, watched: bool = True) -> Iterator[Table]:
        """Tables of those mentees and mentors who are marked; nobody else's pairs are scored.

        Where so few are looked at that it does not count, nobody who watches is told.
        """
        for table in ahead(self._scoring(mentees, mentors)):
            if len(table.mentor):
                yield table
            if watched:
                self._watch(len(table.mentee))

    def _scoring(self, mentees: Mask, mentors: Mask) -> Iterator[Callable[[], Table]]:
        """Calls that make one table each; one without mentors where no grade allows any."""
        for some in self._comparison.groups():
            rows, columns = some.mentees[mentees[some.mentees]], some.mentors[mentors[some.mentors]]
            # What concerns the mentors alone is got ready once, by the first of these calls.
            points_of = cache(partial(self._comparison.tables, columns))
            step = max(1, PAIRS_AT_ONCE // max(1, len(columns)))
            for start in range(0, len(rows), step):
                yield partial(self._table, points_of, rows[start : start + step], columns)

    def _table(self, points_of: Callable[[], Callable[[Ints], Points]], mentees: Ints, mentors: Ints) -> Table:
        score = points_of()(mentees) if len(mentors) else np.zeros((len(mentees), 0), dtype=np.float32)
        self._aside.mark(score, mentees, mentors, self.mentors)
        return Table(mentees, mentors, score)
