"""A whole HR file: opened, its columns and dates understood, its good lines told from the bad ones."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, takewhile
from pathlib import Path

from django.utils.translation import gettext as _

from participants.hr_file.cells import quoted, tidy
from participants.hr_file.columns import LONGEST_HEADING, Columns, check_headings, choose_columns, guessed
from participants.hr_file.dates import DateOrder, order_of
from participants.hr_file.examples import Example, examples_of
from participants.hr_file.headings import Field, plain
from participants.hr_file.never import are_forms_of_address, is_never_read, may_be_forms_of_address
from participants.hr_file.people import Mentions, PersonRow, employee_number, read_row
from participants.hr_file.refusals import RowError, WrongFile, WrongLine
from participants.hr_file.repeated import without_repeated
from participants.hr_file.text import (
    LARGEST_FILE,
    MOST_COLUMNS,
    SEPARATORS,
    Lines,
    check_lines,
    decoded,
    first_line,
    lines_of,
    numbered_lines,
    said_separator,
)

NOTHING_CHOSEN: Mapping[str, str] = {}
DATES = (Field.HIRED_ON, Field.LAST_DAY)
OFTEN = (
    Field.EMPLOYEE_NUMBER,
    Field.NAME,
    Field.DEPARTMENT,
    Field.JOB_TITLE,
    Field.SITE,
    Field.HIRED_ON,
    Field.LAST_DAY,
)
NO_COLUMNS = Columns((), {})
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class HrFile:
    """A file that was read: its good lines and its bad ones, and what was understood of it.

    `fields` are those it has a column for: of anything else it says nothing, and nothing of it changes.
    """

    name: str
    digest: str
    rows: Sequence[PersonRow]
    errors: Sequence[RowError]
    fields: frozenset[Field] = frozenset(OFTEN)
    columns: Columns = NO_COLUMNS
    orders: Mapping[Field, DateOrder] = field(default_factory=dict)
    encoding: str = ""
    examples: Sequence[Example] = ()

    @property
    def employee_numbers(self) -> set[str]:
        """Everybody the file mentions, those on bad lines too."""
        return {row.employee_number for row in self.rows} | {error.employee_number for error in self.errors}


@dataclass(frozen=True, slots=True)
class Sample:
    """A column of a file: its heading, what it is taken for ("" for nothing), and some of what stands in it.

    One that is never read shows nothing.
    """

    heading: str
    field: str
    values: Sequence[str]
    is_never: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The text of a file with how it is cut into lines and cells, and its columns once they are chosen."""

    name: str
    text: str
    encoding: str
    separator: str
    skipped: int
    headings: list[str]
    columns: Columns | None = None

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Each line below the headings that holds something else than them, with its number in the file."""
        below = islice(numbered_lines(self.reader(), self.name, self.skipped), 1, None)
        return without_repeated(below, self.headings, self.columns, self.name)

    def closed(self) -> frozenset[int]:
        """The places of columns "Title" that say a person's gender: most of what stands there is Mr, Mrs and the like.

        Told by all the values of a column.
        """
        titles = [place for place, heading in enumerate(self.headings) if may_be_forms_of_address(heading)]
        values: dict[int, Counter[str]] = {place: Counter() for place in titles}
        for _line, cells in self.lines() if titles else ():
            for place in titles:
                values[place].update(map(tidy, cells[place : place + 1]))
        return frozenset(place for place in titles if are_forms_of_address(values[place]))

    def reader(self) -> Lines:
        return lines_of(self.text, self.separator)


def read_hr_file(
    path: Path,
    *,
    today: date,
    chosen: Mapping[str, str] = NOTHING_CHOSEN,
    date_order: DateOrder | None = None,
) -> HrFile:
    """Read the file at `path`. Raises WrongFile where it is none, or no CSV of people."""
    return read_hr_content(content_of(path), name=path.name, today=today, chosen=chosen, date_order=date_order)


def content_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise WrongFile(_("There is no file %(path)s. Please check the path.") % {"path": path}) from error
    except IsADirectoryError as error:
        raise WrongFile(_("%(path)s is a folder. Please name the CSV file itself.") % {"path": path}) from error
    except (OSError, ValueError) as error:
        raise WrongFile(
            _("%(path)s cannot be opened: %(reason)s. Please check who may read it.")
            % {"path": path, "reason": getattr(error, "strerror", "") or error}
        ) from error


def read_hr_content(
    content: bytes,
    *,
    name: str,
    today: date,
    chosen: Mapping[str, str] = NOTHING_CHOSEN,
    date_order: DateOrder | None = None,
) -> HrFile:
    """Read the bytes of a file called `name`.

    `chosen` says of columns by their headings which field they hold ("" for none); all others are guessed. `date_order`
    is for columns whose values leave a doubt. Two-digit years are told apart by `today`.
    """
    table, columns = with_columns(content, name, chosen)
    orders = orders_of(table, columns, date_order)
    rows, errors, mentions = [], [], Mentions()
    for line, cells in table.lines():
        try:
            rows.append(read_row(line, cells, columns, orders, mentions, today=today))
        except WrongLine as wrong:
            number = employee_number(cells, columns)
            errors += [RowError(line, cell.column, cell.reason, cell.kept, number) for cell in wrong.cells]
    check_holds_people([*rows, *errors], name)
    return HrFile(
        name=name,
        digest=hashlib.sha256(content).hexdigest(),
        rows=rows,
        errors=errors,
        fields=fields_of(columns),
        columns=columns,
        orders={each: order for each, order in orders.items() if order},
        encoding=table.encoding,
        examples=examples_of(table.lines(), columns, orders, today=today),
    )


def cut(content: bytes, name: str, chosen: Mapping[str, str]) -> Table:
    """The text and the separator under which its first line names the most known columns."""
    text, encoding = decoded(content, name)
    check_lines(text.count("\n"), name)  # before any of them is looked at
    said, text, skipped = said_separator(text)
    wanted = {plain(heading) for heading in chosen}

    def known(headings: Sequence[str]) -> tuple[int, int]:
        likely = [each for each in headings[: MOST_COLUMNS + 1] if len(each) <= LONGEST_HEADING]
        hits = sum(plain(heading) in wanted for heading in likely)
        return hits + len(guessed(likely)), len(headings)

    firsts = {separator: first_line(text, separator) for separator in ([said] if said else SEPARATORS)}
    separator = max(firsts, key=lambda each: known(firsts[each]))
    if not firsts[separator]:
        raise WrongFile(
            _("%(name)s cannot be read as CSV from line %(line)s on. Please export it as CSV (UTF-8) once more.")
            % {"name": name, "line": 1}
        )
    check_headings(firsts[separator], name)
    return Table(name, text, encoding, separator, skipped, firsts[separator])


def with_columns(content: bytes, name: str, chosen: Mapping[str, str]) -> tuple[Table, Columns]:
    table = cut(content, name, chosen)
    columns = choose_columns(table.headings, name, chosen, table.closed())
    return replace(table, columns=columns), columns


def orders_of(table: Table, columns: Columns, date_order: DateOrder | None) -> dict[Field, DateOrder | None]:
    """Which comes first in each column of dates. Raises WrongFile where its values leave a doubt."""
    places = {each: columns.places[each] for each in DATES if each in columns.places}
    texts: dict[Field, set[str]] = {each: set() for each in places}
    for _line, cells in table.lines() if places else ():
        for each, place in places.items():
            if place < len(cells):
                texts[each].add(tidy(cells[place]))
    return {
        each: order_of(sorted(found), column=columns.heading(each), chosen=date_order) for each, found in texts.items()
    }


def fields_of(columns: Columns) -> frozenset[Field]:
    """What the file speaks of: a name is one field and a site is one, of however many columns."""
    fields = set(columns.places)
    if fields & {Field.FIRST_NAME, Field.LAST_NAME}:
        fields.add(Field.NAME)
    if Field.CITY in fields:
        fields.add(Field.SITE)
    return frozenset(fields)


def samples_of(content: bytes, *, name: str, chosen: Mapping[str, str] = NOTHING_CHOSEN) -> list[Sample]:
    """Each column with what it is taken for and its first values, as long as nobody has said what they mean."""
    table = cut(content, name, chosen)
    closed = table.closed()
    places = {place: field for field, place in guessed(table.headings, closed).items()}
    first = [cells for _line, cells in islice(table.lines(), 50)]
    return [
        Sample(tidy(heading), "", [], is_never=True)
        if place in closed or is_never_read(heading)
        else Sample(tidy(heading), places.get(place, ""), values_at(first, place))
        for place, heading in enumerate(table.headings)
    ]


def check_has_columns(samples: Sequence[Sample], name: str) -> None:
    """Raise WrongFile for a single column, which cannot be both number and name, whatever is chosen."""
    if len(samples) < 2:
        choose_columns([each.heading for each in samples], name, NOTHING_CHOSEN)


def check_holds_people(lines: Iterable[object], name: str) -> None:
    """Raise WrongFile where nothing stands below the headings: everybody of its source would go missing."""
    if next(iter(lines), None) is None:
        raise WrongFile(
            _(
                "%(name)s holds no people: nothing stands below its headings. "
                "Please export the people from your HR system again."
            )
            % {"name": name}
        )


def check_upload(content: bytes, name: str) -> None:
    """Raise WrongFile for what is no HR file whatever its columns are taken for."""
    check_has_columns(samples_of(content, name=name), name)
    check_holds_people(cut(content, name, NOTHING_CHOSEN).lines(), name)


def cells_at(
    content: bytes, wanted: Collection[tuple[int, str]], *, name: str, chosen: Mapping[str, str] = NOTHING_CHOSEN
) -> dict[tuple[int, str], str]:
    """The beginnings of the cells at these lines and headings; nothing of a cell that is empty or never read."""
    table, last = cut(content, name, chosen), max(line for line, _heading in wanted)
    closed = table.closed()
    places = {
        tidy(heading): place
        for place, heading in enumerate(table.headings)
        if place not in closed and not is_never_read(heading)
    }
    found: dict[tuple[int, str], str] = {}
    for line, cells in takewhile(lambda numbered: numbered[0] <= last, table.lines()):
        for each in {heading for number, heading in wanted if number == line} & places.keys():
            if values := values_at([cells], places[each]):
                found[line, each] = values[0]
    return found


def examples_at(
    content: bytes, orders: Mapping[str, str], *, name: str, today: date, chosen: Mapping[str, str] = NOTHING_CHOSEN
) -> list[Example]:
    """How the first lines are read; `orders` says by headings what was found out of their dates."""
    table, columns = with_columns(content, name, chosen)
    known = {each: orders.get(columns.heading(each)) for each in DATES}
    in_order = {each: DateOrder(order) if order else None for each, order in known.items()}
    return examples_of(table.lines(), columns, in_order, today=today)


def values_at(lines: Sequence[Sequence[str]], place: int) -> list[str]:
    values = (quoted(cells[place]) for cells in lines if place < len(cells))
    return list(dict.fromkeys(filter(None, values)))[:SAMPLES]
