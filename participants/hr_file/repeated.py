"""Exports that were joined to one file have headings in its midst: such a line is nobody."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from participants.hr_file.columns import SHOWN, Columns
from participants.hr_file.headings import KNOWN, Field, plain
from participants.hr_file.refusals import WrongFile

Line = tuple[int, list[str]]
# What tells a line of headings from a person.
TELLING = (Field.EMPLOYEE_NUMBER, Field.NAME, Field.FIRST_NAME, Field.LAST_NAME)


def without_repeated(
    lines: Iterable[Line], headings: Sequence[str], columns: Columns | None, name: str
) -> Iterator[Line]:
    """The lines but those that repeat the headings: of the number and the name, or of all as long as no columns are
    chosen.

    Raises WrongFile where such a line has the columns in another order: what stands below it would go to wrong fields.
    """
    meanings = [meaning(heading) for heading in headings]
    candidates = places_of(TELLING, columns) if columns else range(len(headings))
    telling = [place for place in candidates if meanings[place]]
    told = {meanings[place] for place in telling}
    for line, cells in lines:
        if not telling or not all(place < len(cells) and meaning(cells[place]) in told for place in telling):
            yield line, cells
        elif columns:
            check_order((line, cells), meanings, columns, name)


def places_of(fields: Iterable[Field], columns: Columns) -> list[int]:
    return [columns.places[each] for each in fields if each in columns.places]


def meaning(heading: str) -> str:
    """The field that a heading is known for, or else its plain letters."""
    letters = plain(heading)
    return KNOWN[letters][0] if letters in KNOWN else letters


def check_order(numbered: Line, meanings: Sequence[str], columns: Columns, name: str) -> None:
    line, cells = numbered
    others = {*Field, *meanings} - {""}
    for place in columns.places.values():
        found = meaning(cells[place]) if place < len(cells) else ""
        if found != meanings[place] and found in others:
            raise WrongFile(
                _(
                    "%(name)s has headings again on line %(line)s, and other ones: “%(other)s” under “%(first)s”. "
                    "Please export all people with the same columns, or bring each part with a source of its own."
                )
                % {
                    "name": name,
                    "line": line,
                    "other": " ".join(cells[place].split())[:SHOWN],
                    "first": columns.headings[place][:SHOWN],
                }
            )
