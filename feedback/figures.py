"""From answers to figures that point at nobody: cells fixed at opening, merged at closing, then read whole.

Everybody together are shown from `minimum` people who answered. A figure is a sum over whole cells, and each cell
that stands beside another holds at least `split_minimum`. Skipping an item is allowed, so an item is split by cell
only where every cell holds `split_minimum` answers to it; otherwise it has one sum for all, or none: a difference
between two figures of an item then concerns `split_minimum` of its answers, or no one.

What is said of pairs speaks of the mentor, too, whoever says it. Such an item is shown only where that many mentees
answered it, and the answers speak of MENTORS_BEHIND mentors or more and none over a third of them of any one. What
holds for two groups holds for both together, so no difference between figures speaks of fewer.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import NotRequired, TypedDict

from mentoring.lib.disclosure import Leaf, is_spread, partition, select

DEPARTMENT = "department"
DIMENSIONS = (DEPARTMENT,)
# Of so many mentors what is said of pairs speaks at least.
MENTORS_BEHIND = 4

Answers = Mapping[str, int]
Cell = Mapping[str, Sequence[str]]
Histogram = Sequence[int]


class Item(TypedDict):
    """One statement as it was asked: its options stand in their order, and its role where only one role was asked."""

    id: str
    text: str
    options: Sequence[str]
    role: NotRequired[str]


class LeafFigures(TypedDict):
    """A leaf as JSON: the departments it holds (none where the survey was not split), people, histograms by item."""

    label: dict[str, list[str]]
    n: int
    items: dict[str, list[int]]


class Figures(TypedDict):
    """The figures of a closed survey as JSON. `answered` is None and there is no leaf where too few answered."""

    invited: int
    answered: int | None
    minimum: int
    # Figures that closed before groups needed more people than the whole have none: `minimum` held for both.
    split_minimum: NotRequired[int]
    # Nor have those that closed before the mentors behind an answer were counted.
    mentors_behind: NotRequired[int]
    # How many more answers were given up, as nobody can read them; none where there is no such number.
    unread: NotRequired[int]
    leaves: list[LeafFigures]
    undivided: dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Cells:
    """`labels[n]` says which departments cell n holds; `of_person[p]` is the number of the cell of person p."""

    labels: list[dict[str, list[str]]]
    of_person: list[int]


@dataclass(frozen=True, slots=True)
class Answered:
    """What one person answered, nobody knows who: the cell they were invited in and option numbers from 1 by item.

    `mentors` are those of whom this person speaks when speaking of their pairs (oneself, for a mentor), as numbers that
    mean nothing elsewhere; `is_mentee` says whether the person is one in any of them. Readers of the report protect
    nobody: what one of them says, or what is said of them alone, does not `count` for what speaks of pairs.
    """

    cell: int
    answers: Answers
    mentors: AbstractSet[int] = frozenset()
    is_mentee: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Closed:
    """The figures of a closed survey, and the number of the leaf each answer went into."""

    figures: Figures
    leaf_of: list[int]


@dataclass(frozen=True, slots=True)
class Shown:
    """Whole leaves added up: how many people answered, and the histogram of each item that may be shown."""

    people: int
    histograms: Mapping[str, Histogram]


def fix_cells(departments: Sequence[str], split_minimum: int) -> Cells:
    """Cut the invited people, given by their departments, into cells of `split_minimum` or more; one if too few."""
    leaves = partition([{DEPARTMENT: name} for name in departments], DIMENSIONS, split_minimum)
    if len(leaves) < 2:
        return Cells([{DEPARTMENT: sorted(set(departments))}], [0] * len(departments))
    of_person = [0] * len(departments)
    for number, leaf in enumerate(leaves):
        for person in leaf.members:
            of_person[person] = number
    return Cells([{DEPARTMENT: sorted(leaf.label[DEPARTMENT])} for leaf in leaves], of_person)


def close_figures(
    cells: Sequence[Cell],
    items: Sequence[Item],
    answered: Sequence[Answered],
    *,
    invited: int,
    minimum: int,
    split_minimum: int,
    of_pairs: AbstractSet[str] = frozenset(),
    unread: int = 0,
) -> Closed:
    """Merge cells until each holds `split_minimum` answers, and count. Fewer than `minimum` in all: no figures.

    `of_pairs` are the ids of the items that are about the two of a pair. `unread` people answered what nobody can read
    any more: it counts nowhere.
    """
    figures = Figures(
        invited=invited,
        answered=None,
        minimum=minimum,
        split_minimum=split_minimum,
        mentors_behind=MENTORS_BEHIND,
        leaves=[],
        undivided={},
    )
    if unread:
        figures["unread"] = unread
    if len(answered) < minimum:
        return Closed(figures, [0] * len(answered))
    leaves = merge_cells(cells, [answer.cell for answer in answered], split_minimum)
    leaf_of = [0] * len(answered)
    for number, leaf in enumerate(leaves):
        for position in leaf.members:
            leaf_of[position] = number
    divided, figures["undivided"] = _count(leaves, items, answered, figures, of_pairs)
    figures["answered"] = len(answered)
    figures["leaves"] = [
        {"label": {key: sorted(values) for key, values in leaf.label.items()}, "n": len(leaf.members), "items": counts}
        for leaf, counts in zip(leaves, divided, strict=True)
    ]
    return Closed(figures, leaf_of)


def merge_cells(cells: Sequence[Cell], answered: Sequence[int], split_minimum: int) -> list[Leaf]:
    """Merge cells, given the cell number of each answer, into leaves of at least `split_minimum` answers.

    A cell from which nobody answered joins the merged leaf, or else the smallest: that nobody there answered is not
    for anybody to read. Leaves come in the order of their departments; an unsplit survey is one leaf without a label.
    """
    leaves = partition([{"cell": str(cell)} for cell in answered], ["cell"], split_minimum)
    if len(leaves) < 2:
        return [Leaf({}, tuple(range(len(answered))))]
    silent = frozenset(str(number) for number in range(len(cells))) - {str(cell) for cell in answered}
    host = min(leaves, key=lambda leaf: (-len(leaf.label["cell"]), len(leaf.members), sorted(leaf.label["cell"])))
    merged = [leaf.label["cell"] | (silent if leaf is host else frozenset()) for leaf in leaves]
    labels = [frozenset(name for cell in group for name in cells[int(cell)][DEPARTMENT]) for group in merged]
    named = [Leaf({DEPARTMENT: label}, leaf.members) for label, leaf in zip(labels, leaves, strict=True)]
    return sorted(named, key=lambda leaf: sorted(leaf.label[DEPARTMENT]))


def shown(figures: Figures, departments: AbstractSet[str] | None) -> Shown | None:
    """What may be shown of these departments (None: of everybody), or None where no whole leaf lies inside them."""
    leaves = [Leaf(_label(leaf), ()) for leaf in figures["leaves"]]
    chosen = select(leaves, {} if departments is None else {DEPARTMENT: departments})
    if chosen is None:
        return None
    inside = [leaf for leaf in figures["leaves"] if any(_label(leaf) == each.label for each in chosen)]
    histograms: dict[str, Histogram] = {
        item: _sum([leaf["items"][item] for leaf in inside]) for item in inside[0]["items"]
    }
    undivided = figures["undivided"] if departments is None else {}
    return Shown(sum(leaf["n"] for leaf in inside), {**histograms, **undivided})


def parts(figures: Figures, departments: AbstractSet[str] | None) -> Mapping[str, Sequence[Histogram]]:
    """The same as `shown`, item by item as the groups that it adds up: each that a reader can also ask for by itself.

    Departments that stand alone are a group each, the merged ones are one together; whoever asks for a group sees one.
    """
    seen = shown(figures, departments)
    if seen is None:
        return {}
    whole: dict[str, Sequence[Histogram]] = {item: [histogram] for item, histogram in seen.histograms.items()}
    groups = list(_groups(figures)) if departments is None else []
    return whole | {item: [group[item] for group in groups] for item in (groups[0] if groups else ())}


def _groups(figures: Figures) -> Iterator[Mapping[str, Histogram]]:
    """The histograms of the items that are split, group by group; none where the survey is not split."""
    yield from (leaf["items"] for leaf in figures["leaves"] if len(leaf["label"].get(DEPARTMENT, ())) == 1)
    merged = shown(figures, merged_departments(figures))
    if merged is not None:
        yield merged.histograms


def labels_within(figures: Figures, departments: AbstractSet[str] | None) -> list[list[str]]:
    """The departments of each leaf that lies inside these (None: of each leaf); what a comparison over time needs."""
    return [label for label in _departments(figures) if departments is None or departments >= set(label)]


def smallest_group(figures: Figures, *, split: bool) -> int:
    """From how many people each figure comes: of everybody, or of a group that stands beside another."""
    return figures.get("split_minimum", figures["minimum"]) if split else figures["minimum"]


def departments_alone(figures: Figures) -> frozenset[str]:
    """The departments that stand by themselves, as groups that a reader can ask for."""
    return frozenset(label[0] for label in _departments(figures) if len(label) == 1)


def split_items(figures: Figures) -> frozenset[str]:
    """The items of which each group has a figure; those of `undivided` have one for everybody together."""
    return frozenset().union(*(leaf["items"] for leaf in figures["leaves"]))


def merged_departments(figures: Figures) -> frozenset[str]:
    """The departments that are shown only together with others."""
    return frozenset(name for label in _departments(figures) if len(label) > 1 for name in label)


def _departments(figures: Figures) -> list[list[str]]:
    return [leaf["label"][DEPARTMENT] for leaf in figures["leaves"] if leaf["label"]]


def _label(leaf: LeafFigures) -> dict[str, frozenset[str]]:
    return {dimension: frozenset(values) for dimension, values in leaf["label"].items()}


def _count(
    leaves: Sequence[Leaf],
    items: Sequence[Item],
    answered: Sequence[Answered],
    figures: Figures,
    of_pairs: AbstractSet[str],
) -> tuple[list[dict[str, list[int]]], dict[str, list[int]]]:
    """Histograms by leaf for the items that may be split, and one for all of the items that may not."""
    smallest = smallest_group(figures, split=len(leaves) > 1)
    divided: list[dict[str, list[int]]] = [{} for _leaf in leaves]
    undivided: dict[str, list[int]] = {}
    for item in items:
        hides = _hides_mentors if item["id"] in of_pairs else _hides_people
        given = [
            [answered[position] for position in leaf.members if item["id"] in answered[position].answers]
            for leaf in leaves
        ]
        if all(hides(those, smallest) for those in given):
            for target, those in zip(divided, given, strict=True):
                target[item["id"]] = _histogram(item, those)
        elif hides(everybody := list(chain.from_iterable(given)), figures["minimum"]):
            undivided[item["id"]] = _histogram(item, everybody)
    return divided, undivided


def _hides_people(given: Sequence[Answered], minimum: int) -> bool:
    return len(given) >= minimum


def _hides_mentors(given: Sequence[Answered], minimum: int) -> bool:
    counted = [each for each in given if each.counts]
    mentees = sum(each.is_mentee for each in counted)
    return mentees >= minimum and is_spread([each.mentors for each in counted], MENTORS_BEHIND)


def _histogram(item: Item, given: Sequence[Answered]) -> list[int]:
    chosen = [answer.answers[item["id"]] for answer in given]
    return [chosen.count(option) for option in range(1, len(item["options"]) + 1)]


def _sum(histograms: Sequence[Histogram]) -> list[int]:
    return [sum(column) for column in zip(*histograms, strict=True)]
