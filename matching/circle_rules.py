"""What holds of every circle, with a mentor or without: its size, and that an outcome says what is so."""

from typing import Any

from matching.assignment import NotProven
from matching.solving.whole_numbers import is_count, whole_number

LEAST, MOST = 4, 8
# How long, in seconds, the solver looks for circles by default, in each of its two steps.
SECONDS = 20.0


def check_sizes(least: object, most: object) -> tuple[int, int]:
    """The least and the most people of a circle. Raises ValueError unless 1 <= least <= most."""
    low = whole_number("least", least, 1)
    return low, whole_number("most", most, low)


def check_seconds(seconds: object) -> float:
    """How long the solver may take. Raises ValueError for less than no time and for what is no number."""
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not seconds >= 0:
        raise ValueError(f"seconds is {seconds!r}: give how long the search may take, 0 or more.")
    return float(seconds)


def most_seated(people: int, least: int, most: int, circles: int | None = None) -> int:
    """How many of so many people sit in full enough circles at most, in so many circles at most if that is said."""
    open_at_most = people // least if circles is None else min(circles, people // least)
    return min(people, open_at_most * most)


def check_said(outcome: Any, people: int, total: int) -> None:
    """Whether the outcome states its people and total truly, and no bound below them."""
    for name in ("people", "total", "most_people", "most_total"):
        if not is_count(getattr(outcome, name)):
            raise NotProven(f"{name} must be a whole number.")
    for name, number in (("people", people), ("total", total)):
        if getattr(outcome, name) != number:
            raise NotProven(f"It says {name} is {getattr(outcome, name)}, but it is {number}.")
        if getattr(outcome, f"most_{name}") < number:
            raise NotProven(f"It says {name} can be {getattr(outcome, f'most_{name}')} at most, but it is {number}.")
