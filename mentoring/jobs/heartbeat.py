"""A worker says that it lives while its work has nothing to tell, so that another one soon takes over from the dead."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

from django.db import DatabaseError, connection, connections

from mentoring.jobs.runners import LEASE, Progress

# Two may get lost before the lease is over.
EVERY = timedelta(seconds=20)
NAME = "heartbeat of a job"

logger = logging.getLogger(__name__)


@contextmanager
def heartbeat(progress: Progress, *, renew: Callable[[], object], silence: timedelta) -> Iterator[Progress]:
    """`progress`, beside which a thread calls `renew` on a connection of its own until it gives back something false.

    It ends with the work, or once the work told nothing for so long: who hangs is given up on, too. Within another
    transaction there is none, for nobody else could see what it renews.
    """
    if connection.in_atomic_block or silence <= LEASE:
        yield progress
        return
    heard, over = monotonic(), Event()

    def told(done: int, total: int, message: str) -> None:
        nonlocal heard
        heard = monotonic()
        progress(done, total, message)

    def beat() -> None:
        try:
            while not over.wait(EVERY.total_seconds()) and monotonic() - heard < silence.total_seconds():
                if not renew():
                    return
        except DatabaseError:
            # Should the lease run out, the work ends at its next progress, and another worker has it.
            logger.exception("A job could not say that it is alive")
        finally:
            connections.close_all()

    thread = Thread(target=beat, name=NAME, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        over.set()
        thread.join()
