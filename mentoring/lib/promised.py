"""Values that a rule elsewhere guarantees, though their type allows for none."""

from typing import TypeVar

T = TypeVar("T")


def promised(value: T | None) -> T:
    """The value itself. Raises ValueError where there is none: then the rule that promised it was broken."""
    if value is None:
        raise ValueError("A rule promised a value here, and there is none.")
    return value
