"""The chain that seals the record: each link is a keyed digest of the link before and of one entry."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

# What the first link is tied to.
BEGINNING = bytes(32)
# Parts this use of the key from any other; a new number for another canonical form.
PURPOSE = b"mentoring.audit.chain.1"
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Entry(NamedTuple):
    """One event of the record, all of it. The names are those of the columns."""

    sequence: int
    at: datetime
    actor_id: UUID | None
    verb: str
    subject_label: str
    subject_id: UUID
    result: str
    request_id: str | None


def chain_key() -> bytes:
    """The key of the chain. It stays outside the database: whoever has only that cannot make a link."""
    return hmac.digest(settings.AUDIT_KEY.encode(), PURPOSE, hashlib.sha256)


def link(key: bytes, previous: bytes, entry: Entry, *, position: int, sealed_at: datetime) -> bytes:
    """HMAC-SHA256 over the link before (32 bytes) and the canonical form of an entry in its place of the chain."""
    return hmac.digest(key, previous + canonical(entry, position=position, sealed_at=sealed_at), hashlib.sha256)


def canonical(entry: Entry, *, position: int, sealed_at: datetime) -> bytes:
    """The one way to write an entry down: JSON with sorted keys, no spaces, instants in UTC to the microsecond."""
    return _encode(
        {
            "position": position,
            "sealed_at": _instant(sealed_at),
            "sequence": entry.sequence,
            "at": _instant(entry.at),
            "actor": entry.actor_id and str(entry.actor_id),
            "verb": entry.verb,
            "subject_label": entry.subject_label,
            "subject": str(entry.subject_id),
            "result": entry.result,
            "request": entry.request_id,
        }
    ).encode()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
