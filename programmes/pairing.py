"""Who of a cohort is in a pair, as the apps to the right say."""

from collections.abc import Iterable
from uuid import UUID

from mentoring.lib import registry
from programmes.models import Enrolment


def pages_to_plan(places: Iterable[Enrolment]) -> dict[UUID, list[str]]:
    """Where the people with these places plan a meeting: one address for each open pair, by person."""
    people = {place.pk: place.person_id for place in places}
    pages: dict[UUID, list[str]] = {}
    for answer in registry.pages_to_plan.ask(list(people)):
        for place, address in answer:
            pages.setdefault(people[place], []).append(address)
    return pages


def people_in_pairs(places: Iterable[Enrolment]) -> set[UUID]:
    """The people who are in an open pair with one of these places."""
    return {place.person_id for place in places_in_pairs(places)}


def places_in_pairs(places: Iterable[Enrolment]) -> list[Enrolment]:
    """Those of these places that are in an open pair."""
    places = list(places)
    in_use = set().union(*registry.places_in_use.ask([place.pk for place in places]))
    return [place for place in places if place.pk in in_use]
