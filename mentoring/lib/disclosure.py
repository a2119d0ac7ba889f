"""Reports that cannot be turned on a person: people are cut once into cells, and only whole cells are ever shown."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain

FLOOR = 5
# Nobody is behind more than one in so many of what a figure counts: it would speak of them.
LARGEST_PART = 3

Person = Mapping[str, str]
Label = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A cell that is shown whole or not at all.

    `label` maps each dimension the cell was cut by to the values it holds; `members` are positions in the list of
    people, in rising order.
    """

    label: Label
    members: tuple[int, ...]


def partition(people: Sequence[Person], dimensions: Sequence[str], minimum: int) -> list[Leaf]:
    """Cut people into cells of at least `minimum`, dimension by dimension in the order given.

    `people`: one mapping of dimension to value each; positions in this sequence identify them. Groups that are too
    small are put together, and while these are still too few the smallest other group joins them (complementary
    suppression); a dimension that leaves fewer than two groups is not cut by. Fewer people than `minimum`: no cells.

    Raises ValueError for a minimum below 5, or a person without a value for a dimension.

    Why no sum of answers over released cells can single anybody out: every released figure is a sum over whole
    cells, so any combination of figures weighs all members of a cell alike and touches `minimum` people or none.
    """
    if minimum < FLOOR:
        raise ValueError(f"A minimum of {minimum} protects nobody: use {FLOOR} or more.")
    _check_complete(people, dimensions)
    if len(people) < minimum:
        return []
    return _divide(people, minimum, range(len(people)), dimensions, {})


def select(leaves: Sequence[Leaf], filters: Mapping[str, AbstractSet[str]]) -> tuple[Leaf, ...] | None:
    """The cells that lie wholly inside the filters, or None when there is none: "not shown to protect people".

    `filters` maps a dimension to the set of values wanted; an empty mapping selects everything. A cell that was not
    cut by a dimension asked for may hold people outside the filter, so it is left out.
    """
    inside = tuple(leaf for leaf in leaves if _lies_inside(leaf.label, filters))
    return inside or None


def is_spread(behind: Sequence[AbstractSet[Hashable]], least: int) -> bool:
    """Whether what is counted speaks of enough people: of `least` or more, and nobody is behind over a third of it.

    `behind`: for each single thing counted, everybody of whom it could speak. What could speak of nobody that is known
    could speak of anybody, so it counts against each. `least` are counted as if each thing spoke of whoever is behind
    most: fewer cannot be all of whom it speaks. Nothing at all speaks of nobody: False for a `least` above 0.
    """
    parts = Counter(chain.from_iterable(behind))
    unknown = sum(not each for each in behind)
    largest = max(parts.values(), default=0) + unknown
    of_fewer = sum(nlargest(least - 1, parts.values())) + unknown
    return of_fewer < len(behind) and LARGEST_PART * largest <= len(behind)


def rounded_count(count: int) -> int:
    """A number of people, to the nearest 5. Raises ValueError below zero."""
    if count < 0:
        raise ValueError("A number of people cannot be below zero.")
    return (count + 2) // 5 * 5


def _check_complete(people: Sequence[Person], dimensions: Sequence[str]) -> None:
    for position, person in enumerate(people):
        missing = [dimension for dimension in dimensions if dimension not in person]
        if missing:
            raise ValueError(f"Person {position} has no {missing[0]}: give everybody a value, if only 'not known'.")


def _divide(
    people: Sequence[Person], minimum: int, members: Sequence[int], dimensions: Sequence[str], label: Label
) -> list[Leaf]:
    if not dimensions:
        return [Leaf(label, tuple(members))]
    dimension, *rest = dimensions
    groups = _merge_small(_group(people, members, dimension), minimum)
    if len(groups) < 2:
        return _divide(people, minimum, members, rest, label)
    leaves: list[Leaf] = []
    for values, group in groups.items():
        leaves += _divide(people, minimum, group, rest, {**label, dimension: values})
    return leaves


def _group(people: Sequence[Person], members: Sequence[int], dimension: str) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for member in members:
        groups.setdefault(people[member][dimension], []).append(member)
    return {value: groups[value] for value in sorted(groups)}


def _merge_small(groups: Mapping[str, list[int]], minimum: int) -> dict[frozenset[str], list[int]]:
    """Groups of at least `minimum` by the values they hold, the merged one last; ties go by value, never by people."""
    large = {value: group for value, group in groups.items() if len(group) >= minimum}
    merged = [value for value in groups if value not in large]
    together = [member for value in merged for member in groups[value]]
    while together and len(together) < minimum and large:
        smallest = min(large, key=lambda value: (len(large[value]), value))
        together += large.pop(smallest)
        merged.append(smallest)
    kept = {frozenset([value]): group for value, group in large.items()}
    return kept | ({frozenset(merged): sorted(together)} if together else {})


def _lies_inside(label: Label, filters: Mapping[str, AbstractSet[str]]) -> bool:
    return all(dimension in label and label[dimension] <= wanted for dimension, wanted in filters.items())
