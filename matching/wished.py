"""Whom somebody named, as they read it on their own page, and those who could be named."""

from dataclasses import dataclass
from uuid import UUID

from matching.choosing import Found, browse
from matching.ranked import MOST_NAMED
from matching.services.rankings import places_named
from participants.card import work_of
from programmes.models import Enrolment


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody on the list, with no word of how they fit: what rules the two out since shows nowhere."""

    place: UUID
    name: str
    about: str
    number: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Wished:
    named: list[Named]
    # Those who could be named, and who are.
    found: Found

    @property
    def places(self) -> set[UUID]:
        return {each.place for each in self.named}

    @property
    def is_full(self) -> bool:
        return len(self.named) >= MOST_NAMED


def wished_by(own: Enrolment, *, words: str, page: str | None) -> Wished:
    """The list of this place and one page of those who fit. Expects programme, policy and person at hand."""
    named = places_named(own)
    return Wished(
        [
            Named(place.pk, place.person.user.name, work_of(place.person), number, number == len(named))
            for number, place in enumerate(named, start=1)
        ],
        browse(own, words=words, page=page),
    )
