"""Senders in processes of their own are killed, stopped and set against each other: no mail is lost, and none is sent
twice unseen (R1, R2, R6)."""

import os
import signal
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db.models import F

from mentoring.lib import clock
from mentoring.local.waiting import wait_until
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import pump, reclaim_expired
from tests.factories import EnrolmentFactory, MentorFactory, ProfileFactory, make_mentorship, make_message
from tests.faults.messages import expire_leases, ids, invitations
from tests.outbox.senders import sender

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
PATIENCE = 120  # seconds: the machine may be busy with other tests
State = OutgoingMessage.State
# Where it dies; the state it leaves, attempts so far, mails that had arrived; doubts and mails at the end.
OUTCOMES = [
    ("before-claim", State.DUE, 0, 0, 0, 1),
    ("after-claim", State.CLAIMED, 0, 0, 0, 1),
    ("after-rcpt", State.CLAIMED, 1, 0, 0, 1),
    ("after-fence", State.SENDING, 1, 0, 1, 1),
    ("mid-data", State.SENDING, 1, 0, 1, 1),
    ("after-250", State.SENDING, 1, 1, 1, 2),
]


def killed_at(settings, step: str) -> None:
    with sender(settings, MENTORING_FAILPOINT=step) as process:
        assert process.wait(PATIENCE) == -signal.SIGKILL


@pytest.mark.parametrize(("step", "left_in", "attempts", "arrived", "doubts", "mails"), OUTCOMES)
def test_sender_killed_at_each_step(sink, settings, step, left_in, attempts, arrived, doubts, mails):
    (message,) = invitations(1)

    killed_at(settings, step)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.ambiguous) == (left_in, attempts, 0)
    assert len(sink.messages) == arrived
    expire_leases()
    assert pump() == 1
    message.refresh_from_db()
    assert (message.state, message.ambiguous) == (State.SENT, doubts)
    assert ids(sink) == [message.message_id] * mails


@pytest.mark.parametrize(("step", "in_doubt"), [("after-rcpt", 0), ("after-fence", 1), ("after-250", 1)])
def test_sender_killed_in_the_middle_of_a_batch_leaves_one_in_doubt_at_most(sink, settings, step, in_doubt):
    """What it had sent stays sent, and those whose turn had not come go as if nothing had been."""
    messages = invitations(5)

    with sender(settings) as process:  # until two are sent; then another takes over and dies at once
        sink.on_rcpt = lambda: len(sink.messages) == 2 and process.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    sink.on_rcpt = lambda: None
    states = OutgoingMessage.objects.order_by("created_at").values_list("state", "attempts")
    assert list(states) == [(State.SENT, 1)] * 2 + [(State.CLAIMED, 1)] + [(State.CLAIMED, 0)] * 2
    expire_leases()
    killed_at(settings, step)

    assert OutgoingMessage.objects.filter(state=State.SENDING).count() == in_doubt
    expire_leases()
    assert pump() == 3
    doubts = dict(OutgoingMessage.objects.values_list("message_id", "ambiguous"))
    assert (set(OutgoingMessage.objects.values_list("state", flat=True)), sum(doubts.values())) == (
        {State.SENT},
        in_doubt,
    )
    arrived = Counter(ids(sink))
    assert set(arrived) == {message.message_id for message in messages}
    assert all(count <= 1 + doubts[each] for each, count in arrived.items())


@pytest.mark.parametrize(("step", "end", "mails"), [("after-rcpt", State.SENT, 1), ("after-fence", State.FAILED, 0),
                                                    ("after-250", State.FAILED, 1)])  # fmt: skip
def test_what_must_not_repeat_is_held_in_doubt(sink, settings, step, end, mails):
    person = ProfileFactory()
    message = make_message(person.user, kind="account", subject_id=person.user_id, on_doubt="hold")

    killed_at(settings, step)
    expire_leases()
    pump()

    message.refresh_from_db()
    assert (message.state, message.ambiguous) == (end, int(end == State.FAILED))
    assert len(sink.messages) == mails


