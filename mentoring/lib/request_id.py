"""The name of the request that is being answered, for the record and the logs. Empty outside of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# As long as the record keeps; whatever sets a longer one finds it cut.
LONGEST = 64

_standing: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the request at hand; "" in a worker, a command or a test."""
    return _standing.get()


@contextmanager
def standing(request_id: str) -> Iterator[None]:
    """Let `request_id` be the current one for the code inside the block."""
    token = _standing.set(request_id[:LONGEST])
    try:
        yield
    finally:
        _standing.reset(token)
