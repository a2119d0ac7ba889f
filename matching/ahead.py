"""Work that goes on in a thread of its own while somebody looks at what it brought."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

# So many results wait at most: one to take, and one so that the thread need not.
AHEAD = 2
Result = TypeVar("Result")


def ahead(calls: Iterable[Callable[[], Result]]) -> Iterator[Result]:
    """What each call returns, in their order; the next ones are made beside whoever looks at this one.

    They are made one after the other, in one thread, so a call may use what the one before it made. What one raises is
    raised here. Whoever stops looking stops the thread, too.
    """
    waiting: deque[Future[Result]] = deque()
    thread = ThreadPoolExecutor(max_workers=1)
    try:
        for call in calls:
            waiting.append(thread.submit(call))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        thread.shutdown(cancel_futures=True)