@pytest.mark.parametrize(("left_in", "doubts"), [(State.CLAIMED, 0), (State.SENDING, 1)])
def test_sender_killed_while_it_takes_rows_back(sink, settings, left_in, doubts):
    messages = invitations(3)
    for message in messages:
        OutgoingMessage.objects.filter(pk=message.pk).update(
            state=left_in, claim=message.pk, lease_until=F("created_at") - timedelta(hours=1)
        )

    killed_at(settings, "during-reclaim")

    assert set(OutgoingMessage.objects.values_list("state", "ambiguous")) == {(left_in, 0)}, "all or none are back"
    assert pump() == 3
    assert set(OutgoingMessage.objects.values_list("state", "ambiguous")) == {(State.SENT, doubts)}
    assert len(set(ids(sink))) == len(ids(sink)) == 3


@pytest.mark.parametrize(("step", "arrived", "doubts", "mails"), [("after-rcpt", 0, 0, 1), ("after-fence", 0, 1, 1),
                                                                  ("after-250", 1, 1, 2)])  # fmt: skip
def test_what_is_folded_in_shares_the_fate_of_its_carrier(sink, settings, step, arrived, doubts, mails):
    """Neither is lost, neither goes without the other, and the doubt is recorded for both."""
    mentor = ProfileFactory()
    carrier, rider = (
        make_message(mentor.user, kind="agreement-asked", subject_id=agreement_of(mentor), text=words, **fields)
        for words, fields in (
            ("Carrier", {}),
            ("Rider", {"state": State.HELD, "due_at": clock.now() + timedelta(days=31)}),
        )
    )

    killed_at(settings, step)

    rider.refresh_from_db()
    assert (rider.state, rider.goes_with_id, len(sink.messages)) == (State.HELD, carrier.pk, arrived)
    expire_leases()
    assert pump() == 1
    for message in (carrier, rider):
        message.refresh_from_db()
        assert (message.state, message.ambiguous) == (State.SENT, doubts)
    texts = [
        message_from_bytes(each, policy=policy.default).get_body(["plain"]).get_content() for each in sink.messages
    ]
    assert [("Carrier" in text, "Rider" in text) for text in texts] == [(True, True)] * mails
    assert ids(sink) == [carrier.message_id] * mails


def agreement_of(mentor):
    """The agreement of a pair of this mentor with somebody new."""
    place = MentorFactory(person=mentor)
    return make_mentorship(place, EnrolmentFactory(cohort=place.cohort)).agreement.pk


def test_two_senders_at_once_send_each_mail_once(sink, settings):
    messages = invitations(120)

    with sender(settings) as first, sender(settings) as second:
        said = [process.communicate(timeout=PATIENCE)[0] for process in (first, second)]

    assert sum(int(words.split()[0]) for words in said) == 120
    assert Counter(ids(sink)) == Counter(message.message_id for message in messages)
    assert set(OutgoingMessage.objects.values_list("state", "ambiguous", "attempts")) == {(State.SENT, 0, 1)}


def test_stalled_sender_is_stopped_by_the_fence(sink, settings):
    (message,) = invitations(1)
    stalled = []
    with sender(settings) as process:

        def stall_once():
            if not stalled:
                stalled.append(process.pid)
                os.kill(process.pid, signal.SIGSTOP)

        sink.on_rcpt = stall_once
        assert wait_until(lambda: bool(stalled), seconds=PATIENCE)
        expire_leases()
        assert (reclaim_expired(), pump()) == (1, 1)

        process.send_signal(signal.SIGCONT)
        said, _nothing = process.communicate(timeout=PATIENCE)

    message.refresh_from_db()
    assert (said, process.returncode) == (b"0 sent\n", 0)
    assert (message.state, message.ambiguous, ids(sink)) == (State.SENT, 0, [message.message_id])


def test_sender_told_to_stop_finishes_what_it_sends_and_gives_the_others_back(sink, settings):
    invitations(3)
    with sender(settings) as process:
        sink.on_rcpt = lambda: process.send_signal(signal.SIGTERM)
        said, _nothing = process.communicate(timeout=PATIENCE)

    assert (said, process.returncode, len(sink.messages)) == (b"1 sent\n", 0, 1)
    states = OutgoingMessage.objects.order_by("state").values_list("state", "attempts", "ambiguous")
    assert list(states) == [(State.DUE, 0, 0), (State.DUE, 0, 0), (State.SENT, 1, 0)]
