"""What an import changes, worked out from what a file says and what is known, before anything is written."""

import hashlib
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.lib.promised import promised
from participants.hr_file import Field, HrFile, PersonRow, RowError
from participants.known_people import Company, Facts, Known
from participants.managers import NoManager, Person, directory_of
from participants.same_person import (
    Doubt,
    account_is_closed,
    account_of_another,
    account_of_our_own,
    address_of_another,
    address_of_leaver,
    address_under_new_number,
    addresses_swapped,
    day_of_another_source,
    left_by_another_source,
    manager_of_another,
    may_be_one,
    number_of_another,
    second_account,
)

# More of a source's people gone than this share are more often a file cut short than people who left. Of fewer than
# five each is read by name.
LARGEST_SHRINK = 0.2
FEWEST_TO_DOUBT = 5

NOTHING = Facts()
# What is kept by name, and all that a file overwrites where it has a column for it.
NAMED = ("department", "site", "grade")
# What is kept as it is written, and compared where a programme asks for it.
TEXTS = ("job_title", "country", "business_line", "cost_centre", "employment_type")
TAKEN_OVER = ("name", *NAMED, *TEXTS, "hired_on", "last_day")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a known person."""

    number: str
    before: Known
    source_id: UUID
    facts: Facts
    # Another address of somebody who has one is asked for: it waits a day.
    new_address: str = ""
    # The file gives the present address again, and an earlier one asked for another that still waits.
    takes_back: bool = False

    def comes_back(self, today: date) -> bool:
        return self.before.is_gone and not self.facts.has_left(today)

    def leaves(self, today: date) -> bool:
        """Whether this import is what ends a person's time here."""
        return self.facts.has_left(today) and not self.before.is_gone

    def is_real(self, today: date) -> bool:
        before = (self.before.source_id, self.before.facts)
        return (
            before != (self.source_id, self.facts)
            or bool(self.new_address)
            or self.takes_back
            or self.before.is_missing
            or self.comes_back(today)
        )


