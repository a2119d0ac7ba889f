"""The name of the request that is being answered, so that its log lines and events can be laid side by side."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_standing: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the request being answered; "" outside of one."""
    return _standing.get()


@contextmanager
def standing(request_id: str) -> Iterator[None]:
    """Let `request_id` stand for the code inside the block."""
    token = _standing.set(request_id)
    try:
        yield
    finally:
        _standing.reset(token)
