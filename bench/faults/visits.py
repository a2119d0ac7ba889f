"""Somebody who opens one page after the other all the while, and keeps what each answered."""

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

from bench.site import HOST
from mentoring.local.programs import LOOPBACK

DOOR = "/accounts/login/"
# Two pages of somebody who is signed in, and the door as a stranger finds it.
PATHS = ("/", "/programmes/", DOOR)
EVERY = 0.25  # seconds
PATIENCE = 30.0
# What the page says that stands in for others while the database is away (templates/503.html).
AWAY = b"We cannot reach your data just now"
NO_ANSWER = "none"


class Visits:
    """`answers` by status. `unclear` is every answer that is neither a page nor a sentence that says what is away."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.answers: Counter[str] = Counter()
        self.unclear: list[str] = []
        self.is_over = threading.Event()

    def ask(self, path: str) -> tuple[str, bytes]:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=PATIENCE)
        try:
            known = {} if path == DOOR else {"Cookie": self.cookie}
            connection.request("GET", path, headers={"Host": HOST, **known})
            answer = connection.getresponse()
            return str(answer.status), answer.read()
        except (OSError, http.client.HTTPException) as error:
            return NO_ANSWER, str(error).encode()
        finally:
            connection.close()

    def are_answered(self) -> bool:
        return all(self.ask(path)[0] == "200" for path in PATHS)

    def go_on(self) -> None:
        for path in cycle(PATHS):
            if self.is_over.wait(EVERY):
                return
            self.note(path, *self.ask(path))

    def note(self, path: str, status: str, text: bytes) -> None:
        self.answers[status] += 1
        if status != "200" and not (status == "503" and AWAY in text):
            self.unclear.append(f"{path} answered {status}: {text[:200].decode(errors='replace')}")


@contextmanager
def visiting(visits: Visits) -> Iterator[None]:
    thread = threading.Thread(target=visits.go_on)
    thread.start()
    try:
        yield
    finally:
        visits.is_over.set()
        thread.join()
