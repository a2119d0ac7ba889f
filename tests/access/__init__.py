"""The literal access table: for every address, which role gets which answer. Written out, never computed.

One module per app holds `TABLE: dict[str, Address]`, keyed by URL name. For example:

    TABLE = {
        "agreements:agreement-detail": Address(
            args=lambda cast: [cast.mentorship.pk],
            GET={"anonymous": SIGN_IN, "mentor": 200, "mentee": 200, "outsider": 404, "coordinator": 404,
                 "other_coordinator": 404, "hr_analyst": 404, "site_administrator": 404},
            POST={...},
        ),
    }

Every role of the cast stands in every row. A `require_POST` view says `GET=ALL_405`:
that is what a signed-in person gets, while somebody signed out is led to the door first. `prepare` may make what the
address shows: a function of the cast, run before the requests, whose result is given to `args` as a second argument
where `args` takes two. POST rows send `data(cast)` or an empty form: what counts is who is let in, so a form with
errors (200) and a redirect (302) both stand for "let in"; write the status that really comes.
Each (role, method) runs in a transaction of its own that is rolled back.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet
from django.urls import reverse

# Somebody signed out is led to the door.
SIGN_IN = 302
ROLES = (
    "anonymous",
    "mentor",
    "mentee",
    "outsider",
    "coordinator",
    "other_coordinator",
    "hr_analyst",
    "site_administrator",
)


def everyone(status: int, **others: int) -> dict[str, int]:
    """The same answer for each role, but for those named."""
    return {**dict.fromkeys(ROLES, status), **others}


def sampled(names: Iterable[str], *, every: int = 16) -> list[ParameterSet]:
    """One in so many of these for the short tests, all the others for the long ones."""
    return [
        pytest.param(name, marks=[pytest.mark.long] if number % every else [])
        for number, name in enumerate(sorted(names))
    ]


ALL_405 = everyone(405, anonymous=SIGN_IN)


@dataclass(frozen=True)
class Address:
    """One address, and the status each role gets from it."""

    GET: dict[str, int]
    POST: dict[str, int] = field(default_factory=lambda: everyone(405, anonymous=SIGN_IN))
    args: Callable[..., list[Any]] = lambda cast: []
    prepare: Callable[[Any], Any] | None = None
    data: Callable[..., dict[str, Any]] = lambda cast: {}
    # The path itself, where a pattern has no name to build it from.
    path: str = ""

    def url(self, name: str, cast: Any) -> str:
        """The path of this address, once what it shows was made."""
        prepared = self.prepare(cast) if self.prepare else None
        takes_two = self.prepare and len(inspect.signature(self.args).parameters) > 1
        return self.path or reverse(name, args=self.args(cast, prepared) if takes_two else self.args(cast))
