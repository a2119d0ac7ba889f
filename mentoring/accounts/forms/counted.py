"""A field whose wrong answers are counted, so that nobody finds the right one by trying."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError

from mentoring.accounts.services import counted_try
from mentoring.lib.errors import Refused


@contextmanager
def counted(address: str | None) -> Iterator[None]:
    """Judge an answer inside: wrong ones count for the address, and past the limit none is judged."""
    try:
        with counted_try(address or ""):
            yield
    except Refused as refusal:
        raise ValidationError(refusal.message, code="too_many_login_attempts") from refusal
