"""Reading the HR file: a CSV of people becomes rows, and each bad line a reason in words.

Only the columns in `COLUMNS` are looked at: birth date, gender and race, where the file has them, are never read.

Dates come in three spellings: M/D/YYYY, MM-DD-YY and "YYYY-MM-DD HH:MM:SS UTC" (or the date alone), of which the day
counts as written. Two digits of a year mean this century, unless the person would then be hired in the future: then
they mean the last.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from mentoring.lib.errors import Refused

COLUMNS = (
    "id",
    "first_name",
    "last_name",
    "department",
    "jobtitle",
    "location",
    "location_city",
    "hire_date",
    "termdate",
)
# The longest text that fits, in letters.
LONGEST = {"id": 40, "department": 120, "jobtitle": 120}
LONGEST_NAME = 150
LONGEST_SITE = 120
LARGEST_FILE = 10 * 1024 * 1024  # bytes
MOST_LINES = 100_000
WORKBOOK_START = b"PK\x03\x04"

SLASHED = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
DASHED = re.compile(r"(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<year>\d{2})")
STAMPED = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?: \d{2}:\d{2}:\d{2}(?: UTC)?)?")


class WrongFile(Refused):
    """This is no HR file; the sentence says what to do. Nothing was changed."""


class WrongCell(ValueError):
    """One cell of a line does not hold what it should; the message says why.

    Where the reason quotes the cell, `kept` says the same without it.
    """

    def __init__(self, column: str, reason: str, kept: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.kept = kept or reason


@dataclass(frozen=True, slots=True)
class Headings:
    """How many columns the file has, and at which place each known one stands."""

    width: int
    places: Mapping[str, int]


class Lines(Protocol):
    """What `csv.reader` gives: the cells of line after line, and how many lines of the file lie behind."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What one line says of one person. Empty texts and None where it says nothing."""

    line: int
    employee_number: str
    name: str
    department: str
    job_title: str
    site: str
    hired_on: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class RowError:
    """A line that was not taken, the column at fault ("" for the whole line), and whose line it is where it says so.

    `reason` may quote the cell and is for who holds the file; `kept` quotes nothing, so that it may be stored.
    """

    line: int
    column: str
    reason: str
    kept: str
    employee_number: str = ""

    def __str__(self) -> str:
        if not self.column:
            return _("Line %(line)s: %(reason)s") % {"line": self.line, "reason": self.reason}
        return _("Line %(line)s, column %(column)s: %(reason)s") % {
            "line": self.line,
            "column": self.column,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class HrFile:
    """A file that was read: its good lines and its bad ones."""

    name: str
    digest: str
    rows: Sequence[PersonRow]
    errors: Sequence[RowError]

    @property
    def employee_numbers(self) -> set[str]:
        """Everybody the file mentions, those on bad lines too."""
        return {row.employee_number for row in self.rows} | {error.employee_number for error in self.errors}


def read_hr_file(path: Path, *, today: date) -> HrFile:
    """Read the file at `path`. Raises WrongFile where it is none, or no CSV of people."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise WrongFile(_("There is no file %(path)s. Please check the path.") % {"path": path}) from error
    except IsADirectoryError as error:
        raise WrongFile(_("%(path)s is a folder. Please name the CSV file itself.") % {"path": path}) from error
    except OSError as error:
        raise WrongFile(
            _("%(path)s cannot be opened: %(reason)s. Please check who may read it.")
            % {"path": path, "reason": error.strerror}
        ) from error
    return read_hr_content(content, name=path.name, today=today)


def read_hr_content(content: bytes, *, name: str, today: date) -> HrFile:
    """Read the bytes of a file called `name`; two-digit years are told apart by `today`."""
    reader = csv.reader(io.StringIO(decoded(content, name), newline=""), strict=True)
    rows: list[PersonRow] = []
    errors: list[RowError] = []
    lines_of_numbers: dict[str, int] = {}
    try:
        headings = read_headings(next(reader, []), name)
        for line, cells in numbered_lines(reader, name):
            try:
                row = read_row(line, cells, headings, today=today)
                check_first_mention(row, lines_of_numbers)
            except WrongCell as error:
                errors.append(RowError(line, error.column, error.reason, error.kept, employee_number(cells, headings)))
            else:
                rows.append(row)
    except csv.Error as error:
        raise WrongFile(
            _("%(name)s cannot be read as CSV from line %(line)s on. Please export it as CSV (UTF-8) once more.")
            % {"name": name, "line": reader.line_num}
        ) from error
    return HrFile(name, hashlib.sha256(content).hexdigest(), rows, errors)


def decoded(content: bytes, name: str) -> str:
    """The text of the file, without its byte-order mark. Raises WrongFile for anything but UTF-8 text."""
    if not content.strip():
        raise WrongFile(_("%(name)s is empty. Please export the people from your HR system again.") % {"name": name})
    if len(content) > LARGEST_FILE:
        raise WrongFile(_("%(name)s is larger than 10 MB. Please split it into smaller files.") % {"name": name})
    if content.startswith(WORKBOOK_START):
        raise WrongFile(_("%(name)s is a workbook. Please save it as CSV (UTF-8) and try again.") % {"name": name})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongFile(_("%(name)s is not UTF-8 text. Please save it as CSV (UTF-8).") % {"name": name}) from error
    if "\0" in text:
        raise WrongFile(_("%(name)s is not a text file. Please save it as CSV (UTF-8).") % {"name": name})
    return text


def read_headings(cells: Sequence[str], name: str) -> Headings:
    """Where each known column stands. Raises WrongFile where one is missing or stands there twice."""
    names = [cell.strip().lower() for cell in cells]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise WrongFile(
            _(
                "%(name)s lacks the headings %(missing)s. "
                "Please check that its first line holds the headings, with commas between them."
            )
            % {"name": name, "missing": ", ".join(missing)}
        )
    double = [column for column in COLUMNS if names.count(column) > 1]
    if double:
        raise WrongFile(
            _("%(name)s has the heading %(double)s twice. Please keep one of them.")
            % {"name": name, "double": double[0]}
        )
    return Headings(width=len(names), places={column: names.index(column) for column in COLUMNS})


def numbered_lines(reader: Lines, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that holds something, with the number it starts on."""
    line = reader.line_num + 1
    for cells in reader:
        if line > MOST_LINES + 1:
            raise WrongFile(
                _("%(name)s has more than 100,000 lines. Please split it into smaller files.") % {"name": name}
            )
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def read_row(line: int, cells: Sequence[str], headings: Headings, *, today: date) -> PersonRow:
    """One person. Raises WrongCell for the first cell that needs another look."""
    if len(cells) != headings.width:
        raise WrongCell(
            "",
            _("This line has %(cells)s cells, but there are %(headings)s headings.")
            % {"cells": len(cells), "headings": headings.width},
        )
    cell = {column: tidy(cells[place]) for column, place in headings.places.items()}
    if not cell["id"]:
        raise WrongCell("id", _("The employee number is missing."))
    for column, longest in LONGEST.items():
        check_length(column, cell[column], longest)
    hired_on = read_date("hire_date", cell["hire_date"], latest=today)
    last_day = read_date("termdate", cell["termdate"])
    if hired_on and last_day and last_day < hired_on:
        raise WrongCell("termdate", _("The last day is before the day of hiring."))
    return PersonRow(
        line=line,
        employee_number=cell["id"],
        name=full_name(cell["first_name"], cell["last_name"]),
        department=cell["department"],
        job_title=cell["jobtitle"],
        site=site_name(cell["location"], cell["location_city"]),
        hired_on=hired_on,
        last_day=last_day,
    )


def employee_number(cells: Sequence[str], headings: Headings) -> str:
    """The number on a bad line as far as it can be told, so that its person does not count as missing."""
    place = headings.places["id"]
    return tidy(cells[place]) if place < len(cells) else ""


def tidy(cell: str) -> str:
    """The text of a cell, with single spaces alone."""
    return " ".join(cell.split())


def check_first_mention(row: PersonRow, lines_of_numbers: dict[str, int]) -> None:
    """Raise WrongCell for an employee number that an earlier line has; that line counts."""
    first = lines_of_numbers.setdefault(row.employee_number, row.line)
    if first != row.line:
        raise WrongCell("id", _("The same employee number stands on line %(first)s already.") % {"first": first})


def full_name(first: str, last: str) -> str:
    name = f"{first} {last}".strip()
    if not name:
        raise WrongCell("first_name", _("The name is missing."))
    check_length("last_name", name, LONGEST_NAME)
    return name


def site_name(location: str, city: str) -> str:
    """People who work remotely share one site, wherever they live; any other place is named with its city."""
    name = location if not city or location.lower() == "remote" else f"{location}, {city}" if location else city
    check_length("location", name, LONGEST_SITE)
    return name


def check_length(column: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise WrongCell(column, _("This is longer than %(longest)s letters.") % {"longest": longest})


def read_date(column: str, text: str, *, latest: date | None = None) -> date | None:
    """The day that `text` names, None for an empty text. Raises WrongCell for anything else.

    Two digits of a year are of this century, or of the last where the day would be after `latest`.
    """
    if not text:
        return None
    match = SLASHED.fullmatch(text) or DASHED.fullmatch(text) or STAMPED.fullmatch(text)
    if not match:
        raise WrongCell(
            column,
            _("“%(text)s” is not a date. Please write 6/29/2020, 06-29-20 or 2020-06-29.") % {"text": text[:40]},
            kept=_("This is not a date. Please write 6/29/2020, 06-29-20 or 2020-06-29."),
        )
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    try:
        if len(match["year"]) == 4:
            return date(year, month, day)
        guess = date(2000 + year, month, day)
        return date(1900 + year, month, day) if latest and guess > latest else guess
    except ValueError as error:
        raise WrongCell(
            column,
            _("There is no day %(text)s in the calendar.") % {"text": text},
            kept=_("There is no such day in the calendar."),
        ) from error
