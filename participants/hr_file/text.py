"""The bytes of a file become lines of cells: which encoding, which separator, and how much is read at most."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.hr_file.refusals import WrongFile

LARGEST_FILE = 10 * 1024 * 1024  # bytes
MOST_LINES = 100_000
MOST_COLUMNS = 50
LONGEST_CELL = 10_000  # characters
SEPARATORS = (",", ";", "\t", "|")

# A file cut in two would make the people of each half missing from the other.
SMALLER = gettext_lazy("Please leave out columns that are not needed, or bring each part with a source of its own.")
WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SINGLE_BYTE = "cp1252"
# What no text holds: control characters but for tabs and ends of lines. Old exports end in one (Ctrl-Z).
NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
END_OF_OLD_FILE = "\x1a"
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
BROKEN = "\ufffd"
# What two Latin letters are, read as one letter of UTF-16. The Japanese letters U+30xx are left out.
HIGHER_HALVES = [0x100 * letter for letter in range(0x20, 0x7F) if letter != 0x30]
TWO_LETTERS = re.compile(f"[{''.join(f'{chr(high + 0x20)}-{chr(high + 0x7E)}' for high in HIGHER_HALVES)}]")
ENOUGH_TO_TELL = 20_000  # bytes
# What Excel writes in front of the headings to say how it parts cells.
SAYS_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\r?\n')
# What exports write so that Excel keeps the zeros in front of a number.
KEPT_AS_TEXT = re.compile(r'\s*="([^"]*(?:""[^"]*)*)"\s*')


class Lines(Protocol):
    """What `csv.reader` gives: the cells of line after line, and how many lines of the file lie behind."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text of the file without its byte-order mark, and its encoding. Raises WrongFile for what is no text."""
    if not content.strip():
        raise WrongFile(empty(name))
    if len(content) > LARGEST_FILE:
        raise WrongFile(_("%(name)s is larger than 10 MB. %(smaller)s") % {"name": name, "smaller": SMALLER})
    if content.startswith(WORKBOOK_STARTS):
        raise WrongFile(_("%(name)s is a workbook. Please save it as CSV (UTF-8) and try again.") % {"name": name})
    encoding = encoding_of(content, name)
    try:
        text = content.decode(encoding).rstrip(END_OF_OLD_FILE)
    except UnicodeDecodeError as error:
        raise WrongFile(no_text(name)) from error
    if NO_TEXT.search(text):
        raise WrongFile(no_text(name))
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise WrongFile(empty(name))
    return text, encoding.removesuffix("-sig")


def empty(name: str) -> str:
    return _("%(name)s is empty. Please export the people from your HR system again.") % {"name": name}


def no_text(name: str) -> str:
    return _("%(name)s is not a text file. Please save it as CSV (UTF-8).") % {"name": name}


def encoding_of(content: bytes, name: str) -> str:
    """By the mark in front; else UTF-16 by its empty bytes, UTF-8 where it fits, and Windows' own else."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    if 0 in content and (order := utf16_order(content)):
        return order
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if is_damaged_utf8(content):
            line = content.count(b"\n", 0, error.start) + 1
            raise WrongFile(
                _("%(name)s is UTF-8 text, but damaged on line %(line)s. Please export it once more.")
                % {"name": name, "line": line}
            ) from error
        return SINGLE_BYTE
    return "utf-8"


def utf16_order(content: bytes) -> str:
    """Which UTF-16 a text without a mark is, "" for none.

    Of Latin letters every other byte is empty. Of others that is so with separators and ends of lines alone: read in
    the right order, these are there.
    """
    start = content[:200]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    start = content[:ENOUGH_TO_TELL]
    if has_sound_utf8(start.replace(b"\0", b"")):
        return ""
    marks = {order: marks_in(start.decode(order, errors="replace")) for order in ("utf-16-le", "utf-16-be")}
    order = max(marks, key=marks.__getitem__)
    return order if marks[order] else ""


def has_sound_utf8(start: bytes) -> bool:
    """Whether the start of a text is UTF-8 with letters beyond ASCII; the last of them may be cut."""
    try:
        return BEYOND_ASCII.search(codecs.getincrementaldecoder("utf-8")().decode(start)) is not None
    except UnicodeDecodeError:
        return False


def marks_in(text: str) -> int:
    """How many separators and ends of lines stand in a text that was read as UTF-16; 0 where it was none."""
    ends = max(text.count("\n"), text.count("\r"))
    separators = sum(map(text.count, SEPARATORS))
    is_two_letters = len(TWO_LETTERS.findall(text)) * 2 > len(BEYOND_ASCII.findall(text))
    return separators + ends if separators >= ends and not is_two_letters else 0


def is_damaged_utf8(content: bytes) -> bool:
    """Whether more letters beyond ASCII are sound than broken: read as Windows' own, all those would come out wrong."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count(BROKEN)
    return len(BEYOND_ASCII.findall(text)) - broken > broken


def said_separator(text: str) -> tuple[str, str, int]:
    """The separator that the file itself names ("" for none), the text after that, and how many lines that took."""
    match = SAYS_SEPARATOR.match(text)
    return (match[1], text[match.end() :], 1) if match else ("", text, 0)


def lines_of(text: str, separator: str) -> Lines:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def first_line(text: str, separator: str) -> list[str]:
    """The cells of the first line that holds something; none where it cannot be read so."""
    try:
        return next((unwrapped(cells) for cells in lines_of(text, separator) if any(map(str.strip, cells))), [])
    except csv.Error:
        return []


def unwrapped(cells: list[str]) -> list[str]:
    """The cells with ="00123" as the text within."""
    return [inner(cell) if '="' in cell else cell for cell in cells]


def inner(cell: str) -> str:
    match = KEPT_AS_TEXT.fullmatch(cell)
    return match[1].replace('""', '"') if match else cell


def check_lines(count: int, name: str) -> None:
    """Raise WrongFile for more lines than are read, below the headings."""
    if count > MOST_LINES + 1:
        raise WrongFile(_("%(name)s has more than 100,000 lines. %(smaller)s") % {"name": name, "smaller": SMALLER})


def numbered_lines(reader: Lines, name: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each line that holds something, with the number it starts on, after so many lines that were skipped.

    Raises WrongFile from where it is no CSV: a quote that is never closed is named by the line on which it begins.
    """
    line = reader.line_num + 1
    try:
        for cells in reader:
            check_lines(line, name)
            if any(map(str.strip, cells)):
                yield line + skipped, unwrapped(cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise WrongFile(
            _("%(name)s cannot be read as CSV from line %(line)s on. Please export it as CSV (UTF-8) once more.")
            % {"name": name, "line": line + skipped}
        ) from error
