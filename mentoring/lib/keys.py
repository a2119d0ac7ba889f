"""The ring of named keys for private text, as it stands in the environment."""

import base64
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
Ring = tuple[tuple[str, bytes], ...]


def parse_ring(texts: Iterable[str]) -> Ring:
    """Each name and key, the one that encrypts first; refuses what is no ring without telling any of it."""
    ring = tuple(_parse(text) for text in texts)
    if not ring:
        raise ImproperlyConfigured("FIELD_KEYS holds no key. Without one nothing private can be written.")
    if len(dict(ring)) < len(ring):
        raise ImproperlyConfigured("FIELD_KEYS names two keys alike. Give each key a name of its own.")
    return ring


def _parse(text: str) -> tuple[str, bytes]:
    name, _colon, encoded = text.strip().partition(":")
    try:
        key = base64.urlsafe_b64decode(encoded)
    except ValueError:
        key = b""
    if not name or len(key) != KEY_BYTES:
        raise ImproperlyConfigured("FIELD_KEYS wants name:key pairs, each key 32 bytes in URL-safe base64.")
    return name, key
