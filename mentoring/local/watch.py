"""Keeping programs running: what ends is started again, and what keeps ending ends everything."""

import http.client
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from mentoring.local.processes import Child, tail
from mentoring.local.programs import LOOPBACK
from mentoring.local.sentence import Unable, say
from mentoring.local.stopping import heed
from mentoring.local.waiting import wait_until

MOST_RESTARTS = 5
WITHIN = 60.0  # seconds
READY_PATH = "/accounts/login/"
READY_SECONDS = 60


class Watch:
    """Knows how each program is started, and when it had to be started again."""

    def __init__(self) -> None:
        self.starts: dict[Child, Callable[[], None]] = {}
        self.restarts: dict[Child, deque[float]] = {}

    def add(self, child: Child, start: Callable[[], None]) -> None:
        self.starts[child] = start
        self.restarts[child] = deque(maxlen=MOST_RESTARTS)

    def for_ever(self) -> None:
        while True:
            heed()
            self.look()
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

    def until_pages_answer(self, port: int, log: Path) -> None:
        answers: list[str] = []

        def is_ready() -> bool:
            self.look()
            answers.append(answer(port))
            return answers[-1] == "200"

        if not wait_until(is_ready, seconds=READY_SECONDS):
            raise Unable(
                f"The page {READY_PATH} was not ready within {READY_SECONDS} seconds (last answer: {answers[-1]}). "
                f"The end of {log}:\n{tail(log)}"
            )


def answer(port: int) -> str:
    """The status of the log-in page, or why there is none."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", READY_PATH, headers={"Host": f"localhost:{port}"})
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
