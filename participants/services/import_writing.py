"""Writing what an import's plan says: in few statements, however many people there are."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection

from mentoring.accounts.models import User
from mentoring.accounts.services import allow_sign_in_of, request_email_changes, take_back_email_change
from mentoring.audit.services import record_events
from mentoring.lib import clock
from mentoring.lib.errors import constraints_refused
from participants.import_plan import NAMED, TEXTS, Change, Plan
from participants.known_people import Facts, Known
from participants.models import ImportBatch, ImportSource, Organisation, Profile
from participants.services.import_company import NAMED_MODELS

AT_ONCE = 1_000
# Hears how many people are written, and of how many.
Told = Callable[[int, int], None]
Item = TypeVar("Item")
OF_ACCOUNT = ("name", "email", "language", "time_zone")
OF_PERSON = ("department_id", "site_id", "grade_id", *TEXTS, "manager_id", "hired_on", "last_day")


def write_plan(
    plan: Plan, known: Mapping[str, Known], source: ImportSource, batch: ImportBatch, *, today: date, told: Told
) -> None:
    """Make it so, inside the caller's transaction. Whoever leaves stays as they are: `let_people_go` sees to them."""
    writer = _Writer(plan, known, source, batch.applied_by)
    written, total = 0, len(plan.new) + len(plan.changes)
    if total:
        told(written, total)
    for numbers in chunks(list(plan.new)):
        writer.add(numbers, today)
        told(written := written + len(numbers), total)
    let_back_in([change for change in plan.changes if change.comes_back(today)])
    for changes in chunks(plan.changes):
        writer.change(changes)
        told(written := written + len(changes), total)
    for changes in chunks([change for change in plan.changes if change.new_address]):
        ask_for_addresses(changes)
        told(written, total)
    for changes in chunks([change for change in plan.changes if change.takes_back]):
        take_back_addresses(changes)
        told(written, total)
    people = Profile.objects.filter(organisation=source.organisation_id)
    people.filter(employee_number__in=plan.missing).update(missing_from=batch)
    if plan.new:
        count_tables_anew()


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


class _Writer:
    """Knows the ids of everything that a plan calls by name or number."""

    def __init__(self, plan: Plan, known: Mapping[str, Known], source: ImportSource, by: User | None) -> None:
        self.plan, self.source, self.by = plan, source, by
        # Managers are named before they are written: everybody's id is known from the beginning.
        self.ids = {number: each.profile_id for number, each in known.items()}
        self.ids |= {number: uuid4() for number in plan.new}
        self.ids |= {number: account.profile_id for number, account in plan.taken.items()}
        facts = [*plan.new.values(), *(change.facts for change in plan.changes)]
        self.named = {
            kind: ids_by_name(kind, source.organisation, {getattr(each, kind) for each in facts}) for kind in NAMED
        }

    def add(self, numbers: Sequence[str], today: date) -> None:
        """New people with accounts; nobody without an address can sign in to theirs. Whoever came in as already gone
        was never here: nothing follows from it.
        """
        now, users, people, taken = clock.now(), [], [], []
        for number in numbers:
            facts = self.plan.new[number]
            person = Profile(pk=self.ids[number], employee_number=number, source=self.source)
            has_left = facts.has_left(today)
            person.left_at = now if has_left else None
            if account := self.plan.taken.get(number):
                person.user_id = account.user_id
                taken.append(Change(number, account, self.source.pk, facts))
            else:
                person.user = account_of(facts, is_active=not has_left, password=unusable_password(), date_joined=now)
                users.append(person.user)
            people.append(self.filled(person, facts))
        with constraints_refused():
            User.objects.bulk_create(users)
            Profile.objects.bulk_create(people)
        self.take(taken)

    def take(self, taken: Sequence[Change]) -> None:
        """Of accounts that were here already nothing but the names, and what nobody chose, is as the file says."""
        write_accounts(taken, "name", "language")
        write_time_zones(taken)
        users = [User(pk=change.before.user_id) for change in taken]
        record_events(verb="account.become_person", subjects=users, by=self.by)

    def change(self, changes: Sequence[Change]) -> None:
        """Write what HR says, and nothing else of a person."""
        people = [self.changed(change) for change in changes]
        fields = [*OF_PERSON, "source_id", "missing_from_id"]
        Profile.objects.bulk_create(people, update_conflicts=True, unique_fields=["id"], update_fields=fields)
        write_accounts(changes, "name", "language")
        write_accounts(changes, "email")
        write_time_zones(changes)

    def changed(self, change: Change) -> Profile:
        """With all that a row needs; only what may change is written. Whoever is named is missing no longer."""
        person = Profile(
            pk=change.before.profile_id,
            user_id=change.before.user_id,
            employee_number=change.number,
            source_id=change.source_id,
        )
        return self.filled(person, change.facts)

    def filled(self, person: Profile, facts: Facts) -> Profile:
        person.organisation_id = self.source.organisation_id
        for kind in NAMED:
            setattr(person, f"{kind}_id", self.named[kind].get(getattr(facts, kind).lower()))
        for name in TEXTS:
            setattr(person, name, getattr(facts, name))
        person.manager_id = self.ids.get(facts.manager)
        person.hired_on, person.last_day = facts.hired_on, facts.last_day
        return person


