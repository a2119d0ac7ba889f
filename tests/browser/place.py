"""A page that somebody comes to, and the way there."""

import re
from dataclasses import dataclass

from tests.browser.steps import Step


@dataclass(frozen=True)
class Place:
    """A page: who goes there, from which path, and what they press on the way. `status` is that of its last answer."""

    role: str
    name: str
    path: str
    steps: tuple[Step, ...] = ()
    is_phone_page: bool = False

    def __str__(self) -> str:
        return f"{self.role}-{self.name}"


def file_name(place: Place) -> str:
    """How the pictures of a page begin, such as "mentee-home"."""
    return re.sub(r"\W+", "-", str(place)).strip("-").lower()


def pages_of(role: str, *places: tuple) -> list[Place]:
    return [Place(role, name, path, tuple(steps)) for name, path, *steps in places]
