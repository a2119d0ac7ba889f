"""One line of an HR file as a person."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from participants.hr_file.cells import meant, tidy
from participants.hr_file.columns import Columns
from participants.hr_file.dates import DateOrder, Days, days_of_hiring, last_days, read_date
from participants.hr_file.headings import COMPARED, Field
from participants.hr_file.names import first_name_first
from participants.hr_file.refusals import RowError, WrongCell, WrongLine
from participants.hr_file.sums import is_sum, is_sum_or_count
from participants.hr_file.text import LONGEST_CELL

# The longest text that fits, in characters. A longer one leaves the line out; one that is compared alone counts as
# empty. Sites and names may come of two cells and are measured together.
LONGEST: Mapping[Field, int] = {
    Field.EMPLOYEE_NUMBER: 40,
    Field.EMAIL: 254,
    Field.DEPARTMENT: 120,
    Field.COUNTRY: 80,
    Field.BUSINESS_LINE: 120,
    Field.COST_CENTRE: 80,
    Field.JOB_TITLE: 120,
    Field.GRADE: 80,
    Field.EMPLOYMENT_TYPE: 80,
    Field.MANAGER: 254,
    Field.LANGUAGE: 40,
    Field.TIME_ZONE: 40,
}
LONGEST_NAME = 150
LONGEST_SITE = 120
# What spreadsheets make of a long number, and write where they found none.
SHORTENED_NUMBER = re.compile(r"\d([.,]\d+)?E\+\d{2,}", re.IGNORECASE)
SPREADSHEET_ERRORS = frozenset(["#N/A", "#NV", "#REF!", "#NAME?", "#VALUE!", "#NULL!", "#NUM!", "#DIV/0!"])
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What one line says of one person. Empty texts and None where it says nothing; `remarks` on what was not taken."""

    line: int
    employee_number: str
    name: str
    department: str = ""
    job_title: str = ""
    site: str = ""
    hired_on: date | None = None
    last_day: date | None = None
    email: str = ""
    grade: str = ""
    manager: str = ""
    language: str = ""
    time_zone: str = ""
    country: str = ""
    business_line: str = ""
    cost_centre: str = ""
    employment_type: str = ""
    remarks: tuple[RowError, ...] = ()


@dataclass(slots=True)
class Mentions:
    """On which lines employee numbers and addresses stood already; the first good line of each counts."""

    numbers: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)

    def repeated(self, number: str, email: str, columns: Columns) -> Iterator[WrongCell]:
        """What of a number and an address an earlier line has."""
        if first := self.numbers.get(number):
            yield WrongCell(
                columns.heading(Field.EMPLOYEE_NUMBER),
                _("The same employee number stands on line %(first)s already.") % {"first": first},
            )
        if email and (first := self.addresses.get(email)):
            yield WrongCell(
                columns.heading(Field.EMAIL),
                _("The same e-mail address stands on line %(first)s already.") % {"first": first},
            )

    def add(self, row: PersonRow) -> None:
        self.numbers[row.employee_number] = row.line
        if row.email:
            self.addresses[row.email] = row.line


class Attempts:
    """Reads the cells of one line one by one, and keeps what is wrong with each."""

    def __init__(self) -> None:
        self.wrong: list[WrongCell] = []

    def read(self, read: Callable[..., Read], *given: object, **named: object) -> Read | None:
        """What `read` makes of a cell, None where that is wrong."""
        try:
            return read(*given, **named)
        except WrongCell as wrong:
            self.wrong.append(wrong)
            return None

    def check(self, columns: Columns) -> None:
        """Raise WrongLine where anything is wrong: the first thing of each column, in the order of the file."""
        if self.wrong:
            first = {each.column: each for each in reversed(self.wrong)}
            raise WrongLine(sorted(first.values(), key=lambda each: columns.headings.index(each.column)))


