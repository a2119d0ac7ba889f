"""Who is meant by a manager's number, address or name in an HR file. Knows no database."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from participants.hr_file import PersonRow
from participants.hr_file.names import first_name_first
from participants.known_people import Known

# Looking for what is near costs time: for so many of those not found, the others read that nobody was.
NEAREST_FOR = 20
NEAR_ENOUGH = 0.6


class Person(NamedTuple):
    """Somebody who may be a manager."""

    number: str
    name: str
    email: str


class NoManager(Exception):
    """Nobody, or nobody alone, is meant; the reason says so. `kept` says it without quoting the file."""

    def __init__(self, reason: str, kept: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kept = kept


@dataclass(slots=True)
class Directory:
    """People by everything a file may call them by."""

    numbers: dict[str, Person] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    near: dict[str, str] = field(default_factory=dict)
    # The numbers of people whose lines were left out, by everything a file may call them by, in lower case.
    left_out: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[Person], left_out: Iterable[Person] = ()) -> "Directory":
        """A later person of the same number stands for the earlier one."""
        directory = cls()
        for person in left_out:
            directory.left_out |= {key.casefold(): person.number for key in person if key}
        for person in people:
            directory.numbers[person.number] = person
        for person in directory.numbers.values():
            if person.name:
                directory.names[person.name.casefold()].add(person.number)
            if person.email:
                directory.addresses[person.email] = person.number
        return directory

    def find(self, text: str, *, besides: str) -> str:
        """The employee number of who is meant, somebody else than `besides`. Raises NoManager."""
        number = self.meant(text)
        if number == besides:
            reason = _("Nobody is their own manager, so none was taken.")
            raise NoManager(reason, reason)
        return number

    def meant(self, text: str) -> str:
        if text in self.numbers:
            return text
        if "@" in text:
            number = self.addresses.get(text.lower())
            return number if number else self.give_up(text)
        found = self.names.get(first_name_first(text).casefold(), set())
        if len(found) > 1:
            raise NoManager(
                _("%(count)s people are called “%(name)s”. Please give the employee number of the manager.")
                % {"count": len(found), "name": text},
                _("Several people have the name of this manager. Please give the employee number."),
            )
        return next(iter(found)) if found else self.give_up(text)

    def give_up(self, text: str) -> str:
        if number := self.left_out.get(text.casefold()) or self.left_out.get(first_name_first(text).casefold()):
            raise NoManager(
                _("The line of the manager %(number)s was left out, so none was taken.") % {"number": number},
                _("The line of the manager was left out, so none was taken."),
            )
        nearest = self.nearest(text)
        reason = _("Nobody is found as the manager “%(text)s”.") % {"text": text}
        if nearest:
            reason = _("Nobody is found as the manager “%(text)s”; nearest: %(nearest)s.") % {
                "text": text,
                "nearest": nearest,
            }
        raise NoManager(reason, _("The manager was not found."))

    def nearest(self, text: str) -> str:
        """Whoever is called most like this; "" where nobody is, or where that was asked too often."""
        if text not in self.near and len(self.near) < NEAREST_FOR:
            self.near[text] = self.look_around(text)
        return self.near.get(text, "")

    def look_around(self, text: str) -> str:
        wanted = first_name_first(text).casefold()
        called = {
            key.casefold(): person
            for person in self.numbers.values()
            for key in ((person.email,) if "@" in text else (person.name, person.number))
            if key and begins_alike(wanted, key.casefold())
        }
        close = difflib.get_close_matches(wanted, called, n=1, cutoff=NEAR_ENOUGH)
        return _("%(name)s (%(number)s)") % called[close[0]]._asdict() if close else ""


def begins_alike(one: str, other: str) -> bool:
    """Whether some word of both begins with the same letter: looking closely at everybody would take too long."""
    return bool({word[0] for word in one.split()} & {word[0] for word in other.split()})


def directory_of(rows: Sequence[PersonRow], known: Mapping[str, Known], left_out: Sequence[Person] = ()) -> Directory:
    """Everybody who may be a manager; whoever is gone only by their number, as their name may be another's by now."""
    here = (Person(number, each.facts.name, each.facts.email) for number, each in known.items() if not each.is_gone)
    gone = (Person(number, "", "") for number, each in known.items() if each.is_gone)
    named = (Person(row.employee_number, row.name, row.email) for row in rows)
    return Directory.of([*here, *gone, *named], left_out)
