"""Keeping programs running: what ends or gets stuck is started again, and what keeps ending ends everything."""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from mentoring.local.processes import Child, tail
from mentoring.local.progress import Progress
from mentoring.local.readiness import Readiness
from mentoring.local.sentence import Unable, say
from mentoring.local.stopping import heed
from mentoring.local.waiting import wait_until

MOST_RESTARTS = 5
WITHIN = 60.0  # seconds
READY_SECONDS = 60


class Watch:
    """Knows how each program is started, and when it had to be started again."""

    def __init__(self) -> None:
        self.starts: dict[Child, Callable[[], None]] = {}
        self.restarts: dict[Child, deque[float]] = {}

    def add(self, child: Child, start: Callable[[], None]) -> None:
        self.starts[child] = start
        self.restarts[child] = deque(maxlen=MOST_RESTARTS)

    def for_ever(self, *watched: Progress) -> None:
        while True:
            heed()
            self.look()
            for progress in watched:
                progress.look()
            time.sleep(0.2)

    def look(self) -> None:
        for child, start in self.starts.items():
            if child.exit_code is not None:
                self.refuse_after_too_many(child)
                say(f"{child.name} ended with {child.exit_code} and is started again. Its log is {child.log}.")
                self.restarts[child].append(time.monotonic())
                start()

    def refuse_after_too_many(self, child: Child) -> None:
        past = self.restarts[child]
        if len(past) == MOST_RESTARTS and time.monotonic() - past[0] < WITHIN:
            raise Unable(
                f"{child.name} ended {MOST_RESTARTS + 1} times within a minute, so everything is stopped. "
                f"The end of {child.log}:\n{child.log_tail()}"
            )

    def until_ready(self, readiness: Readiness, log: Path) -> None:
        def is_ready() -> bool:
            self.look()
            return readiness.is_complete()

        if not wait_until(is_ready, seconds=READY_SECONDS):
            raise Unable(
                f"Not everything was ready within {READY_SECONDS} seconds: {readiness.trouble}. "
                f"The end of {log}:\n{tail(log)}"
            )
