"""A worker says that it lives while its work has nothing to tell, so that another one soon takes over from the dead."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

from django.db import Error, connection, connections

from mentoring.jobs.runners import Progress

# Two may get lost before the shortest lease is over.
EVERY = timedelta(seconds=15)
NAME = "heartbeat of a job"

logger = logging.getLogger(__name__)


@contextmanager
def heartbeat(
    progress: Progress, *, renew: Callable[[], object], lease: timedelta, silence: timedelta
) -> Iterator[Progress]:
    """`progress`, beside which a thread calls `renew` on a connection of its own until it gives back something false.

    It ends with the work, or once the work told nothing for so long: who hangs is given up on, too. There is none where
    the `lease` is as long as the work may be silent anyway, nor within another transaction, for nobody else could see
    what it renews. A thread gets no turn while a library computes without letting go of Python: work that does so for
    long needs the lease.
    """
    if connection.in_atomic_block or silence <= lease:
        yield progress
        return
    heard, over = monotonic(), Event()

    def told(done: int, total: int, message: str) -> None:
        nonlocal heard
        heard = monotonic()
        progress(done, total, message)

    def beat() -> None:
        is_mine: object = True
        while is_mine and not over.wait(EVERY.total_seconds()) and monotonic() - heard < silence.total_seconds():
            try:
                is_mine = renew()
            except Error:
                # The next one may get through. If none does, another worker has the job, and this one ends at its next
                # progress.
                logger.exception("A job could not say that it is alive")
                connections.close_all()
        connections.close_all()

    thread = Thread(target=beat, name=NAME, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        over.set()
        thread.join()
