"""What is wrong with a file, with a line of it, or with a cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mentoring.lib.errors import Refused


class WrongFile(Refused):
    """This is no HR file; the sentence says what to do. Nothing was changed.

    `asks_for` is what a person can say so that it becomes one: "columns" or "order", "" for nothing.
    """

    def __init__(self, message: str, asks_for: str = "") -> None:
        super().__init__(message)
        self.asks_for = asks_for


class WrongCell(ValueError):
    """One cell of a line does not hold what it should; the message says why.

    `column` is the heading, "" for the whole line. Where the reason quotes the cell, `kept` says the same without it.
    """

    def __init__(self, column: str, reason: str, kept: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.kept = kept or reason


class WrongLine(ValueError):
    """A line cannot be taken, because of each of these cells."""

    def __init__(self, cells: Sequence[WrongCell]) -> None:
        super().__init__(*(each.reason for each in cells))
        self.cells = cells


@dataclass(frozen=True, slots=True)
class RowError:
    """What is said of a line: why it was not taken, or what of it was left out. `column` is "" for the whole line.

    A line that was not taken has one for each cell that needs another look.

    `reason` may quote the cell and is for who holds the file; `kept` quotes nothing, so that it may be stored.
    `employee_number` says whose line it is, where it can be told.
    """

    line: int
    column: str
    reason: str
    kept: str
    employee_number: str = ""

    def __str__(self) -> str:
        if not self.column:
            return _("Line %(line)s: %(reason)s") % {"line": self.line, "reason": self.reason}
        return _("Line %(line)s, column “%(column)s”: %(reason)s") % {
            "line": self.line,
            "column": self.column,
            "reason": self.reason,
        }
