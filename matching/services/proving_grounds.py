"""What a run is proven on: the scores that it kept, or, where they were too many, all pairs compared anew."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.assignment import Assignment, NotProven, Objective, assign, verify, verify_from
from matching.everybody import Everybody
from matching.services.evidence import Scores
from matching.services.finding_large import best_of

Ints = NDArray[np.int64]


class Ground(Protocol):
    """All pairs that a choice was about, and those that were set aside (mentee, mentor)."""

    @property
    def aside(self) -> list[tuple[int, int]]: ...

    def has(self, mentee: int, mentor: int) -> bool:
        """Whether these two are a pair, set aside or not."""

    def lowest_made(self, assignment: Assignment) -> int | None:
        """The lowest score of the pairs made, None where there is none."""

    def verify(self, assignment: Assignment) -> None:
        """Raise NotProven unless it is proven best of the pairs not set aside."""

    def solved(self, objective: Objective) -> Assignment:
        """The best of all pairs, those set aside among them."""


class Kept:
    """The scores of a list. Raises NotProven where they, or the pairs set aside (indices), are of other people."""

    def __init__(self, scores: Scores, set_aside: Ints, capacity: Ints, mentees: int) -> None:
        self._scores, self._set_aside, self._capacity, self._mentees = scores, set_aside, capacity, mentees
        self._check()
        self._number = scores.mentee * len(capacity) + scores.mentor
        rows, columns = scores.mentee[set_aside].tolist(), scores.mentor[set_aside].tolist()
        self.aside = list(zip(rows, columns, strict=True))

    def has(self, mentee: int, mentor: int) -> bool:
        number = mentee * len(self._capacity) + mentor
        place = int(np.searchsorted(self._number, number))
        return place < len(self._number) and bool(self._number[place] == number)

    def lowest_made(self, assignment: Assignment) -> int | None:
        made = self._scores.score[assignment.mentor_of[self._scores.mentee] == self._scores.mentor]
        return int(made.min()) if len(made) else None

    def verify(self, assignment: Assignment) -> None:
        among = np.ones(len(self._scores.score), dtype=np.bool_)
        among[self._set_aside] = False
        pairs = self._scores.mentee[among], self._scores.mentor[among], self._scores.score[among]
        try:
            verify(*pairs, self._capacity, assignment, mentees=self._mentees)
        except NotProven:
            raise
        except ValueError as error:
            raise NotProven(str(error)) from error

    def solved(self, objective: Objective) -> Assignment:
        pairs = self._scores.mentee, self._scores.mentor, self._scores.score
        return assign(*pairs, self._capacity, mentees=self._mentees, objective=objective)

    def _check(self) -> None:
        """That the evidence is about these people, and sets aside pairs that are there, each once."""
        lists = (
            (self._scores.mentee, self._mentees),
            (self._scores.mentor, len(self._capacity)),
            (self._set_aside, len(self._scores.score)),
        )
        if any(numbers.min(initial=0) < 0 or numbers.max(initial=-1) >= count for numbers, count in lists):
            raise NotProven("The evidence is about more people or pairs than the certificate.")
        if len(np.unique(self._set_aside)) != len(self._set_aside):
            raise NotProven("The evidence sets a pair aside twice.")


class Anew:
    """All pairs of people who are as they were. Raises NotProven where pairs of others, or one twice, are set aside."""

    def __init__(self, everybody: Everybody, aside: list[tuple[int, int]]) -> None:
        self.aside = aside
        self._everybody = everybody
        if any(not (0 <= row < everybody.mentees and 0 <= column < everybody.mentors) for row, column in aside):
            raise NotProven("The evidence is about more people or pairs than the certificate.")
        if len(set(aside)) != len(aside):
            raise NotProven("The evidence sets a pair aside twice.")

    def has(self, mentee: int, mentor: int) -> bool:
        return self._own(mentee, mentor) >= 0

    def lowest_made(self, assignment: Assignment) -> int | None:
        own = self._everybody.own(assignment.mentor_of)
        return int(own[own >= 0].min()) if (own >= 0).any() else None

    def verify(self, assignment: Assignment) -> None:
        verify_from(self._everybody.without(self.aside), assignment)

    def solved(self, objective: Objective) -> Assignment:
        return best_of(self._everybody, objective)

    def _own(self, mentee: int, mentor: int) -> int:
        mentor_of = np.full(self._everybody.mentees, -1, dtype=np.int64)
        mentor_of[mentee] = mentor
        return int(self._everybody.own(mentor_of)[mentee])
