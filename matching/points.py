"""Points as people read them: of 100, with one digit after the point."""

from collections.abc import Sequence

from matching.scoring import POINTS_PER_WEIGHT

POINTS_PER_TENTH = POINTS_PER_WEIGHT // 10


def tenths_of(points: int) -> int:
    """Points (0 to 1,000,000) as tenths of a point of 100 (0 to 1,000), to the nearest; a half goes up."""
    return (points + POINTS_PER_TENTH // 2) // POINTS_PER_TENTH


def tenths_that_add_up(parts: Sequence[int]) -> list[int]:
    """The points of each part (0 or more) as tenths of a point of 100 that sum to `tenths_of(sum(parts))`.

    Each part is rounded down or up, those with the largest remainder up, and the first of equal ones: the method of
    largest remainders (Hamilton). A part that is a whole number of tenths stays as it is, so that no part is shown
    with more than its maximum where maxima are whole.
    """
    tenths = [points // POINTS_PER_TENTH for points in parts]
    missing = tenths_of(sum(parts)) - sum(tenths)
    by_remainder = sorted(range(len(parts)), key=lambda place: -(parts[place] % POINTS_PER_TENTH))
    for place in by_remainder[:missing]:
        tenths[place] += 1
    return tenths
