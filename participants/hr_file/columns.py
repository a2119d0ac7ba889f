"""Which column of a file means what: guessed from its heading, or said by a person."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.hr_file.headings import (
    CALLED_COST_CENTRE,
    COMPARED,
    MEANS_FIRST_NAME,
    MEANS_LAST_NAME,
    Field,
    known_heading,
    plain,
    without_brackets,
)
from participants.hr_file.never import is_never_read
from participants.hr_file.refusals import WrongFile
from participants.hr_file.text import MOST_COLUMNS

LABELS: Mapping[Field, str | Promise] = {
    Field.EMPLOYEE_NUMBER: gettext_lazy("Employee number"),
    Field.NAME: gettext_lazy("Name"),
    Field.FIRST_NAME: gettext_lazy("First name"),
    Field.LAST_NAME: gettext_lazy("Last name"),
    Field.EMAIL: gettext_lazy("E-mail address"),
    Field.DEPARTMENT: gettext_lazy("Department"),
    Field.SITE: gettext_lazy("Site"),
    Field.CITY: gettext_lazy("City of the site"),
    Field.COUNTRY: gettext_lazy("Country"),
    Field.BUSINESS_LINE: gettext_lazy("Line of business"),
    Field.COST_CENTRE: gettext_lazy("Cost centre"),
    Field.JOB_TITLE: gettext_lazy("Job title"),
    Field.GRADE: gettext_lazy("Grade"),
    Field.EMPLOYMENT_TYPE: gettext_lazy("Kind of employment"),
    Field.MANAGER: gettext_lazy("Manager (number, e-mail address or name)"),
    Field.HIRED_ON: gettext_lazy("Hired on"),
    Field.LAST_DAY: gettext_lazy("Last day"),
    Field.LANGUAGE: gettext_lazy("Language"),
    Field.TIME_ZONE: gettext_lazy("Time zone"),
}
LEFT_OUT = ("", "-")
LONGEST_HEADING = 200
SHOWN = 30  # letters of each heading that a sentence names


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known field stands, and what happens to the other columns.

    `closed` are the places of columns that are never read for what stands in them, whatever their headings say.
    """

    headings: tuple[str, ...]
    places: Mapping[Field, int]
    closed: Collection[int] = ()

    @property
    def never(self) -> list[str]:
        """The headings that are never read, whatever a person says."""
        return [heading for place, heading in enumerate(self.headings) if self.is_never(place)]

    @property
    def unread(self) -> list[str]:
        """The other headings that nobody asked for."""
        return [
            heading
            for place, heading in enumerate(self.headings)
            if heading and place not in self.places.values() and not self.is_never(place)
        ]

    def is_never(self, place: int) -> bool:
        return place in self.closed or is_never_read(self.headings[place])

    def heading(self, *fields: Field) -> str:
        """The heading of the first of these fields that the file has; "" for none."""
        return next((self.headings[self.places[field]] for field in fields if field in self.places), "")


def guessed(headings: Sequence[str], closed: Collection[int] = ()) -> dict[Field, int]:
    """The place of each field that a heading names, none of those `closed`.

    Of several headings for one field, the plainest counts.
    """
    known = list(known_places(headings, closed))
    found: dict[Field, tuple[int, int]] = {}
    for field, rank, place in known:
        found[field] = min(found.get(field, (rank, place)), (rank, place))
    places = {field: place for field, (_rank, place) in found.items()}
    return with_first_name(headings, with_last_name(headings, with_cost_centre(headings, places, known)))


def known_places(headings: Sequence[str], closed: Collection[int]) -> Iterator[tuple[Field, int, int]]:
    """Each field that a heading names, with how plainly it does, and the place of the heading.

    A compared field whose heading stands twice is none: files came in with both before they were read.
    """
    names = [plain(heading) for heading in headings]
    for place, heading in enumerate(headings):
        known = known_heading(heading)
        if known and place not in closed and not is_never_read(heading):
            field, rank = known
            if field not in COMPARED or names.count(names[place]) == 1:
                yield field, rank, place


def with_cost_centre(
    headings: Sequence[str], places: dict[Field, int], known: Sequence[tuple[Field, int, int]]
) -> dict[Field, int]:
    """What is called a cost centre is one where the department has another column, and is the department else."""
    names = [plain(heading) for heading in headings]
    called = [
        (rank, place)
        for field, rank, place in known
        if field == Field.DEPARTMENT and bare(headings[place]) in CALLED_COST_CENTRE and names.count(names[place]) == 1
    ]
    if Field.COST_CENTRE in places or not called or bare(headings[places[Field.DEPARTMENT]]) in CALLED_COST_CENTRE:
        return places
    return places | {Field.COST_CENTRE: min(called)[1]}


def with_last_name(headings: Sequence[str], places: dict[Field, int]) -> dict[Field, int]:
    """German files call the last name "Name" where a column "Vorname" stands beside it."""
    first, name = places.get(Field.FIRST_NAME), places.get(Field.NAME)
    if first is None or name is None or Field.LAST_NAME in places:
        return places
    if bare(headings[name]) != "name" or bare(headings[first]) not in MEANS_LAST_NAME:
        return places
    others = dict(places)
    others[Field.LAST_NAME] = others.pop(Field.NAME)
    return others