def read_row(
    line: int,
    cells: Sequence[str],
    columns: Columns,
    orders: Mapping[Field, DateOrder | None],
    mentions: Mentions,
    *,
    today: date,
) -> PersonRow:
    """One person, whom `mentions` knows from then on. Raises WrongLine with every cell that needs another look."""
    check_width(cells, columns)
    cell = {each: meant(each, tidy(cells[place])) for each, place in columns.places.items()}
    number, attempts = cell[Field.EMPLOYEE_NUMBER], Attempts()
    attempts.read(check_number, number, columns)
    beyond = {each for each, longest in LONGEST.items() if len(cell.get(each, "")) > longest}
    for each in beyond - COMPARED:
        attempts.read(check_length, columns.heading(each), cell[each], LONGEST[each])
    cell |= dict.fromkeys(beyond & COMPARED, "")
    name = attempts.read(full_name, cell, columns)
    hired_on, last_day = read_days(cell, columns, orders, attempts, today)
    site = attempts.read(site_name, cell, columns)
    # Whoever has left needs none, and it may belong to somebody else by now.
    has_left = last_day is not None and last_day < today
    email = "" if has_left else attempts.read(address, cell.get(Field.EMAIL, ""), columns)
    attempts.wrong += mentions.repeated(number, email or "", columns)
    attempts.check(columns)
    row = PersonRow(
        line=line,
        employee_number=number,
        name=name or "",
        department=cell.get(Field.DEPARTMENT, ""),
        job_title=cell.get(Field.JOB_TITLE, ""),
        site=site or "",
        hired_on=hired_on,
        last_day=last_day,
        email=email or "",
        grade=cell.get(Field.GRADE, ""),
        manager=cell.get(Field.MANAGER, ""),
        language=cell.get(Field.LANGUAGE, ""),
        time_zone=cell.get(Field.TIME_ZONE, ""),
        country=cell.get(Field.COUNTRY, ""),
        business_line=cell.get(Field.BUSINESS_LINE, ""),
        cost_centre=cell.get(Field.COST_CENTRE, ""),
        employment_type=cell.get(Field.EMPLOYMENT_TYPE, ""),
        remarks=tuple(remarks_on(line, number, beyond & COMPARED, columns)),
    )
    mentions.add(row)
    return row


def remarks_on(line: int, number: str, beyond: Collection[Field], columns: Columns) -> Iterator[RowError]:
    """What is said of compared cells that do not fit, in the order of the file."""
    for each in sorted(beyond, key=columns.places.__getitem__):
        reason = _("This is longer than %(longest)s characters, so none was taken.") % {"longest": LONGEST[each]}
        yield RowError(line, columns.heading(each), reason, reason, number)


def check_width(cells: Sequence[str], columns: Columns) -> None:
    """Raise WrongLine where cells are missing or too many, or so long that nobody wants to look at the others."""
    width = len(columns.headings)
    if len(cells) < width or any(cells[width:]):
        reason = _("This line has %(cells)s cells, but there are %(headings)s headings.")
        raise WrongLine([WrongCell("", reason % {"cells": len(cells), "headings": width})])
    beyond = [(columns.headings[place], cell) for place, cell in enumerate(cells[:width]) if len(cell) > LONGEST_CELL]
    if wrong := [WrongCell(heading, beyond_room(cell, LONGEST_CELL)) for heading, cell in beyond]:
        raise WrongLine(wrong)


def check_number(number: str, columns: Columns) -> None:
    """Raise WrongCell for none, for a word for a sum, and for what a spreadsheet left of a number: many end as the same
    1.2E+08.
    """
    heading = columns.heading(Field.EMPLOYEE_NUMBER)
    if not number:
        raise WrongCell(heading, _("The employee number is missing."))
    if SHORTENED_NUMBER.fullmatch(number) or number in SPREADSHEET_ERRORS:
        raise WrongCell(
            heading,
            _(
                "“%(number)s” is what a spreadsheet left of a number. Please keep this column as text when you save "
                "the file."
            )
            % {"number": number},
            kept=_("This is what a spreadsheet left of a number."),
        )
    if is_sum_or_count(number):
        sentence = _(
            "“%(text)s” is no employee number: this looks like a line of sums. Please leave it out of the file."
        )
        raise line_of_sums(heading, number, sentence)