def write_accounts(changes: Iterable[Change], *names: str) -> None:
    """Write these facts of accounts where the file changes one of them. What a person may have changed since the plan
    was made (an address, a time zone) is thus written only to those for whom the file has another one.
    """
    users = [account_of(change.facts, pk=change.before.user_id) for change in changes if alters(change, *names)]
    with constraints_refused():
        User.objects.bulk_create(users, update_conflicts=True, unique_fields=["id"], update_fields=names)


def write_time_zones(changes: Iterable[Change]) -> None:
    """Never over a time zone that somebody chose, be it while this import ran."""
    by_zone = defaultdict(list)
    for change in changes:
        if alters(change, "time_zone"):
            by_zone[change.facts.time_zone].append(change.before.user_id)
    for zone, ids in by_zone.items():
        User.objects.filter(pk__in=ids, chose_time_zone=False).update(time_zone=zone)


def alters(change: Change, *names: str) -> bool:
    return any(getattr(change.before.facts, name) != getattr(change.facts, name) for name in names)


def account_of(facts: Facts, **fields: Any) -> User:
    values = {name: getattr(facts, name) for name in OF_ACCOUNT} | {"email": facts.email or None}
    return User(**values, **fields)


def ids_by_name(kind: str, organisation: Organisation, names: Iterable[str]) -> dict[str, UUID]:
    """Departments, sites or grades by their names in lower case, the missing ones made."""
    model: type[Any] = NAMED_MODELS[kind]
    wanted = {name.lower(): name for name in names if name}
    found = {name.lower(): pk for pk, name in model.objects.filter(organisation=organisation).values_list("pk", "name")}
    missing = [model(organisation=organisation, name=name) for key, name in wanted.items() if key not in found]
    return found | {each.name.lower(): each.pk for each in model.objects.bulk_create(missing)}


def unusable_password() -> str:
    """What Django's `make_password(None)` gives, without drawing each of forty letters by itself."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def count_tables_anew() -> None:
    """Tell the database how large the tables are now: believing them small, it would join them row by row."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (User, Profile))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def let_back_in(changes: Sequence[Change]) -> None:
    """People who were gone work here again: their accounts open."""
    users = [change.before.user_id for change in changes]
    allow_sign_in_of(users=users, by=None)
    Profile.objects.filter(user__in=users).update(left_at=None)


def ask_for_addresses(changes: Sequence[Change]) -> None:
    """Another address of somebody who has one waits a day, and the old one is told."""
    request_email_changes(new_addresses={change.before.user_id: change.new_address for change in changes})


def take_back_addresses(changes: Sequence[Change]) -> None:
    """What an earlier file asked for by mistake is stopped before it holds."""
    for user in User.objects.filter(pk__in=[change.before.user_id for change in changes]):
        take_back_email_change(user=user)