def with_first_name(headings: Sequence[str], places: dict[Field, int]) -> dict[Field, int]:
    """Beside a last name and with no heading of a first name, "Name" holds the first name.

    So does "Nom" beside "Nom de famille".
    """
    last = places.get(Field.LAST_NAME)
    if last is None or Field.FIRST_NAME in places:
        return places
    names = MEANS_FIRST_NAME.get(bare(headings[last]), ("name",))
    first = next((place for place, heading in enumerate(headings) if bare(heading) in names), None)
    if first is None:
        return places
    others = {field: place for field, place in places.items() if place != first}
    return others | {Field.FIRST_NAME: first}


def bare(heading: str) -> str:
    return plain(without_brackets(heading))


def check_headings(cells: Sequence[str], name: str) -> None:
    """Raise WrongFile for a first line that is too long to be one of headings."""
    if len(cells) > MOST_COLUMNS:
        raise WrongFile(_("%(name)s has more than 50 columns. Please leave out what is not needed.") % {"name": name})
    if any(len(cell) > LONGEST_HEADING for cell in cells):
        raise WrongFile(
            _(
                "%(name)s has a heading of more than 200 characters. Please check that its first line holds the "
                "headings."
            )
            % {"name": name}
        )


def choose_columns(cells: Sequence[str], name: str, chosen: Mapping[str, str], closed: Collection[int] = ()) -> Columns:
    """What each column means: as `chosen` says (heading to field, "" for left out), and as guessed else.

    Those at the places `closed` mean nothing. Raises WrongFile where what is needed is missing, stands there twice, or
    cannot be chosen.
    """
    headings = tuple(" ".join(cell.split()) for cell in cells)
    said = {place_of(heading, headings, name): field_of(field) for heading, field in chosen.items()}
    taken: dict[Field, int] = {}
    for place, field in said.items():
        if field:
            check_choice(headings, place, field, taken, closed)
            taken[field] = place
    guesses = {
        field: place for field, place in guessed(headings, closed).items() if place not in said and field not in taken
    }
    check_single(headings, guesses, name)
    places = taken | without_doubles(guesses, taken)
    check_complete(headings, places, name)
    return Columns(headings, places, closed)


def named(headings: Sequence[str]) -> str:
    return ", ".join(heading[:SHOWN] for heading in headings if heading)


def place_of(heading: str, headings: Sequence[str], name: str) -> int:
    wanted = " ".join(heading.split()).casefold()
    places = [place for place, each in enumerate(headings) if each.casefold() == wanted]
    if not places:
        raise WrongFile(
            _("%(name)s has no column “%(heading)s”. Its columns are: %(headings)s.")
            % {"name": name, "heading": heading, "headings": named(headings)}
        )
    return places[0]


def field_of(text: str) -> Field | None:
    """The field of this name, None for a column to be left out. Raises WrongFile for a name that is none."""
    if text.strip() in LEFT_OUT:
        return None
    try:
        return Field(text.strip().lower())
    except ValueError as error:
        raise WrongFile(
            _("There is no field “%(field)s”. A column can be: %(fields)s.")
            % {"field": text.strip(), "fields": ", ".join(Field)}
        ) from error


def check_choice(
    headings: Sequence[str], place: int, field: Field, taken: Mapping[Field, int], closed: Collection[int]
) -> None:
    if place in closed or is_never_read(headings[place]):
        raise WrongFile(
            _("The column “%(heading)s” is never read: mentoring knows no race, gender, birth date or pay.")
            % {"heading": headings[place]}
        )
    if field in taken:
        raise WrongFile(
            _("Two columns are chosen as “%(field)s”: “%(one)s” and “%(other)s”. Please keep one of them.")
            % {"field": LABELS[field], "one": headings[taken[field]], "other": headings[place]}
        )


def check_single(headings: Sequence[str], guesses: Mapping[Field, int], name: str) -> None:
    """Two columns with the very same heading: which of them is meant cannot be guessed."""
    names = [plain(heading) for heading in headings]
    for place in guesses.values():
        if names.count(names[place]) > 1:
            raise WrongFile(
                _("%(name)s has the heading %(double)s twice. Please keep one of them.")
                % {"name": name, "double": headings[place]}
            )


def without_doubles(guesses: dict[Field, int], taken: Mapping[Field, int]) -> dict[Field, int]:
    """A name in one column or in two, not both: two say more."""
    halves, known = (Field.FIRST_NAME, Field.LAST_NAME), {*guesses, *taken}
    dropped = {Field.NAME} if known.issuperset(halves) and Field.NAME not in taken else set(halves)
    if Field.NAME not in known:
        dropped = set()
    return {field: place for field, place in guesses.items() if field not in dropped}


def check_complete(headings: Sequence[str], places: Mapping[Field, int], name: str) -> None:
    missing = []
    if Field.EMPLOYEE_NUMBER not in places:
        missing.append(_("employee number"))
    if not {Field.NAME, Field.FIRST_NAME, Field.LAST_NAME} & set(places):
        missing.append(_("name"))
    if missing:
        raise WrongFile(
            _(
                "No column of %(name)s could be told to be the %(missing)s. Its columns are: %(headings)s. "
                "Please say which one it is, and check that the first line holds the headings."
            )
            % {
                "name": name,
                "missing": get_text_list(missing, _("and")),
                "headings": named(headings) or _("none"),
            },
            asks_for="columns",
        )
