"""What an import changes, worked out from what a file says and what is known, before anything is written."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Facts:
    """What HR says of one person, with department and site by their ids."""

    name: str
    department_id: UUID | None
    site_id: UUID | None
    job_title: str
    hired_on: date | None
    last_day: date | None

    def has_left(self, today: date) -> bool:
        """Whether the last day has passed; on the last day itself a person still works here."""
        return self.last_day is not None and self.last_day < today


@dataclass(frozen=True, slots=True)
class Known:
    """A person who is in the database already."""

    profile_id: UUID
    user_id: UUID
    source_id: UUID | None
    is_active: bool
    facts: Facts


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a known person."""

    before: Known
    source_id: UUID
    is_active: bool
    facts: Facts

    @property
    def is_real(self) -> bool:
        before = (self.before.source_id, self.before.is_active, self.before.facts)
        return before != (self.source_id, self.is_active, self.facts)


@dataclass(frozen=True, slots=True)
class Plan:
    """New people by their employee numbers, real changes, and counts of the rest."""

    new: Sequence[str]
    changes: Sequence[Change]
    unchanged: int
    leavers: int


def plan_import(
    wanted: Mapping[str, Facts], known: Mapping[str, Known], *, mentioned: Set[str], source_id: UUID, today: date
) -> Plan:
    """Compare a file (`wanted`, by employee number) with the people who are `known`.

    `mentioned` are all numbers of the file, on bad lines too. A person stays with the source that first named them.
    Leavers are known people who left newly, and employed people of this source whom the file no longer mentions: these
    are counted and held as they are.
    """
    compared = [
        change_of(known[number], facts, source_id, today) for number, facts in wanted.items() if number in known
    ]
    changes = [change for change in compared if change.is_real]
    missing = [
        person
        for number, person in known.items()
        if number not in mentioned and person.source_id == source_id and not person.facts.has_left(today)
    ]
    return Plan(
        new=[number for number in wanted if number not in known],
        changes=changes,
        unchanged=len(compared) - len(changes),
        leavers=len(missing) + sum(leaves_newly(change, today) for change in changes),
    )


def change_of(before: Known, facts: Facts, source_id: UUID, today: date) -> Change:
    return Change(before, before.source_id or source_id, may_sign_in(before, facts, today), facts)


def may_sign_in(before: Known, facts: Facts, today: date) -> bool:
    """Nobody after their last day; somebody who came back, again; everybody else as before."""
    if facts.has_left(today):
        return False
    return before.is_active or before.facts.has_left(today)


def leaves_newly(change: Change, today: date) -> bool:
    """Whether this import is what ends a person's time here."""
    was_here = change.before.is_active or not change.before.facts.has_left(today)
    return change.facts.has_left(today) and was_here
