import logging
import signal
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from mentoring.outbox.models import PUMP_TICK
from mentoring.outbox.pump import pump
from mentoring.outbox.services import record_tick

logger = logging.getLogger(__name__)
PAUSE = 1.0


class Command(BaseCommand):
    help = "Send every message that is due. With --for-ever each second: mails go out without Celery and Redis."

    def add_arguments(self, parser):
        parser.add_argument(
            "--for-ever",
            action="store_true",
            help="go on each second until SIGTERM or Ctrl-C; finish what is being sent",
        )

    def handle(self, *args, for_ever=False, **options):
        with asked_to_stop() as stopped:
            if for_ever:
                self.go_on(stopped)
            else:
                self.stdout.write(f"{one_pass(stopped)} sent")

    def go_on(self, stopped):
        self.stdout.write("Sending until this is stopped.")
        while not stopped.is_set():
            one_pass_that_survives(stopped)
            stopped.wait(PAUSE)
        self.stdout.write("Stopped.")


class Asked:
    """Whether somebody asked to stop, said by a signal at any moment.

    No `threading.Event`: its lock may be held by the very wait that the signal interrupts, which then never ends.
    """

    def __init__(self):
        self._is_set = False
        self._calls = SimpleQueue()

    def set(self):
        self._is_set = True
        self._calls.put(None)

    def is_set(self):
        return self._is_set

    def wait(self, seconds):
        with suppress(Empty):
            self._calls.get(timeout=seconds)


@contextmanager
def asked_to_stop():
    """Set by SIGTERM and Ctrl-C, which for this time end nothing by themselves."""
    stopped = Asked()
    before = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def one_pass(stopped):
    record_tick(name=PUMP_TICK)
    return pump(until=stopped.is_set)


def one_pass_that_survives(stopped):
    """The database may be away for a while: the next pass connects anew."""
    close_old_connections()
    try:
        one_pass(stopped)
    except (DatabaseError, InterfaceError):
        logger.exception("A pass of the pump ended early")
