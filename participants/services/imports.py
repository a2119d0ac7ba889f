"""From an HR file to people: what it would do, and doing it in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock, registry
from mentoring.lib.errors import Refused
from mentoring.lib.tags import grouped
from mentoring.lib.transactions import in_transaction
from participants.hr_file import HrFile, RowError
from participants.import_plan import Plan, Shrink, plan_import
from participants.known_people import Company
from participants.models import ImportBatch, ImportSource
from participants.services.import_company import (
    HR_SYSTEM,
    company_before,
    find_organisation,
    find_source,
    locked_organisation,
    made_source,
)
from participants.services.import_writing import Told, write_plan
from participants.services.leaving import let_people_go

MOST_KEPT = 200


class TooManyGone(Refused):
    """The file lacks so many people that it is more likely cut short."""


class PeopleChanged(Refused):
    """What was shown before is no longer what the import would do."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did. `leavers` left since, or are missing from the file and held as they are."""

    new: int
    changed: int
    unchanged: int
    leavers: int
    errors: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do, with what is to be said of the file's lines."""

    counts: ImportCounts
    errors: Sequence[RowError]
    warnings: Sequence[RowError]
    # Of the new people, those who had left before.
    new_gone: int
    missing: int
    shrink: Shrink
    digest: str
    # What ends with those whose last day is over, in sentences. With those who are missing nothing ends yet.
    ends: Sequence[str] = ()
    # People who work here and cannot sign in yet.
    without_address: int = 0
    # People who chose a time zone and keep it, though the file names another.
    kept_time_zones: int = 0
    # Accounts that were here before any file and become those of new people.
    accounts_taken: int = 0


def unheard(count: int, total: int) -> None:
    """Nobody wants to know how many people are written."""


def preview_import(*, file: HrFile, source_name: str = HR_SYSTEM, organisation_name: str = "") -> Outcome:
    """What the import of this file would do; nothing is written."""
    organisation = find_organisation(organisation_name, source_name=source_name)
    source = find_source(organisation, source_name) if organisation else None
    company = company_before(organisation)
    plan = plan_import(file, company, source_id=source.pk if source else uuid4(), today=clock.company_today())
    leaving = people_leaving(plan, company)
    return outcome_of(plan, ends=[words for answer in registry.ends_with_people.ask(leaving) for words in answer])


def import_people(
    *,
    file: HrFile,
    source_name: str = HR_SYSTEM,
    organisation_name: str = "",
    by: User | None = None,
    allow_shrink: bool = False,
    told: Told = unheard,
) -> Outcome:
    """Make the people of an organisation what the file says; the same file again changes nothing.

    Either all of it is written or nothing. Whoever is past their last day then leaves, each by themselves
    (`let_people_go`); whoever is missing from the file is held. Refused where over a fifth of the source's people would
    be gone, unless `allow_shrink`. Two imports of one organisation wait for each other.
    """
    outcome, leaving = write_import(
        file=file,
        source_name=source_name,
        organisation_name=organisation_name,
        by=by,
        allow_shrink=allow_shrink,
        told=told,
    )
    let_people_go(people=leaving)
    return outcome


@in_transaction
def write_import(
    *,
    file: HrFile,
    source_name: str,
    organisation_name: str,
    by: User | None,
    allow_shrink: bool = False,
    told: Told = unheard,
    expected: str = "",
    batch_id: UUID | None = None,
    finish: Callable[[ImportBatch], Any] | None = None,
) -> tuple[Outcome, list[UUID]]:
    """Write an import; what it did, and whose last day is over since.

    Raises PeopleChanged where it would do something else than the plan of the digest `expected`. `finish` is what
    belongs to the same transaction.
    """
    organisation = locked_organisation(organisation_name, source_name=source_name)
    source = made_source(organisation, source_name)
    company, today = company_before(organisation), clock.company_today()
    plan = plan_import(file, company, source_id=source.pk, today=today)
    if expected and plan.digest() != expected:
        raise PeopleChanged(_("People have changed since the check, so it was made anew. Please look at it again."))
    if plan.shrink.is_doubtful and not allow_shrink:
        raise TooManyGone(too_many_gone(plan.shrink))
    outcome = outcome_of(plan)
    batch = record_batch(source, file, outcome, by, batch_id)
    write_plan(plan, company.known, source, batch, today=today, told=told)
    if finish:
        finish(batch)
    return outcome, people_leaving(plan, company)


def people_leaving(plan: Plan, company: Company) -> list[UUID]:
    return [company.known[number].profile_id for number in plan.leaving]


def outcome_of(plan: Plan, ends: Sequence[str] = ()) -> Outcome:
    counts = ImportCounts(
        new=len(plan.new),
        changed=len(plan.changes),
        unchanged=plan.unchanged,
        leavers=plan.leavers,
        errors=plan.lines_left_out,
    )
    return Outcome(
        counts=counts,
        errors=plan.errors,
        warnings=plan.warnings,
        new_gone=plan.new_gone,
        missing=len(plan.missing),
        shrink=plan.shrink,
        digest=plan.digest(),
        ends=ends,
        without_address=plan.without_address,
        kept_time_zones=plan.kept_time_zones,
        accounts_taken=len(plan.taken),
    )


def too_many_gone(shrink: Shrink) -> str:
    return _(
        "This file would make %(gone)s of %(employed)s people leave or go missing, more than one in five. "
        "Perhaps it was cut short: nothing was changed."
    ) % {"gone": grouped(shrink.gone), "employed": grouped(shrink.employed)}


def record_batch(
    source: ImportSource, file: HrFile, outcome: Outcome, by: User | None, batch_id: UUID | None
) -> ImportBatch:
    counts = outcome.counts
    batch = ImportBatch.objects.create(
        pk=batch_id or uuid4(),
        source=source,
        file_name=file.name[-200:],
        file_digest=file.digest,
        applied_at=clock.now(),
        applied_by=by,
        new=counts.new,
        new_gone=outcome.new_gone,
        changed=counts.changed,
        unchanged=counts.unchanged,
        leavers=counts.leavers,
        errors=counts.errors,
        left_out=kept(outcome.errors),
        remarks=kept(outcome.warnings),
    )
    record_event(verb="import.apply", subject=batch, by=by)
    return batch


def kept(said: Sequence[RowError]) -> list[dict[str, Any]]:
    """The first of what is said of lines, without anything that stood in them."""
    return [{"line": each.line, "column": each.column, "reason": each.kept} for each in said[:MOST_KEPT]]
