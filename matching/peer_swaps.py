"""Circles without a mentor, grown one person at a time and improved by moves and swaps until none helps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assignment import Ints

# Circles grown in all before no more are dissolved: where many people fit few, that takes longer than it is worth.
TRIES = 10_000
NOBODY: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Everybody with everybody: `score` (people, people) int64, 0 where they do not fit; `fits` (people, people).

    Both are the same in either direction; everybody fits themselves, with a score of 0.
    """

    score: Ints
    fits: NDArray[np.bool_]

    @property
    def people(self) -> int:
        return len(self.score)


def improve(table: Table, least: int, most: int) -> Ints:
    """A circle for each of as many people as can be found one for, (people,) int64, -1 for nobody's circle.

    Every step places one person more, or raises the total score within circles and places as many, so it ends.
    """
    seats = _Seats(table, least, most)
    changed = True
    while changed:
        changed = seats.open_circle() or seats.reopen()
        for person in range(table.people):
            changed |= seats.join(person) or seats.change(person)
    return np.where(seats.circle_of == seats.nowhere, -1, seats.circle_of)


class _Seats:
    """Who sits where, and for each person and circle: the sum of scores, and how many in it do not fit the person.

    Circles are columns; the last, `nowhere`, holds who has no circle: all fit there and it is worth nothing.
    """

    def __init__(self, table: Table, least: int, most: int) -> None:
        self.table, self.least, self.most = table, least, most
        self.tries = TRIES
        self.nowhere = table.people // least
        self.circle_of = np.full(table.people, self.nowhere, dtype=np.int64)
        self.size = np.zeros(self.nowhere, dtype=np.int64)
        self.worth = np.zeros((table.people, self.nowhere + 1), dtype=np.int64)
        self.clash = np.zeros((table.people, self.nowhere + 1), dtype=np.int64)

    def move(self, person: int, circle: int) -> None:
        for place, sign in ((self.circle_of[person], -1), (circle, 1)):
            if place != self.nowhere:
                self.size[place] += sign
                self.worth[:, place] += sign * self.table.score[:, person]
                self.clash[:, place] += sign * ~self.table.fits[:, person]
        self.circle_of[person] = circle

    # --- one person more ---

    def join(self, person: int) -> bool:
        """Seat somebody without a circle where it is worth most, if there is a place for them."""
        if self.circle_of[person] != self.nowhere:
            return False
        open_to = np.flatnonzero((self.size > 0) & (self.size < self.most) & (self.clash[person, :-1] == 0))
        if not len(open_to):
            return False
        self.move(person, int(open_to[self.worth[person, open_to].argmax()]))
        return True

    def open_circle(self, first: Ints = NOBODY) -> bool:
        """Open circles around people without one: first those who are said, then those who fit fewest others."""
        alone = np.flatnonzero(self.circle_of == self.nowhere)
        fits = self.table.fits[np.ix_(alone, alone)].sum(axis=1)
        opened = False
        for person in alone[np.lexsort((fits, ~np.isin(alone, first)))].tolist():
            circle = self._grown_around(person) if self.circle_of[person] == self.nowhere else []
            if len(circle) >= self.least:
                free = int(np.flatnonzero(self.size == 0)[0])
                for each in circle:
                    self.move(each, free)
                opened = True
        return opened

    def reopen(self) -> bool:
        """Dissolve a circle if more people find one when those begin who had none; as long as there are tries left."""
        before, alone = self.circle_of.copy(), np.flatnonzero(self.circle_of == self.nowhere)
        for circle in np.flatnonzero(self.size > 0).tolist():
            if not len(alone) or self.tries < 0:
                return False
            for person in np.flatnonzero(before == circle).tolist():
                self.move(person, self.nowhere)
            self.open_circle(alone)
            for person in np.flatnonzero(self.circle_of == self.nowhere).tolist():
                self.join(person)
            if (self.circle_of == self.nowhere).sum() < len(alone):
                return True
            for person in np.flatnonzero(self.circle_of != before).tolist():
                self.move(person, int(before[person]))
        return False

    def _grown_around(self, person: int) -> list[int]:
        """A circle in which each next person adds most score; if it stays small, leaves most to choose from."""
        circle = self._grown(person, by_score=True)
        return circle if len(circle) >= self.least else self._grown(person, by_score=False)

    def _grown(self, person: int, *, by_score: bool) -> list[int]:
        """Of people without a circle; up to the least size also of those whom full circles can spare."""
        self.tries -= 1
        circle, worth = [person], self.table.score[person].copy()
        fits, spare = self.table.fits[person].copy(), np.append(self.size - self.least, self.table.people)
        fits[person] = False
        while len(circle) < self.most:
            can = fits & (spare[self.circle_of] > 0)
            alone = can & (self.circle_of == self.nowhere)
            if alone.any():
                can = alone
            elif len(circle) >= self.least or not can.any():
                return circle
            choice = np.flatnonzero(can)
            value = worth[choice] if by_score else self.table.fits[np.ix_(choice, np.flatnonzero(fits))].sum(axis=1)
            chosen = int(choice[value.argmax()])
            circle.append(chosen)
            spare[self.circle_of[chosen]] -= 1
            worth += self.table.score[chosen]
            fits &= self.table.fits[chosen]
            fits[chosen] = False
        return circle

    # --- as many people, a higher total ---

    def change(self, person: int) -> bool:
        """The move or swap of this person that raises the total most, if any does."""
        gain_moved, circle = self._best_move(person)
        gain_swapped, partner = self._best_swap(person)
        if max(gain_moved, gain_swapped) <= 0:
            return False
        if gain_moved >= gain_swapped:
            self.move(person, circle)
        else:
            here, there = int(self.circle_of[person]), int(self.circle_of[partner])
            self.move(person, there)
            self.move(partner, here)
        return True

    def _best_move(self, person: int) -> tuple[int, int]:
        here = self.circle_of[person]
        if here == self.nowhere or self.size[here] <= self.least:
            return 0, 0
        can = (self.size > 0) & (self.size < self.most) & (self.clash[person, :-1] == 0)
        can[here] = False
        gain = np.where(can, self.worth[person, :-1] - self.worth[person, here], 0)
        return int(gain.max(initial=0)), int(gain.argmax())

    def _best_swap(self, person: int) -> tuple[int, int]:
        """With anybody who sits elsewhere, or nowhere; the two of them are counted out of each other's circle."""
        table, here, everybody = self.table, self.circle_of[person], np.arange(self.table.people)
        there, apart = self.circle_of, ~table.fits[person]
        real = (there != self.nowhere).astype(np.int64) + (here != self.nowhere)
        gain = self.worth[person, there] - self.worth[person, here] - real * table.score[person]
        gain += self.worth[:, here] - self.worth[everybody, there]
        can = there != here
        can &= (there == self.nowhere) | (self.clash[person, there] == apart)
        can &= (here == self.nowhere) | (self.clash[:, here] == apart)
        gain = np.where(can, gain, 0)
        return int(gain.max(initial=0)), int(gain.argmax()) if len(gain) else 0
