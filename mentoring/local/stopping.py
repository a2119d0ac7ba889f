"""Being asked to stop: noted by a signal's handler, heeded wherever something is waited for."""

import signal

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
asked: list[int] = []


class Stopped(BaseException):
    """Somebody asked us to stop; no `except Exception` may keep it."""


def note_signals() -> None:
    """Explicitly, also SIGINT: a shell starts a background job with it ignored.

    The handlers raise nothing themselves: Python drops what is raised while it forks, and nobody would stop.
    """
    for each in SIGNALS:
        signal.signal(each, lambda number, _: asked.append(number))


def heed() -> None:
    if asked:
        raise Stopped
