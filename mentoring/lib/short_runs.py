"""Work that may be much, on a worker that others wait for: a run takes some of it, and the next one goes on."""

import time
from collections.abc import Callable

# Mails leave by the same worker, codes to sign in among them.
SECONDS = 2.0


def in_short_run(take_some: Callable[[], int], *, seconds: float = SECONDS) -> int:
    """Call `take_some`, which says how many it took, until it takes none or so many seconds are over. Returns how many
    it took in all; it is called once in any case.
    """
    until, total = time.monotonic() + seconds, 0
    while taken := take_some():
        total += taken
        if time.monotonic() >= until:
            break
    return total
