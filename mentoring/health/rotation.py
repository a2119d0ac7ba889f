"""Another key comes first: what the others of the ring wrote is written anew under it, while everybody goes on working.

Nothing is locked and no place is kept. Each text is exchanged alone, and only as long as it is the one that was read;
what lies under the first key is passed over, so that a run which was stopped goes on where it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Model

from mentoring.health.private_text import encrypted_fields
from mentoring.lib.crypto import EncryptedTextField, Sealed, Undecipherable, is_under_first_key, seal, unseal

AT_ONCE = 100


@dataclass(slots=True)
class Rotation:
    """How far one field is: texts looked at, texts written anew, and texts that no key of the ring opens."""

    label: str
    seen: int = 0
    renewed: int = 0
    closed: int = 0


def rotate_keys() -> Iterator[Rotation]:
    """Write every private text anew that another key than the first wrote; says after each batch how far it is."""
    for model, field in encrypted_fields():
        yield from _rotate(model, field)


def texts_under_other_keys() -> int:
    """How many texts the first key has not written: none, once all is done and every process knows the new ring."""
    return sum(
        not is_under_first_key(sealed)
        for model, field in encrypted_fields()
        for rows in _batches(model, field)
        for _key, sealed in rows
    )


def _rotate(model: type[Model], field: EncryptedTextField) -> Iterator[Rotation]:
    so_far = Rotation(field.label)
    for rows in _batches(model, field):
        for key, sealed in rows:
            so_far.seen += 1
            if is_under_first_key(sealed):
                continue
            try:
                renewed = seal(unseal(sealed, label=field.label, row_id=key), label=field.label, row_id=key)
            except Undecipherable:
                so_far.closed += 1
                continue
            so_far.renewed += exchange(model, field, key, sealed, renewed)
        yield so_far
    if not so_far.seen:
        yield so_far


def exchange(model: type[Model], field: EncryptedTextField, key: UUID, old: Sealed, new: Sealed) -> bool:
    """Put one text in place of another; False, and nothing changed, where somebody wrote a third one meanwhile."""
    table, column, primary = map(
        connection.ops.quote_name, (model._meta.db_table, str(field.column), str(model._meta.pk.column))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {primary} = %s AND {column} = %s",  # noqa: S608
            [bytes(new), key, bytes(old)],
        )
        return cursor.rowcount == 1


def _batches(model: type[Model], field: EncryptedTextField) -> Iterator[list[tuple[UUID, Sealed]]]:
    """The texts of a field as they lie there, by key, a batch after the other."""
    rows = model._base_manager.filter(**{f"{field.name}__isnull": False}).only("pk", field.name).order_by("pk")
    batch = list(rows[:AT_ONCE])
    while batch:
        yield [(row.pk, row.__dict__[field.attname]) for row in batch]
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:AT_ONCE])
