import signal
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from mentoring.local.waiting import wait_until
from mentoring.outbox.management.commands.pump import Asked
from mentoring.outbox.models import OutgoingMessage, Tick
from tests.outbox.messages import queue
from tests.outbox.senders import sender

PATIENCE = 60


def test_pump_sends_what_is_due_once_and_ends(db, sink):
    queue()
    said = StringIO()

    call_command("pump", stdout=said)

    assert (said.getvalue(), len(sink.messages)) == ("1 sent\n", 1)
    assert Tick.objects.get().name == "outbox.pump"


def test_pump_leaves_ctrl_c_as_it_was(db, sink):
    before = signal.getsignal(signal.SIGINT)

    call_command("pump", stdout=StringIO())

    assert signal.getsignal(signal.SIGINT) == before


def test_signal_in_the_middle_of_a_wait_is_heard_at_any_line_of_it():
    """As a debugger steps: at each line and call within the wait, Ctrl-C comes once."""
    heard = []
    for line in range(1, 40):
        stopped, steps = Asked(), iter(range(1, 1000))

        def step(_frame, _event, _argument, line=line, stopped=stopped, steps=steps):
            if next(steps) == line:
                stopped.set()
            return step

        sys.settrace(step)
        try:
            stopped.wait(0.001)
        finally:
            sys.settrace(None)
        heard.append(stopped.is_set())

    assert heard[0]
    assert heard == sorted(heard, reverse=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_pump_for_ever_sends_without_redis_until_it_is_told_to_stop(sink, settings, stop):
    with sender(settings, "--for-ever") as process:
        queue(occurrence="first")
        assert wait_until(lambda: len(sink.messages) == 1, seconds=PATIENCE)
        queue(occurrence="second")
        assert wait_until(lambda: OutgoingMessage.objects.filter(state="sent").count() == 2, seconds=PATIENCE)
        process.send_signal(stop)
        said, _nothing = process.communicate(timeout=PATIENCE)

    assert (process.returncode, said) == (0, b"Sending until this is stopped.\nStopped.\n")
    assert len(sink.messages) == 2
