"""The people of a company as they are known before an import. Knows no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Facts:
    """What HR says of one person. Departments, sites and grades are names, the manager an employee number."""

    name: str = ""
    email: str = ""
    department: str = ""
    site: str = ""
    grade: str = ""
    job_title: str = ""
    manager: str = ""
    hired_on: date | None = None
    last_day: date | None = None
    language: str = ""
    time_zone: str = ""
    country: str = ""
    business_line: str = ""
    cost_centre: str = ""
    employment_type: str = ""

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
    # Their leaving was carried out.
    is_gone: bool = False
    # Held because a file did not have them.
    is_missing: bool = False
    # An address that was asked for and waits, and whether an import asked for it.
    waiting_address: str = ""
    import_waits: bool = False
    # Addresses whose change was stopped from the one until now.
    stopped_addresses: frozenset[str] = frozenset()
    # The time zone was chosen on a page, so no file changes it.
    chose_time_zone: bool = False

    def is_of_another(self, source_id: UUID, hired_on: date | None) -> bool:
        """Whether another source than this one has them still. Whoever left is of the one that hires them anew, on a
        day after their last.
        """
        if self.source_id in (None, source_id) or self.is_missing:
            return False
        last_day = self.facts.last_day
        return not (self.is_gone and hired_on and last_day and hired_on > last_day)


@dataclass(frozen=True, slots=True)
class Company:
    """What stands before an import.

    `addresses` says whose account has which; `accounts` are those that no file brought, by their ids, and
    `takes_accounts` whether a file may make them its people's; `spellings` says how departments, sites and grades are
    written, by kind and by name in lower case; `languages` are those of the installation; `sources` are names.
    """

    known: Mapping[str, Known]
    addresses: Mapping[str, UUID] = field(default_factory=dict)
    accounts: Mapping[UUID, Known] = field(default_factory=dict)
    takes_accounts: bool = False
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    languages: Sequence[str] = ()
    sources: Mapping[UUID, str] = field(default_factory=dict)