@dataclass(frozen=True, slots=True)
class Shrink:
    """How many of a source's people would be gone."""

    gone: int
    employed: int

    @property
    def is_doubtful(self) -> bool:
        return self.gone >= FEWEST_TO_DOUBT and self.gone > self.employed * LARGEST_SHRINK


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. All but the two numbers by employee number.

    `new_gone` are those of `new` whose last day is over already: they come in as gone. `taken` are the accounts, here
    before any file, that become those of new people.
    """

    new: Mapping[str, Facts]
    new_gone: int
    changes: Sequence[Change]
    unchanged: int
    leaving: Sequence[str]
    missing: Sequence[str]
    errors: Sequence[RowError]
    warnings: Sequence[RowError]
    shrink: Shrink
    taken: Mapping[str, Known] = field(default_factory=dict)
    # Of those in the file who work here, the people without an e-mail address.
    without_address: int = 0
    # People who chose a time zone and keep it, though the file names another.
    kept_time_zones: int = 0

    @property
    def leavers(self) -> int:
        """People whose last day is over since, and people whom the file no longer has, who are held."""
        return len(self.leaving) + len(self.missing)

    @property
    def lines_left_out(self) -> int:
        """Lines with errors, however many of their cells are wrong."""
        return len({error.line for error in self.errors})

    def digest(self) -> str:
        """Equal for two plans that do the same."""
        said = (
            sorted(self.new.items(), key=lambda item: item[0]),
            [(each.number, each.facts, each.before.facts, each.new_address, each.takes_back) for each in self.changes],
            self.unchanged,
            sorted(self.leaving),
            sorted(self.missing),
            sorted(self.taken),
            [(error.line, error.column, error.reason) for error in self.errors],
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()


def plan_import(file: HrFile, company: Company, *, source_id: UUID, today: date) -> Plan:
    """Compare a file with the people who are known.

    A person stays with the source that first named them, unless that one no longer has them. What the file has no
    column for stays as it is.
    """
    return _Comparison(file, company, source_id, today).plan()


class _Comparison:
    """One file beside one company, and what is to be said of its lines."""

    def __init__(self, file: HrFile, company: Company, source_id: UUID, today: date) -> None:
        self.file, self.company, self.source_id, self.today = file, company, source_id, today
        self.known = company.known
        self.numbers = {each.user_id: number for number, each in self.known.items()}
        self.lines = {row.employee_number: row for row in file.rows}
        self.mentioned = file.employee_numbers
        self.errors: list[RowError] = []
        self.warnings: list[RowError] = []
        self.kept_time_zones = 0
        self.spellings = {kind: dict(company.spellings.get(kind, {})) for kind in NAMED}
        # Numbers that a line has for one person and the database for another.
        self.disputed: set[str] = set()
        self.taken: dict[str, Known] = {}
        self.rows = [row for row in file.rows if self.is_of_its_person(row)]
        self.directory = directory_of(self.rows, self.known, self.left_out())

    def plan(self) -> Plan:
        new: dict[str, Facts] = {}
        compared: list[Change] = []
        for row in self.rows:
            self.warnings += row.remarks
            before = self.known.get(row.employee_number)
            account = before or self.taken.get(row.employee_number)
            facts = self.wanted(row, account.facts if account else NOTHING)
            facts = replace(facts, time_zone=self.time_zone(row, account))
            facts = replace(facts, last_day=self.taken_last_day(row, account, facts.last_day))
            if before:
                compared.append(self.change(row, before, facts))
            else:
                new[row.employee_number] = facts
        changes = [change for change in compared if change.is_real(self.today)]
        leaving = [change for change in compared if change.leaves(self.today)]
        missing = self.missing()
        from_here = sum(change.before.source_id == self.source_id for change in leaving)
        return Plan(
            new=new,
            new_gone=sum(facts.has_left(self.today) for facts in new.values()),
            changes=changes,
            unchanged=len(compared) - len(changes),
            leaving=[change.number for change in leaving],
            missing=missing,
            errors=sorted([*self.file.errors, *self.errors], key=lambda error: error.line),
            warnings=self.warnings,
            shrink=Shrink(len(missing) + from_here, len(self.employed())),
            taken=self.taken,
            without_address=sum(
                not facts.email and not facts.has_left(self.today)
                for facts in (*new.values(), *(change.facts for change in compared))
            ),
            kept_time_zones=self.kept_time_zones,
        )

    def is_of_its_person(self, row: PersonRow) -> bool:
        """Whether a line has nobody else's number or address; else it is left out."""
        if doubt := self.doubt_of_number(row):
            self.disputed.add(row.employee_number)
            self.errors.append(self.note(row, Field.EMPLOYEE_NUMBER, *doubt))
        elif doubt := self.doubt_of_address(row):
            self.errors.append(self.note(row, Field.EMAIL, *doubt))
        return doubt is None

    def doubt_of_number(self, row: PersonRow) -> Doubt | None:
        """Numbers are given twice, and anew: nobody's account goes to somebody else for having theirs.

        With quite another name a line is of the person known only if it gives their address, or gives none and is of
        no other source than they are.
        """
        before = self.known.get(row.employee_number)
        if before is None or may_be_one(row.name, before.facts.name):
            return None
        is_theirs = row.email == before.facts.email if row.email else before.source_id in (None, self.source_id)
        if is_theirs:
            return None
        source = self.company.sources.get(before.source_id, "") if before.source_id else ""
        return number_of_another(number=row.employee_number, name=before.facts.name, source=source)

    def doubt_of_address(self, row: PersonRow) -> Doubt | None:
        owner = self.company.addresses.get(row.email) if row.email else None
        own = self.known.get(row.employee_number)
        if owner is None or (own is not None and own.user_id == owner):
            return None
        if account := self.company.accounts.get(owner):
            return self.doubt_of_account(row, account)
        number = self.numbers.get(owner, "")
        return self.doubt_of_holder(row, number) if number else address_of_another()

    def doubt_of_account(self, row: PersonRow, account: Known) -> Doubt | None:
        """Whether an account that no file brought, and that has the address of the line, is not its person's; else it
        becomes theirs. What it may do, its password and its second step stay as they are.

        A partner's file takes none over: an administrator of ours would become one of their people.
        """
        name = account.facts.name
        if not self.company.takes_accounts:
            return account_of_our_own()
        if row.employee_number in self.known:
            return second_account(row.name)
        if not may_be_one(row.name, name):
            return account_of_another(name)
        if not account.is_active:
            return account_is_closed(name)
        self.taken[row.employee_number] = account
        return None

    def doubt_of_holder(self, row: PersonRow, number: str) -> Doubt:
        """What is to be said of the person of this number, who has the address of the line."""
        name, last_day = self.known[number].facts.name, self.last_day(number)
        if last_day is not None and last_day < self.today:
            return address_of_leaver(number=number, name=name, last_day=last_day)
        if number not in self.mentioned and may_be_one(row.name, name):
            return address_under_new_number(number=number, name=name)
        if self.is_swap(row, number):
            return addresses_swapped(name=row.name, number=number, other=name)
        return address_of_another()

    def is_swap(self, row: PersonRow, number: str) -> bool:
        """Whether the holder of the line's address gets that of its person, both having open accounts."""
        own, theirs = self.known.get(row.employee_number), self.lines.get(number)
        if own is None or theirs is None or not own.is_active or not self.known[number].is_active:
            return False
        return theirs.email == own.facts.email != "" and self.doubt_of_number(theirs) is None

    def left_out(self) -> list[Person]:
        """Those on lines that do not come in, as far as they can be told."""
        rows = (self.lines[error.employee_number] for error in self.errors)
        unread = (Person(error.employee_number, "", "") for error in self.file.errors)
        return [*unread, *(Person(row.employee_number, row.name, row.email) for row in rows)]

    def last_day(self, number: str) -> date | None:
        """What this file says of it comes before what was known."""
        before, row = self.known[number], self.lines.get(number)
        if row is None or Field.LAST_DAY not in self.file.fields or before.is_of_another(self.source_id, row.hired_on):
            return before.facts.last_day
        return row.last_day

    def wanted(self, row: PersonRow, before: Facts) -> Facts:
        """What a person will be: what the file says, beside what stands of them that it has no column for.

        Addresses and languages are people's own once they have them.
        """
        said = {name: getattr(row, name) for name in TAKEN_OVER if Field(name) in self.file.fields}
        said |= {kind: self.spelt(kind, said[kind]) for kind in NAMED if kind in said}
        return replace(
            before,
            **said,
            email=before.email or row.email,
            manager=self.manager(row, before),
            language=before.language or language_of(row.language, self.company.languages),
        )

    def spelt(self, kind: str, name: str) -> str:
        """As it is written already, in whatever case the file has it."""
        return self.spellings[kind].setdefault(name.lower(), name) if name else ""

    def manager(self, row: PersonRow, before: Facts) -> str:
        """The manager's number; who was before where the file names somebody who cannot be found."""
        if Field.MANAGER not in self.file.fields:
            return before.manager
        if not row.manager:
            return ""
        try:
            found = self.directory.find(row.manager, besides=row.employee_number)
        except NoManager as error:
            self.warnings.append(self.note(row, Field.MANAGER, error.reason, error.kept))
            return before.manager
        if row.manager in self.disputed:
            self.warnings.append(self.note(row, Field.MANAGER, *manager_of_another(row.manager)))
            return before.manager
        return found

    def taken_last_day(self, row: PersonRow, before: Known | None, said: date | None) -> date | None:
        """When people leave is for the source that has them to say."""
        if before is None or not before.is_of_another(self.source_id, row.hired_on):
            return said
        stands = before.facts.last_day
        if said != stands and (said or before.is_gone):
            doubt = left_by_another_source if before.is_gone else day_of_another_source
            source = self.company.sources.get(promised(before.source_id), "")
            self.warnings.append(self.note(row, Field.LAST_DAY, *doubt(source)))
        return stands

    def time_zone(self, row: PersonRow, before: Known | None) -> str:
        """What the file says, unless the person chose one; where it says none or nonsense, what stands."""
        stands = before.facts.time_zone if before else ""
        if row.time_zone in ("", stands):
            return stands
        if row.time_zone not in time_zones():
            reason = _("This is no time zone such as Europe/London, so none was taken.")
            self.warnings.append(self.note(row, Field.TIME_ZONE, reason))
            return stands
        if before and before.chose_time_zone:
            self.kept_time_zones += 1
            return stands
        return row.time_zone

    def change(self, row: PersonRow, before: Known, facts: Facts) -> Change:
        """Whom their own source no longer has, and this one names, is this one's from now on."""
        stays = before.source_id if before.is_of_another(self.source_id, row.hired_on) else None
        return Change(
            number=row.employee_number,
            before=before,
            source_id=stays or self.source_id,
            facts=facts,
            new_address=self.new_address(row, before),
            takes_back=self.takes_back(row, before),
        )

    def new_address(self, row: PersonRow, before: Known) -> str:
        """The address to ask for; "" where there is none, it waits already, or its owner did not want it."""
        if not before.is_active or not before.facts.email or row.email in ("", before.facts.email):
            return ""
        if row.email in before.stopped_addresses:
            reason = _("This change of address was stopped from the address until now. The office can ask for it anew.")
            self.warnings.append(self.note(row, Field.EMAIL, reason))
            return ""
        return "" if row.email == before.waiting_address else row.email

    def takes_back(self, row: PersonRow, before: Known) -> bool:
        if not before.import_waits or row.email != before.facts.email:
            return False
        reason = _("The account has this address, so the change that an earlier file asked for is stopped.")
        self.warnings.append(self.note(row, Field.EMAIL, reason))
        return True

    def missing(self) -> list[str]:
        """Employed people of this source whom the file no longer has, and who are not held already."""
        gone = (number for number in self.employed() if number not in self.mentioned)
        return [number for number in gone if not self.known[number].is_missing]

    def employed(self) -> list[str]:
        """The people of this source who work here, by what is known."""
        return [
            number
            for number, each in self.known.items()
            if each.source_id == self.source_id and not each.is_gone and not each.facts.has_left(self.today)
        ]

    def note(self, row: PersonRow, field: Field, reason: str, kept: str = "") -> RowError:
        return RowError(row.line, self.file.columns.heading(field), reason, kept or reason, row.employee_number)


def language_of(text: str, languages: Sequence[str]) -> str:
    """The language of the installation that is meant; "" for any that it does not speak."""
    wanted = text.lower().replace("_", "-")
    return next((each for each in languages if wanted and (each == wanted or each.split("-")[0] == wanted)), "")


@cache
def time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
