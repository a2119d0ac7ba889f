"""Waiting for something to become true."""

import time
from collections.abc import Callable

from mentoring.local.stopping import heed


def wait_until(is_true: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Ask again and again; False when it was not true in time, Stopped when somebody asks us to stop."""
    deadline = time.monotonic() + seconds
    while not is_true():
        heed()
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
