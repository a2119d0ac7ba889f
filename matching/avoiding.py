"""What a person reads on their page of people to avoid, and of the colleagues among whom they look."""

from dataclasses import dataclass
from uuid import UUID

from matching.models import Exclusion
from mentoring.lib import clock
from participants.card import department_of
from participants.models import Profile

MOST_FOUND = 10


@dataclass(frozen=True, slots=True)
class Avoided:
    exclusion_id: UUID
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Colleague:
    id: UUID
    name: str
    # All that anybody at the company learns here of a colleague, to tell two of one name apart.
    department: str
    is_avoided: bool


def avoided_by(person: Profile) -> list[Avoided]:
    """The people whom this person avoids, by name. Two queries."""
    excluded = {UUID(each.excluded): each.pk for each in Exclusion.objects.filter(owner=person)}
    people = Profile.objects.filter(pk__in=excluded).select_related("user", "department")
    return [
        Avoided(excluded[each.pk], each.user.name, department_of(each)) for each in people.order_by("user__name", "pk")
    ]


def colleagues_called(words: str, person: Profile) -> list[Colleague]:
    """The first colleagues of that name who still work here, one more than are shown."""
    excluded = {UUID(each.excluded) for each in Exclusion.objects.filter(owner=person)}
    people = Profile.objects.colleagues_of(person).employed(clock.company_today()).called(words)
    first = people.select_related("user", "department").order_by("user__name", "pk")[: MOST_FOUND + 1]
    return [Colleague(each.pk, each.user.name, department_of(each), each.pk in excluded) for each in first]
