"""What changed from one survey to a later one, in statements that both asked: never of groups cut in two ways."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback import figures
from feedback.figures import Histogram, Item
from feedback.models import Snapshot
from feedback.reports.drawn import Row, both_forms
from feedback.reports.shares import Share
from feedback.reports.surveys import answers_to, departments_meant
from mentoring.lib.charts import Change, Frame, change_chart


@dataclass(frozen=True, slots=True)
class Told:
    """How a statement was answered in one survey, by whom we may say so."""

    snapshot: Snapshot
    item: Item
    groups: Sequence[Histogram]


@dataclass(frozen=True, slots=True)
class Moved:
    """A statement, and the share of agreement in the first and in the last survey that asked it."""

    text: str
    first: Share
    last: Share


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """The statements that two surveys share, from the first to the last, with both forms of the chart."""

    first: str
    last: str
    finding: str
    moved: Sequence[Moved]
    wide: str
    narrow: str


def change_reports(snapshots: Sequence[Snapshot], department: str = "") -> list[ChangeReport]:
    """For each two surveys of which one asked statements first and the other last, how agreement moved.

    A statement is known by its id, the role it was asked of and the number of its options; two surveys of one kind
    speak of different people and are never compared. A group is compared only where both surveys cut it alike, so that
    no difference speaks of those in one and not in the other.
    """
    found: dict[tuple[int, int], list[Moved]] = defaultdict(list)
    in_time = sorted(snapshots, key=lambda snapshot: snapshot.run.opens_at)
    for told in _told_by_statement(in_time, department):
        first, last = told[0], told[-1]
        if first.snapshot.run.kind != last.snapshot.run.kind and _is_one_group(
            first.snapshot, last.snapshot, department
        ):
            pair = in_time.index(first.snapshot), in_time.index(last.snapshot)
            found[pair].append(
                Moved(last.item["text"], *(answers_to(each.item, each.groups).top for each in (first, last)))
            )
    return [
        _report(f"changes-{number}", in_time[first], in_time[last], moved)
        for number, ((first, last), moved) in enumerate(found.items(), start=1)
    ]


def _told_by_statement(in_time: Sequence[Snapshot], department: str) -> Iterator[list[Told]]:
    told: dict[tuple[str, str, int], list[Told]] = defaultdict(list)
    for snapshot in in_time:
        shown = figures.parts(snapshot.figures, departments_meant(snapshot.figures, department))
        for item in snapshot.run.items:
            groups = shown.get(item["id"])
            if groups:
                told[item["id"], item.get("role", ""), len(groups[0])].append(Told(snapshot, item, groups))
    yield from told.values()


def _is_one_group(first: Snapshot, last: Snapshot, department: str) -> bool:
    """Whether a reader's choice is made of the same cells in both."""
    if not department:
        return True
    one, other = (
        figures.labels_within(each.figures, departments_meant(each.figures, department)) for each in (first, last)
    )
    return one == other


def _report(key: str, first: Snapshot, last: Snapshot, moved: Sequence[Moved]) -> ChangeReport:
    rows = [Row(each.text, _way(each)) for each in moved]
    data = [Change(each.text, each.first.middle, each.last.middle, _way(each)) for each in moved]

    def draw(frame: Frame) -> str:
        return change_chart(data, frame, maximum=100)

    finding = _finding(moved)
    wide, narrow = both_forms(key, finding, rows, draw, draw)
    return ChangeReport(_name(first), _name(last), finding, moved, wide, narrow)


def _way(moved: Moved) -> str:
    return _("%(first)s to %(last)s") % {"first": moved.first.text, "last": moved.last.text}


def _finding(moved: Sequence[Moved]) -> str:
    # Steps that overlap may be of one and the same share.
    risen = sum(each.last.band.low >= each.first.band.high for each in moved)
    return ngettext(
        "Agreement rose for %(risen)s of %(all)s statement",
        "Agreement rose for %(risen)s of %(all)s statements",
        len(moved),
    ) % {"risen": risen, "all": len(moved)}


def _name(snapshot: Snapshot) -> str:
    return f"{snapshot.run.title}, {date_format(snapshot.built_on, 'M Y')}"
