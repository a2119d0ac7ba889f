"""What is told to the person at the terminal."""

import os
import sys
from typing import TextIO


class Unable(Exception):
    """The command cannot go on; the message is a sentence that says what to do."""


def say(text: str, *, to: TextIO | None = None) -> None:
    """Print at once. A terminal that went away must not keep anything from being stopped."""
    stream = to or sys.stdout
    try:
        print(text, file=stream, flush=True)
    except OSError:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, stream.fileno())
        os.close(silence)
