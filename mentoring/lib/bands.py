"""Shares that never say that nobody, or everybody, gave an answer: in bands, each of which holds two counts or more."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mentoring.lib.disclosure import FLOOR, rounded_count

# Where one band ends and the next begins, in percent, from so many people on (as they are rounded to 5).
EDGES = (
    (45, tuple(range(10, 95, 5))),
    (25, tuple(range(10, 95, 10))),
    (15, (20, 40, 60, 80)),
    (10, (25, 50, 75)),
    (5, (25, 75)),
)


@dataclass(frozen=True, slots=True)
class Band:
    """Where a share lies, in percent: from `low` to `high`."""

    low: int
    high: int

    @property
    def text(self) -> str:
        """As people read it, such as "<25 %" or ">75 %". What lies on an edge counts as nearer to 50 %."""
        if self.low == 0:
            return f"<{self.high} %"
        return f">{self.low} %" if self.high == 100 else f"{self.low}–{self.high} %"

    @property
    def middle(self) -> float:
        """Where it is drawn, in percent."""
        return (self.low + self.high) / 2

    @property
    def rest(self) -> "Band":
        """The share of all others."""
        return Band(100 - self.high, 100 - self.low)


@dataclass(frozen=True, slots=True)
class Told:
    """What may be said of a histogram: the band of each of its options, and that of its last options together."""

    options: Sequence[Band]
    top: Band


@dataclass(frozen=True, slots=True)
class _Scale:
    """The bands of `whole` answers: `starts` holds the least count of each."""

    whole: int
    edges: Sequence[int]
    starts: Sequence[int]

    def place(self, count: int) -> int:
        return bisect_right(self.starts, count) - 1

    def least(self, count: int) -> int:
        """The smallest count that is said alike."""
        return self.starts[self.place(count)]

    def most(self, count: int) -> int:
        """The largest count that is said alike."""
        return ([*self.starts, self.whole + 1])[self.place(count) + 1] - 1

    def band(self, count: int) -> Band:
        ends = (0, *self.edges, 100)
        place = self.place(count)
        return Band(ends[place], ends[place + 1])


def tell(histogram: Sequence[int], top: int) -> Told:
    """What may be said of these counts, one for each option, and of the last `top` options together.

    Bands alone would not be enough: where each option stands at the lowest count of its band, the bands add up to the
    whole, and those said to be low can only be nobody. Such a histogram is told as the nearest one that leaves room:
    one person further on. So whatever is told of an option that nobody chose is also told where one person did, with
    as many answers in all, and what is told where everybody chose alike also where all but one did.

    Raises ValueError for fewer than 5 answers, or unless 0 < `top` < number of options.
    """
    if not 0 < top < len(histogram):
        raise ValueError(f"{top} of {len(histogram)} options are no part of them.")
    scale = _scale(sum(histogram))
    told = next(each for each in (histogram, *_one_further_on(histogram)) if _leaves_room(each, top, scale))
    return Told([scale.band(count) for count in told], scale.band(sum(told[-top:])))


def tell_together(groups: Sequence[Sequence[int]], top: int) -> Told:
    """What may be said of all these groups beside each of them: no more than adds up from what is told of each.

    Steps of everybody that were counted by themselves would give groups away: where at least two in one group chose an
    option and at most two of everybody did, nobody in the others did. Raises ValueError as `tell` does.
    """
    told, sizes = [tell(group, top) for group in groups], [sum(group) for group in groups]
    if len(told) == 1:
        return told[0]
    options = zip(*(each.options for each in told), strict=True)
    return Told([_add_up(bands, sizes) for bands in options], _add_up([each.top for each in told], sizes))


def _add_up(bands: Sequence[Band], sizes: Sequence[int]) -> Band:
    """The band of groups of these sizes together, its ends rounded outwards to 5 percent."""
    whole = 5 * sum(sizes)
    low = sum(band.low * size for band, size in zip(bands, sizes, strict=True))
    high = sum(band.high * size for band, size in zip(bands, sizes, strict=True))
    return Band(low // whole * 5, -(-high // whole) * 5)


def _scale(whole: int) -> _Scale:
    if whole < FLOOR:
        raise ValueError(f"Nothing is said of {whole} people: {FLOOR} or more.")
    edges = next(edges for least, edges in EDGES if rounded_count(whole) >= least)
    return _Scale(whole, edges, [0, *(_least_above(edge, whole) for edge in edges)])


def _least_above(edge: int, whole: int) -> int:
    """The smallest count of the band that begins at this edge (percent)."""
    return -(-edge * whole // 100) if edge <= 50 else edge * whole // 100 + 1


def _leaves_room(histogram: Sequence[int], top: int, scale: _Scale) -> bool:
    """Whether each option that may be nobody's may as well be one person's, for all that is told."""
    least = [scale.least(count) for count in histogram]
    above = sum(histogram[-top:])
    sides = (
        (least[-top:], least[:-top], scale.most(above)),
        (least[:-top], least[-top:], scale.whole - scale.least(above)),
    )
    return all(0 not in side or sum(side) < min(most, scale.whole - sum(other)) for side, other, most in sides)


def _one_further_on(histogram: Sequence[int]) -> Iterator[Sequence[int]]:
    """One answer moved to an option that nobody chose, from one that several did."""
    for to in (option for option, count in enumerate(histogram) if not count):
        for origin in (option for option, count in enumerate(histogram) if count > 1):
            yield [count + (option == to) - (option == origin) for option, count in enumerate(histogram)]
