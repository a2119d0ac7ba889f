"""How well the ways in which two people like to meet go together, on plain values."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple


class Ways(NamedTuple):
    """What somebody said of how, when and how often they like to meet, as their profile keeps it; "" is not said."""

    meets: str = ""
    part_of_day: str = ""
    how_often: str = ""


NOTHING_SAID = Ways()


class Together(IntEnum):
    """How two answers to one question go together, in halves of its points."""

    APART = 0
    NEAR = 1
    ALIKE = 2


# Goes with whatever the other says.
FREELY = frozenset({"either", "any"})
# Answers in their order: two beside each other are near.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "part_of_day": ("morning", "midday", "afternoon", "evening"),
    "how_often": ("weekly", "fortnightly", "three_weekly", "monthly"),
}


def together(question: str, one: Ways, other: Ways) -> Together | None:
    """How the answers to this question, a field of Ways, go together; None where one of the two did not say."""
    some, others = getattr(one, question), getattr(other, question)
    if not some or not others:
        return None
    if some == others or not FREELY.isdisjoint({some, others}):
        return Together.ALIKE
    order = ORDERS.get(question, ())
    are_near = some in order and others in order and abs(order.index(some) - order.index(others)) == 1
    return Together.NEAR if are_near else Together.APART


def ways_points(one: Ways, other: Ways, maximum: int) -> int:
    """Points (whole, 0 to `maximum`): each question has a third, of which near answers and unknown ones earn half.

    The thirds sum to `maximum` exactly (cumulative rounding).
    """
    points, before = 0, 0
    for number, question in enumerate(Ways._fields, start=1):
        upto = maximum * number // len(Ways._fields)
        share, before = upto - before, upto
        how = together(question, one, other)
        points += share * (Together.NEAR if how is None else how) // Together.ALIKE
    return points


def is_comparable(some: Iterable[Ways], others: Iterable[Ways]) -> bool:
    """Whether there is a question that somebody on either side answered."""
    columns = zip(zip(*some, strict=True), zip(*others, strict=True), strict=False)
    return any(any(answers) and any(answered) for answers, answered in columns)
