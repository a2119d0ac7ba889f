"""What must never be true in any app cannot be written, not even by raw SQL: each constraint is tried by its name.

Matching, whose triggers look at several rows at once, has tests/matching/test_raw_sql.py.
"""

from datetime import UTC, date, datetime, time
from itertools import count
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from mentoring.lib.crypto import EncryptedTextField
from mentoring.lib.errors import constraint_name
from tests.falsehoods import ALONE, ANYTHING, NEEDED, REFUSES_NOTHING, SEALED, TRIED_BY, TWICE
from tests.promises import why_no_proof
from tests.test_words import APPS

MATCHING = "matching"
# Whatever is not named differs from row to row.
NUMBERS = count(1_000)
INTEGERS = (models.SmallIntegerField, models.IntegerField, models.BigIntegerField)


@pytest.fixture
def scratch(db):
    """Rows that belong to nobody: they are gone before anybody looks where they lead to.

    Two who write at the same moment see nothing of each other, and nor does a trigger that looks at the row before.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE feedback_meetingsnapshot DISABLE TRIGGER meeting_snapshot_follows")
        yield
        transaction.set_rollback(True)


def constraints() -> dict[str, type[models.Model]]:
    """The table of each constraint that our models declare."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]
    return {
        constraint.name: model
        for model in ours
        if model._meta.app_label != MATCHING
        for constraint in model._meta.constraints
    }


def anything(field: models.Field, number: int) -> object:
    """Something that this column takes."""
    if field.null:
        return None
    if isinstance(field, EncryptedTextField):
        return SEALED
    if isinstance(field, models.ForeignKey):
        return anything(field.target_field, number)
    if field.choices and not field.blank:
        return field.choices[0][0]
    if isinstance(field, models.UUIDField):
        return UUID(int=number)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField):
        return datetime.fromtimestamp(number * 1_000, UTC)
    if isinstance(field, models.DateField):
        return date.fromordinal(700_000 + number)
    if isinstance(field, models.TimeField):
        return time(9)
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, INTEGERS):
        return number
    if isinstance(field, models.BinaryField):
        return b"bytes"
    return f"{number}"[: field.max_length] if isinstance(field, models.CharField | models.TextField) else []


def write(model: type[models.Model], said: dict[str, object]) -> None:
    number = next(NUMBERS)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    given = {**NEEDED.get(model._meta.db_table, {}), **said}
    assert set(given) <= {field.attname for field in fields}
    words = {field: given.get(field.attname, ANYTHING) for field in fields}
    values = {
        field.column: field.get_db_prep_save(anything(field, number) if word is ANYTHING else word, connection)
        for field, word in words.items()
    }
    columns, places = ", ".join(f'"{column}"' for column in values), ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', list(values.values()))  # noqa: S608


def refusal_of(model: type[models.Model], said: dict[str, object]) -> str:
    """The name of the constraint that keeps this out; empty where the row is written."""
    try:
        write(model, said)
    except IntegrityError as error:
        return constraint_name(error)
    return ""


def test_every_constraint_is_tried():
    assert sorted([*ALONE, *TWICE]) == sorted(constraints())


def test_every_trigger_is_tried_by_a_test_that_is_there(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text NOT LIKE %s"
            " AND tgrelid <> 'programmes_enrolment'::regclass",
            ["matching_%"],
        )
        triggers = {name for (name,) in cursor.fetchall()}

    assert triggers == {*TRIED_BY, *REFUSES_NOTHING}
    assert {name: why for name, test in TRIED_BY.items() if (why := why_no_proof(test))} == {}


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, tries in ALONE.items() for number in range(len(tries))]
)
def test_database_refuses_by_name_what_a_row_must_not_say(scratch, name, number):
    model, (true, false) = constraints()[name], ALONE[name][number]

    assert refusal_of(model, true) == ""
    assert refusal_of(model, {**true, **false}) == name


@pytest.mark.parametrize("name", TWICE)
def test_database_refuses_by_name_what_two_rows_must_not_both_say(scratch, name):
    model, (first, second) = constraints()[name], TWICE[name]

    assert refusal_of(model, first) == ""
    assert refusal_of(model, {**first, **second}) == name


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("email_change_one_waiting", {"state": "stopped"}),
        ("second_step_removal_one_waiting", {"state": "stopped"}),
        ("job_one_open_per_subject", {"state": "done"}),
        ("cohort_one_always_on", {"stage": "closed"}),
        ("session_one_per_moment", {"status": "cancelled"}),
        ("survey_run_one_open_of_a_kind", {"state": "closed"}),
        ("skill_shipped_once", {"shipped_as": ""}),
        ("template_shipped_once", {"shipped_as": ""}),
    ],
)
def test_what_is_over_or_not_shipped_does_not_stand_in_the_way(scratch, name, other):
    model, (first, second) = constraints()[name], TWICE[name]

    assert [refusal_of(model, {**first, **other}) for _ in range(2)] == ["", ""]
    assert refusal_of(model, {**first, **second}) == ""
