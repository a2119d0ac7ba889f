"""How far work is that writes in one transaction: told on a connection of its own, so that all read it at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, connections

from mentoring.jobs.runners import Progress


@contextmanager
def beside_transaction(progress: Progress) -> Iterator[Progress]:
    """`progress` for use inside a transaction. What it raises comes up where it is called, and undoes the transaction.

    Within another transaction it is told in that: a job that began there is seen by nobody else yet.
    """
    if connection.in_atomic_block:
        yield progress
        return
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            yield lambda done, total, message: thread.submit(progress, done, total, message).result()
        finally:
            # Nobody asks how it went: a connection that will not close undoes nothing, and hides no error before it.
            thread.submit(connections.close_all)
