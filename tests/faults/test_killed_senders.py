"""Senders are killed at random, again and again: the product loses nothing (R1), and senders without its care are
caught by the same harness (R13), without which the first would prove nothing."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from mentoring.local.waiting import wait_until
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import pump
from tests.faults import naive
from tests.faults.messages import expire_leases, ids, invitations
from tests.outbox.mail_sink import Sink
from tests.outbox.senders import beside, code

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
State = OutgoingMessage.State
SETTLED = (State.SENT, State.FAILED)


@dataclass(frozen=True)
class Harm:
    """Message-IDs that never arrived, that arrived more often than their rows admit, and the doubts recorded."""

    lost: set[str]
    doubled_unseen: set[str]
    doubts: int


def harm_of_kills(
    sink: Sink, settings, sender: Sequence[str], *, seed: int, mails: int, kills: int, finish: Callable[[], object]
) -> Harm:
    """Let two senders at a time work on many mails, kill both at a random moment, and at last let one finish."""
    chance = random.Random(seed)
    expected = {message.message_id for message in invitations(mails)}
    for _number in range(kills):
        with beside(settings, *sender) as victim, beside(settings, *sender):
            goal = len(sink.messages) + chance.randint(1, 40)
            wait_until(lambda goal=goal: len(sink.messages) >= goal, seconds=60)
            victim.kill()
            victim.wait()
        expire_leases()
    while OutgoingMessage.objects.exclude(state__in=SETTLED).exists():
        expire_leases()
        finish()
    arrived = Counter(ids(sink))
    doubts = Counter(dict(OutgoingMessage.objects.values_list("message_id", "ambiguous")))
    doubled = {each for each, count in arrived.items() if count > 1 + doubts[each]}
    return Harm(expected - set(arrived), doubled, doubts.total())


@pytest.mark.parametrize("seed", [1, 2])
def test_many_senders_killed_at_random_lose_nothing(sink, settings, seed):
    kills = 12

    harm = harm_of_kills(sink, settings, ["pump", "--for-ever"], seed=seed, mails=600, kills=kills, finish=pump)

    assert (harm.lost, harm.doubled_unseen) == (set(), set())
    assert harm.doubts <= 2 * kills


def test_harness_sees_the_doubles_of_a_sender_that_marks_afterwards(sink, settings):
    sender = code("tests.faults.naive.send_then_mark")

    harm = harm_of_kills(sink, settings, sender, seed=1, mails=200, kills=2, finish=naive.pass_sending_first)

    assert harm.lost == set()
    assert harm.doubled_unseen != set()


def test_harness_sees_the_losses_of_a_sender_that_marks_before(sink, settings):
    sender = code("tests.faults.naive.mark_then_send")

    harm = harm_of_kills(sink, settings, sender, seed=1, mails=200, kills=1, finish=naive.pass_marking_first)

    assert harm.lost != set()
