"""Mentees of a search put together into groups of which no number speaks of a few people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.beside import may_stand_beside
from matching.shown import points_of_100
from mentoring.lib.disclosure import partition

# By what mentees are parted, the most telling first: a later one gives way where it would say too much beside these.
TITLES: Mapping[str, str] = {
    "department": gettext_noop("By department"),
    "grade": gettext_noop("By grade"),
    "site": gettext_noop("By place of work"),
}


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    placed: int
    waited: int
    # Of 100, or that there is no pair; empty where too few pairs are behind it.
    average: str

    @property
    def percent(self) -> int:
        return self.placed * 100 // self.waited


class Waiting(NamedTuple):
    """A mentee whom the search looked at, or whose pair it kept; `fit` is None without a mentor, or where unknown.

    `joins_two`: both departments of the pair are known, and they are two.
    """

    is_placed: bool
    fit: int | None
    department: str
    grade: str
    site: str
    level: int
    joins_two: bool = False


def splits_of(people: Sequence[Waiting], minimum: int) -> dict[str, list[Group]]:
    """The groups by what mentees are parted by; none by what leaves nothing to compare, or says too much beside others.

    Both for those who waited and for those behind an average.
    """
    shown: dict[str, list[Group]] = {}
    beside: list[tuple[list[int], list[int]]] = []
    fitting = [number for number, person in enumerate(people) if person.fit is not None]
    for name in TITLES:
        groups = _groups(people, name, minimum)
        hidden = _too_few(people, groups, minimum)
        of_all = [0] * len(people)
        for number, (_label, members) in enumerate(groups):
            for member in members:
                of_all[member] = number
        behind = _numbered([-1 if of_all[member] in hidden else of_all[member] for member in fitting])
        if len(groups) < 2 or not all(
            may_stand_beside(of_all, one, minimum) and may_stand_beside(behind, other, minimum) for one, other in beside
        ):
            continue
        beside.append((of_all, behind))
        shown[name] = [
            _group(label, [people[member] for member in members], is_hidden=number in hidden)
            for number, (label, members) in enumerate(groups)
        ]
    return shown


def _groups(people: Sequence[Waiting], name: str, minimum: int) -> list[tuple[str, tuple[int, ...]]]:
    """Label and members of each, in the order in which they are read: grades from the lowest, all others last."""
    level = {person.grade: person.level for person in people} if name == "grade" else {}
    leaves = partition([{name: getattr(person, name)} for person in people], [name], minimum)
    named = [(sorted(leaf.label.get(name, ())), leaf.members) for leaf in leaves]
    named.sort(key=lambda group: (len(group[0]) > 1, not any(group[0]), level.get(group[0][0], 0) if group[0] else 0))
    return [(_label(values), members) for values, members in named]


def _label(values: Sequence[str]) -> str:
    if len(values) > 1:
        return _("All others")
    return "".join(values) or _("Not known")


def _too_few(people: Sequence[Waiting], groups: Sequence[tuple[str, tuple[int, ...]]], minimum: int) -> set[int]:
    """The groups whose average is not shown: of fewer pairs than `minimum`, and the smallest others with them until
    as many are behind what is not shown.
    """
    pairs = {
        number: sum(people[member].fit is not None for member in members)
        for number, (_label, members) in enumerate(groups)
    }
    smallest_first = sorted((number for number in pairs if pairs[number]), key=lambda number: (pairs[number], number))
    hidden = [number for number in smallest_first if pairs[number] < minimum]
    for number in smallest_first[len(hidden) :]:
        if not hidden or sum(pairs[each] for each in hidden) >= minimum:
            break
        hidden.append(number)
    return set(hidden)


def _numbered(labels: Sequence[int]) -> list[int]:
    """The same from 0, every number in use."""
    numbers = {label: number for number, label in enumerate(sorted(set(labels)))}
    return [numbers[label] for label in labels]


def _group(label: str, members: Sequence[Waiting], *, is_hidden: bool) -> Group:
    fits = [member.fit for member in members if member.fit is not None]
    average = "" if is_hidden else average_of(fits)
    return Group(label, sum(member.is_placed for member in members), len(members), average)


def average_of(fits: Sequence[int]) -> str:
    return points_of_100(round(sum(fits) / len(fits))) if fits else _("no pair")
