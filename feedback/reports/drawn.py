"""A chart with the table under it: both forms of the picture, and the rows that say the same in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mentoring.lib.charts import NARROW, WIDE, Datum, Frame, bar_chart


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it is about, the value as it is read, and of what, where that is said."""

    name: str
    value: str
    out_of: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: what it shows, the finding in words, what exactly is counted, both pictures and the table.

    `columns` are the headings of the table: what the names are, what the values are and, if said, what they are of.
    """

    title: str
    finding: str
    meaning: str
    columns: Sequence[str]
    rows: Sequence[Row]
    wide: str
    narrow: str


def draw_bars(
    key: str,
    title: str,
    finding: str,
    meaning: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    data: Sequence[Datum],
) -> Drawn:
    """Bars in percent, one for each row of the table; `key` makes ids unique on the page."""

    def draw(frame: Frame) -> str:
        return bar_chart(data, frame, maximum=100)

    wide, narrow = both_forms(key, finding, rows, draw, draw)
    return Drawn(title, finding, meaning, columns, rows, wide, narrow)


def both_forms(
    key: str, finding: str, rows: Sequence[Row], wide: Callable[[Frame], str], narrow: Callable[[Frame], str]
) -> tuple[str, str]:
    """The picture for wide pages and the one for phones, described by the rows of the table."""
    description = "; ".join(f"{row.name}: {row.value} {row.out_of}".rstrip() for row in rows)
    return (
        wide(Frame(f"{key}-wide", finding, description, WIDE)),
        narrow(Frame(f"{key}-narrow", finding, description, NARROW)),
    )