def line_of_sums(heading: str, text: str, sentence: str) -> WrongCell:
    kept = _("This looks like a line of sums. Please leave it out of the file.")
    return WrongCell(heading, sentence % {"text": text}, kept=kept)


def read_days(
    cell: Mapping[Field, str],
    columns: Columns,
    orders: Mapping[Field, DateOrder | None],
    attempts: Attempts,
    today: date,
) -> tuple[date | None, date | None]:
    def read(each: Field, days: Days) -> date | None:
        return attempts.read(read_date, columns.heading(each), cell.get(each, ""), orders.get(each), days)

    hired_on = read(Field.HIRED_ON, days_of_hiring(today))
    last_day = read(Field.LAST_DAY, last_days(today, hired_on))
    if hired_on and last_day and last_day < hired_on:
        reason = _("The last day is before the day of hiring.")
        attempts.wrong.append(WrongCell(columns.heading(Field.LAST_DAY), reason))
    return hired_on, last_day


def employee_number(cells: Sequence[str], columns: Columns) -> str:
    """The number on a bad line as far as it can be told, so that its person does not count as missing."""
    place = columns.places[Field.EMPLOYEE_NUMBER]
    return tidy(cells[place]) if place < len(cells) else ""


def full_name(cell: Mapping[Field, str], columns: Columns) -> str:
    """The name of two columns, or of the one there is: "Nom" and "Surname" alone often hold the whole of it."""
    given = [each for each in (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME) if each in columns.places]
    if Field.NAME in given or len(given) == 1:
        name = first_name_first(cell[given[0]])
    else:
        first, last = cell[Field.FIRST_NAME], cell[Field.LAST_NAME]
        is_whole = bool(last) and first.casefold().endswith(f" {last.casefold()}")
        name = first if is_whole else f"{first} {last}".strip()
    heading = columns.heading(Field.NAME, Field.FIRST_NAME, Field.LAST_NAME)
    if not name:
        raise WrongCell(heading, _("The name is missing."))
    if not any(map(str.isalpha, name)):
        raise WrongCell(heading, _("There is no letter in this name."))
    if is_sum(name):
        sentence = _("“%(text)s” is no name: this looks like a line of sums. Please leave it out of the file.")
        raise line_of_sums(heading, name, sentence)
    check_length(columns.heading(Field.NAME, Field.LAST_NAME, Field.FIRST_NAME), name, LONGEST_NAME)
    return name


def site_name(cell: Mapping[Field, str], columns: Columns) -> str:
    """People who work remotely share one site, wherever they live; any other place is named with its city."""
    site, city = cell.get(Field.SITE, ""), cell.get(Field.CITY, "")
    says_all = not city or site.lower() in {"remote", city.lower()}
    name = site if says_all else f"{site}, {city}" if site else city
    check_length(columns.heading(Field.SITE, Field.CITY), name, LONGEST_SITE)
    return name


def address(text: str, columns: Columns) -> str:
    """The address in lower case, as accounts keep it. Raises WrongCell for what is none."""
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError as error:
        raise WrongCell(
            columns.heading(Field.EMAIL),
            _("“%(text)s” is not an e-mail address.") % {"text": text[:LONGEST_NAME]},
            kept=_("This is not an e-mail address."),
        ) from error
    return text.lower()


def check_length(column: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise WrongCell(column, beyond_room(text, longest))


def beyond_room(text: str, longest: int) -> str:
    """Told of a file that somebody else may have written, so it asks for nothing."""
    return _("This has %(characters)s characters; at most %(longest)s fit.") % {
        "characters": f"{len(text):,}",
        "longest": f"{longest:,}",
    }
