"""From the lines of an HR file to people."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.accounts.services import allow_sign_in_of, stop_sign_in_of
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.promised import promised
from mentoring.lib.transactions import in_transaction
from participants.hr_file import HrFile, PersonRow
from participants.import_plan import Change, Facts, Known, plan_import
from participants.models import Department, ImportBatch, ImportSource, Organisation, Profile, Site

OWN_COMPANY = "Our company"
HR_SYSTEM = "HR"
BATCH_SIZE = 1_000
MOST_KEPT_ERRORS = 200
Named = TypeVar("Named", Department, Site)
FACTS = ("department_id", "site_id", "job_title", "hired_on", "last_day")


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did. `leavers` left newly, or are missing from the file and are held as they are."""

    new: int
    changed: int
    unchanged: int
    leavers: int
    errors: int


@in_transaction
def import_people(
    *, file: HrFile, source_name: str = HR_SYSTEM, organisation_name: str = "", by: User | None = None
) -> ImportCounts:
    """Make the people of an organisation what the file says; the same file again changes nothing.

    New people get an account without an e-mail address. Whoever is past their last day can no longer sign in. Two
    imports of one source wait for each other.
    """
    organisation = chosen_organisation(organisation_name)
    source = locked_source(organisation, source_name)
    facts = facts_of(file.rows, organisation)
    plan = plan_import(
        facts,
        known_people(organisation),
        mentioned=file.employee_numbers,
        source_id=source.pk,
        today=clock.today(),
    )
    add_people({number: facts[number] for number in plan.new}, source)
    change_people(plan.changes, by)
    if plan.new:
        count_tables_anew()
    counts = ImportCounts(
        new=len(plan.new),
        changed=len(plan.changes),
        unchanged=plan.unchanged,
        leavers=plan.leavers,
        errors=len(file.errors),
    )
    record_batch(source, file, counts, by)
    return counts


def chosen_organisation(name: str) -> Organisation:
    """The organisation of this name, made where there is none; without a name our own, whatever it is called."""
    own = None if name else Organisation.objects.filter(kind=Organisation.Kind.OWN).first()
    if own is not None:
        return own
    name = fitting(name or OWN_COMPANY, Organisation)
    return Organisation.objects.get_or_create(name__iexact=name, defaults={"name": name})[0]


def locked_source(organisation: Organisation, name: str) -> ImportSource:
    """The source, locked: another import of it waits until this one is done."""
    name = fitting(name, ImportSource)
    sources = ImportSource.objects.select_for_update(of=("self",))
    return sources.get_or_create(organisation=organisation, name__iexact=name, defaults={"name": name})[0]


def fitting(name: str, model: type[Organisation] | type[ImportSource]) -> str:
    """The name without spaces around it. Refused where it is empty or too long."""
    name, longest = name.strip(), promised(model._meta.get_field("name").max_length)
    if not 0 < len(name) <= longest:
        raise Refused(
            _("Please choose a name of 1 to %(longest)s letters for the %(thing)s.")
            % {"longest": longest, "thing": model._meta.verbose_name}
        )
    return name


def facts_of(rows: Sequence[PersonRow], organisation: Organisation) -> dict[str, Facts]:
    """What each line says, by employee number; departments and sites that are new are made."""
    departments = ids_by_name(Department, organisation, (row.department for row in rows))
    sites = ids_by_name(Site, organisation, (row.site for row in rows))
    return {
        row.employee_number: Facts(
            name=row.name,
            department_id=departments.get(row.department.lower()),
            site_id=sites.get(row.site.lower()),
            job_title=row.job_title,
            hired_on=row.hired_on,
            last_day=row.last_day,
        )
        for row in rows
    }


def ids_by_name(model: type[Named], organisation: Organisation, names: Iterable[str]) -> dict[str, UUID]:
    """Departments or sites by their names in lower case, the missing ones made."""
    wanted = {name.lower(): name for name in names if name}
    found = {name.lower(): pk for pk, name in model.objects.filter(organisation=organisation).values_list("pk", "name")}
    missing = [model(organisation=organisation, name=name) for key, name in wanted.items() if key not in found]
    return found | {each.name.lower(): each.pk for each in model.objects.bulk_create(missing)}


def known_people(organisation: Organisation) -> dict[str, Known]:
    """Everybody of the organisation by employee number."""
    people = Profile.objects.filter(organisation=organisation).order_by()
    columns = ("employee_number", "pk", "user_id", "source_id", "user__is_active", "user__name", *FACTS)
    return {
        number: Known(pk, user_id, source_id, is_active, Facts(*facts))
        for number, pk, user_id, source_id, is_active, *facts in people.values_list(*columns)
    }


def add_people(facts: Mapping[str, Facts], source: ImportSource) -> None:
    """New people with accounts that nobody can sign in to yet: there is no e-mail address."""
    today, now = clock.today(), clock.now()
    users = {
        number: User(name=each.name, is_active=not each.has_left(today), password=unusable_password(), date_joined=now)
        for number, each in facts.items()
    }
    User.objects.bulk_create(users.values(), batch_size=BATCH_SIZE)
    Profile.objects.bulk_create(
        (
            Profile(
                user=users[number],
                organisation_id=source.organisation_id,
                source=source,
                employee_number=number,
                **{field: getattr(each, field) for field in FACTS},
            )
            for number, each in facts.items()
        ),
        batch_size=BATCH_SIZE,
    )


def unusable_password() -> str:
    """What Django's `make_password(None)` gives, without drawing each of forty letters by itself."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def count_tables_anew() -> None:
    """Tell the database how large the tables are now: believing them small, it would join them row by row."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (User, Profile))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def change_people(changes: Sequence[Change], by: User | None) -> None:
    """Write what is different, and nothing else of a person; whoever has left is signed out everywhere."""
    profiles = [
        Profile(
            pk=change.before.profile_id,
            source_id=change.source_id,
            **{field: getattr(change.facts, field) for field in FACTS},
        )
        for change in changes
    ]
    Profile.objects.bulk_update(profiles, [*FACTS, "source_id"], batch_size=BATCH_SIZE)
    renamed = [change for change in changes if change.before.facts.name != change.facts.name]
    users = [User(pk=change.before.user_id, name=change.facts.name) for change in renamed]
    User.objects.bulk_update(users, ["name"], batch_size=BATCH_SIZE)
    for is_active, turn in ((False, stop_sign_in_of), (True, allow_sign_in_of)):
        turned = [each.before.user_id for each in changes if each.before.is_active != each.is_active == is_active]
        turn(users=turned, by=by)


def record_batch(source: ImportSource, file: HrFile, counts: ImportCounts, by: User | None) -> ImportBatch:
    batch = ImportBatch.objects.create(
        source=source,
        file_name=file.name[-200:],
        file_digest=file.digest,
        applied_at=clock.now(),
        applied_by=by,
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged,
        leavers=counts.leavers,
        errors=counts.errors,
        left_out=[
            {"line": error.line, "column": error.column, "reason": error.kept}
            for error in file.errors[:MOST_KEPT_ERRORS]
        ],
    )
    record_event(verb="import.apply", subject=batch, by=by)
    return batch
