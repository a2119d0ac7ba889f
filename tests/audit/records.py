"""Things the tests of the record share: a sealed record, and somebody who may change it past its door."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from mentoring.audit.models import AuditEvent, AuditSeal
from mentoring.audit.services import record_event, seal_events
from tests.factories import UserFactory


def sealed_record(count: int) -> list[int]:
    """So many sealed entries; their sequences in the order of the chain."""
    people = [UserFactory() for _ in range(3)]
    for number in range(count):
        record_event(verb=f"thing.do{number}", subject=people[number % 3], by=people[number % 2])
    seal_events()
    return sequences()


def sequences() -> list[int]:
    return list(AuditSeal.objects.order_by("position").values_list("sequence", flat=True))


def appended() -> AuditEvent:
    return record_event(verb="account.invite", subject=UserFactory(), by=None)


@contextmanager
def past_the_door() -> Iterator[None]:
    """As somebody who owns the database: for them no trigger runs. Whatever they did is undone at the end."""
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")
        yield
        transaction.set_rollback(True)


def sql(statement: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
