"""How the first lines of a file were read, so that a wrong guess is seen before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from participants.hr_file.cells import quoted
from participants.hr_file.columns import Columns
from participants.hr_file.dates import DateOrder
from participants.hr_file.headings import Field
from participants.hr_file.people import Mentions, PersonRow, read_row
from participants.hr_file.refusals import WrongLine

# Of more lines than these none is looked for.
FIRST_LINES = 100
# A name may stand in two columns.
NAMES = (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME)
DAYS = (Field.HIRED_ON, Field.LAST_DAY)
BESIDE = " + "


@dataclass(frozen=True, slots=True)
class Example:
    """What stands in a column, or in two of a name, and what it was read as: a name, or a day."""

    column: str
    cell: str
    name: str = ""
    day: date | None = None


def examples_of(
    lines: Iterable[tuple[int, list[str]]],
    columns: Columns,
    orders: Mapping[Field, DateOrder | None],
    *,
    today: date,
) -> list[Example]:
    """The name of the first good line, and of each column of days the first that stands on a good one."""
    found: dict[Field, Example] = {}
    mentions = Mentions()
    for line, cells in islice(lines, FIRST_LINES):
        try:
            row = read_row(line, cells, columns, orders, mentions, today=today)
        except WrongLine:
            continue
        found.setdefault(Field.NAME, _example(cells, columns, NAMES, name=row.name))
        for field in DAYS:
            if day := _day(row, field):
                found.setdefault(field, _example(cells, columns, [field], day=day))
    return [found[field] for field in (Field.NAME, *DAYS) if field in found]


def _day(row: PersonRow, field: Field) -> date | None:
    return row.hired_on if field == Field.HIRED_ON else row.last_day


def _example(
    cells: Sequence[str], columns: Columns, fields: Iterable[Field], *, name: str = "", day: date | None = None
) -> Example:
    places = [columns.places[field] for field in fields if field in columns.places]
    headings = BESIDE.join(columns.headings[place] for place in places)
    return Example(headings, BESIDE.join(quoted(cells[place]) for place in places), name, day)
