"""The collector of cycles, out of the way of work that makes many things and no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """As long as the block runs, Python looks for no cycles; what nobody refers to is freed at once all the same.

    Every so many new objects it would go through all there are, a quarter of a second each time once an application is
    loaded, and find nothing. Only for work of which the size is bounded: cycles made meanwhile stay until the end.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
