"""Tables as files that a spreadsheet opens without running anything."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A cell of text that begins with one of these may be read as a formula; the wide forms are typed in East Asia.
DANGEROUS = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
# Where lists are parted by these, as in much of Europe, what follows one may be a cell of its own, quotes or not.
PARTED = re.compile(r"""([;\t|]["'\s]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV text: every cell quoted, lines ending in CR LF, text that looks like a formula made harmless.

    An int or float is written as it is, None as an empty cell, anything else as text; text that may be a formula
    gets an apostrophe in front, and so does what may be one behind a semicolon, a tab or a bar. Raises ValueError
    when a row is not as long as the header.
    """
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"Row {number} has {len(row)} cells under {len(header)} headings.")
        writer.writerow([_cell(value) for value in row])
    return file.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if isinstance(value, int | float):
        return text
    text = PARTED.sub(r"\1'", text)
    return f"'{text}" if text.startswith(DANGEROUS) else text
