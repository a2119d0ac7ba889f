"""A worker that lives and does nothing, as after a lost connection to Redis: `up` notices and sends again (R9)."""

import os
import signal

import pytest

from mentoring.local.waiting import wait_until
from tests.flows.visitor import Visitor
from tests.local.processes import command_of, found_processes
from tests.running import PATIENCE, Product

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("faults")]
ADDRESS = "sam@mail.example"
SENTENCE = "Mails have not left in time for 60 s: worker-ticks and beat are started again."


def halt_worker_of_ticks(product: Product) -> list[int]:
    """Each of its processes stays where it is: alive, connected, and deaf even to being told to stop."""
    pids = [int(each.name) for each in found_processes(product.local) if "--queues ticks" in command_of(each)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    return pids


def test_up_starts_a_halted_worker_again_and_mails_leave(product):
    product.query(
        "INSERT INTO accounts_user (id, email, name, password, language, time_zone, is_staff, is_superuser, "
        "is_active, date_joined) VALUES (gen_random_uuid(), %s, 'Sam Site', '!', '', '', true, true, true, now())",
        ADDRESS,
    )
    halted = halt_worker_of_ticks(product)
    assert halted
    visitor = Visitor(product.site)
    visitor.go("/accounts/login/")
    visitor.press("Send me a code", {"Your work e-mail address": ADDRESS})
    # As if its last tick were an hour ago: the probe says so a minute later by itself.
    product.query("UPDATE outbox_tick SET last_at = last_at - interval '1 hour'")
    assert visitor.ask("/healthz/pump").status == 503

    assert product.running.says(SENTENCE, seconds=PATIENCE), product.running.said
    product.mail_to(ADDRESS, "Your code to sign in")
    assert wait_until(lambda: visitor.ask("/healthz/pump").status == 200, seconds=PATIENCE)
    assert product.running.said.count(SENTENCE) == 1
    assert SENTENCE in (product.local / "log" / "worker-ticks.log").read_text()
    assert not [pid for pid in halted if os.path.exists(f"/proc/{pid}")]
