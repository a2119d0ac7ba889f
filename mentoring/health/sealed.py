"""Everywhere that text lies sealed under the keys of this installation, and how one text there is put for another.

Most of it is encrypted fields. The secrets of second steps lie in the data of allauth's rows, which know no such field.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.db.models import Model

from mentoring.accounts.second_step import LABEL, SECRETS
from mentoring.lib.crypto import EncryptedTextField, Sealed

Batch = list[tuple[Any, Sealed]]


class SealedPlace(Protocol):
    """Where texts of one kind lie: each under the key of its row."""

    @property
    def name(self) -> str:
        """What it is called where a person reads how far a run is."""

    @property
    def label(self) -> str:
        """What the texts are bound to."""

    def row_id(self, key: Any) -> Any:
        """What else a text is bound to: the id of its row, or nothing."""

    def batches(self, size: int) -> Iterator[Batch]:
        """The texts as they lie there, in the order of their keys, `size` at once."""

    def exchange(self, key: Any, old: Sealed, new: Sealed) -> bool:
        """Put one text in place of another; False, and nothing changed, where somebody wrote a third one meanwhile."""


def sealed_places() -> list[SealedPlace]:
    return [*(SealedField(*each) for each in encrypted_fields()), *map(SealedSecret, SECRETS)]


def encrypted_fields() -> list[tuple[type[Model], EncryptedTextField]]:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


@dataclass(frozen=True, slots=True)
class SealedField:
    """One encrypted field of a model."""

    model: type[Model]
    field: EncryptedTextField

    @property
    def name(self) -> str:
        return self.field.label

    @property
    def label(self) -> str:
        return self.field.label

    def row_id(self, key: Any) -> Any:
        return key

    def batches(self, size: int) -> Iterator[Batch]:
        name = self.field.name
        rows = self.model._base_manager.filter(**{f"{name}__isnull": False}).only("pk", name).order_by("pk")
        batch = list(rows[:size])
        while batch:
            yield [(row.pk, row.__dict__[self.field.attname]) for row in batch]
            batch = list(rows.filter(pk__gt=batch[-1].pk)[:size])

    def exchange(self, key: Any, old: Sealed, new: Sealed) -> bool:
        table, column, primary = map(
            connection.ops.quote_name,
            (self.model._meta.db_table, str(self.field.column), str(self.model._meta.pk.column)),
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE {primary} = %s AND {column} = %s",  # noqa: S608 - names of our own models
                [bytes(new), key, bytes(old)],
            )
            return cursor.rowcount == 1


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """One secret in the data of second steps, beside what else allauth keeps there."""

    entry: str

    @property
    def name(self) -> str:
        return f"accounts.second_step.{self.entry}"

    @property
    def label(self) -> str:
        return LABEL

    def row_id(self, key: int) -> str:
        return ""

    def batches(self, size: int) -> Iterator[Batch]:
        rows = Authenticator.objects.filter(data__has_key=self.entry).only("pk", "data").order_by("pk")
        batch = list(rows[:size])
        while batch:
            yield [(row.pk, Sealed(base64.b64decode(row.data[self.entry]))) for row in batch]
            batch = list(rows.filter(pk__gt=batch[-1].pk)[:size])

    def exchange(self, key: int, old: Sealed, new: Sealed) -> bool:
        before, after = (base64.b64encode(text).decode() for text in (old, new))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE mfa_authenticator SET data = jsonb_set(data, ARRAY[%s], to_jsonb(%s::text)) "
                "WHERE id = %s AND data ->> %s = %s",
                [self.entry, after, key, self.entry, before],
            )
            return cursor.rowcount == 1
