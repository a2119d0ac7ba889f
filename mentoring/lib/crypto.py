"""Private text at rest: AES-256-GCM under keys of its own, bound to the field and to the row.

The authenticated data is a fixed label of the field and the id of the row: a ciphertext moved to another row or field
does not open, and renaming a table or column destroys nothing. A wrong key is an error, never an empty text.

Most fields are written under the ring of the installation's keys. Some are written under a data key, which lies sealed
under that ring in a row of its own: to erase that one row is to erase all that was written under it.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from mentoring.lib.keys import KEY_BYTES, parse_ring

FORMAT = b"\x01"
FORMAT_DATA_KEY = b"\x02"
NONCE_BYTES = 12


class Undecipherable(Exception):
    """The text was not written under a key of this installation, or not into this row and field."""


class Sealed(bytes):
    """A ciphertext as it lies in the database. It has no readable form."""

    def __repr__(self) -> str:
        return "<sealed text>"

    __str__ = __repr__


def seal(text: str, *, label: str, row_id: Any) -> Sealed:
    """Encrypt `text` for one field (`label`) of one row under the first key of the ring."""
    name, key = key_ring()[0]
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = AESGCM(key).encrypt(nonce, text.encode(), _authenticated(label, row_id))
    return Sealed(FORMAT + bytes([len(name)]) + name.encode() + nonce + ciphertext)


def unseal(sealed: bytes, *, label: str, row_id: Any) -> str:
    """Decrypt what `seal` gave; raises Undecipherable for a wrong key, row, field or a changed byte."""
    name_end = 2 + sealed[1] if len(sealed) > 1 else 0
    key = dict(key_ring()).get(sealed[2:name_end].decode(errors="replace"))
    if sealed[:1] != FORMAT or key is None:
        raise Undecipherable(f"No key of this installation opens this {label}.")
    nonce, ciphertext = sealed[name_end : name_end + NONCE_BYTES], sealed[name_end + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _authenticated(label, row_id)).decode()
    except (InvalidTag, ValueError) as error:  # ValueError: cut so short that no nonce is left
        raise Undecipherable(f"This {label} was written under another key, or for another row.") from error


def is_under_first_key(sealed: bytes) -> bool:
    """Whether the ring's first key wrote this, or a data key, to which the order of the ring is nothing."""
    name = key_ring()[0][0].encode()
    header = FORMAT + bytes([len(name)]) + name
    return sealed[: len(header)] == header or sealed[:1] == FORMAT_DATA_KEY


def new_data_key() -> str:
    """A key made by chance, as the text that is sealed in its row."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def data_key(text: str) -> bytes:
    """The 32 bytes of what `new_data_key` gave; raises Undecipherable for anything else."""
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Undecipherable("What should be a data key is none.")
    return key


def seal_under(key: bytes, text: str, *, label: str, row_id: Any) -> Sealed:
    """As `seal`, under a data key of 32 bytes instead of the ring."""
    nonce = os.urandom(NONCE_BYTES)
    return Sealed(FORMAT_DATA_KEY + nonce + AESGCM(key).encrypt(nonce, text.encode(), _authenticated(label, row_id)))


def unseal_under(key: bytes, sealed: bytes, *, label: str, row_id: Any) -> str:
    """Decrypt what `seal_under` gave; raises Undecipherable as `unseal` does."""
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _authenticated(label, row_id)).decode()
    except (InvalidTag, ValueError) as error:
        raise Undecipherable(f"This {label} was written under another key, or for another row.") from error


def keyed_digest(text: str, *, label: str) -> str:
    """64 hex digits that are the same for the same text, and that nobody can guess at without our keys.

    For what must be compared but not read. Made under a key of its own, derived from the first of the ring: once
    another key comes first, the same text has another digest.
    """
    _name, key = key_ring()[0]
    own_key = hmac.new(key, f"digest|{label}".encode(), hashlib.sha256).digest()
    return hmac.new(own_key, text.encode(), hashlib.sha256).hexdigest()


def key_ring() -> tuple[tuple[str, bytes], ...]:
    """The named keys of this installation, the one that encrypts first."""
    return _parse_ring(tuple(settings.FIELD_KEYS))


@lru_cache(maxsize=8)
def _parse_ring(texts: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    return parse_ring(texts)


def _authenticated(label: str, row_id: Any) -> bytes:
    return f"{label}|{row_id}".encode()


class _SealedAttribute:
    """Opens the text when it is first read, with the id of the row that holds it."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname)
        if value is None and self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
            value = instance.__dict__.get(self.field.attname)
        if isinstance(value, Sealed):
            value = self.field.opened(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:  # the column holds bytes; whoever reads or sets the attribute meets text
    _Column = models.TextField
else:
    _Column = models.BinaryField


class EncryptedTextField(_Column):
    """Text that only the application can read. `label` is fixed for ever; `update()` and look-ups are refused.

    `under` names the method of the model that gives the data key (32 bytes) of a row; without it the ring encrypts.
    """

    description = "Encrypted text"

    def __init__(self, *args: Any, label: str, under: str = "", **kwargs: Any) -> None:
        self.label, self.under = label, under
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "label": self.label, **({"under": self.under} if self.under else {})}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SealedAttribute(self))

    def from_db_value(self, value: bytes | None, expression: Any, connection: BaseDatabaseWrapper) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        if self.under:
            key = getattr(model_instance, self.under)()
            return seal_under(key, str(value), label=self.label, row_id=model_instance.pk)
        return seal(str(value), label=self.label, row_id=model_instance.pk)

    def opened(self, instance: models.Model, sealed: Sealed) -> str:
        """What was sealed for this row. What the ring wrote before a field had data keys still opens under it."""
        if self.under and sealed[:1] == FORMAT_DATA_KEY:
            return unseal_under(getattr(instance, self.under)(), sealed, label=self.label, row_id=instance.pk)
        return unseal(sealed, label=self.label, row_id=instance.pk)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.label} is encrypted for its row: set it on the object and save that.")
        return super().get_db_prep_value(None if value is None else bytes(value), connection, prepared)

    def get_lookup(self, lookup_name: str) -> type[models.Lookup] | None:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.label} is encrypted and is not serialised.")
