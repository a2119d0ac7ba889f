from datetime import timedelta

import pytest

from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import MESSAGE_MOVES, OutgoingMessage
from mentoring.outbox.pump import pump
from mentoring.outbox.services import cancel_messages, message_id, send_again, tell_as_sent
from tests.factories import UserFactory
from tests.outbox.messages import queue

pytestmark = pytest.mark.usefixtures("kept_moves")


@pytest.fixture
def administrator(db):
    return UserFactory(is_superuser=True)


@pytest.fixture
def refused(db, sink) -> OutgoingMessage:
    """A message that the server refused for good."""
    sink.answer_rcpt = "550 nobody of this name"
    message = queue()
    pump()
    sink.answer_rcpt = None
    return message


def test_every_state_stands_in_the_table_of_moves():
    states = set(OutgoingMessage.State.values)

    assert set(MESSAGE_MOVES) == states
    assert all(targets <= states for targets in MESSAGE_MOVES.values())


def test_failed_message_goes_out_again_under_the_same_id(refused, sink, administrator):
    send_again(message=refused, by=administrator)

    assert pump() == 1

    after = OutgoingMessage.objects.get()
    assert (after.state, after.message_id, after.attempts) == ("sent", refused.message_id, 2)
    assert AuditEvent.objects.filter(verb="message.send_again", actor_id=administrator.pk).count() == 1


def test_message_sent_again_has_two_days_of_its_own(refused, sink, administrator):
    sink.answer_rcpt = "451 come back later"
    with clock.standing_at(clock.now() + timedelta(days=10)):
        send_again(message=refused, by=administrator)
        pump()

    assert OutgoingMessage.objects.get().state == "due"


@pytest.mark.parametrize("state", ["due", "sent", "cancelled"])
def test_only_what_failed_is_sent_again(administrator, sink, state):
    message = queue()
    if state == "sent":
        pump()
    elif state == "cancelled":
        OutgoingMessage.objects.update(subject_id=administrator.pk)
        cancel_messages(subject=administrator, kinds=[message.kind])

    with pytest.raises(Refused, match="Only what could not be sent"):
        send_again(message=message, by=administrator)

    assert (OutgoingMessage.objects.get().state, AuditEvent.objects.count()) == (state, 0)


def test_message_somebody_is_sending_is_left_to_them(administrator):
    message = queue()
    OutgoingMessage.objects.update(state="claimed", claim=message.pk, lease_until=clock.now())

    with pytest.raises(Refused, match="Only what could not be sent"):
        send_again(message=message, by=administrator)


def test_message_whose_words_are_gone_is_not_sent_again(refused, administrator):
    OutgoingMessage.objects.update(text=None)

    with pytest.raises(Refused, match="no longer kept"):
        send_again(message=refused, by=administrator)


def test_message_nobody_needs_is_not_sent_again(refused, administrator, wanted):
    wanted.answered_by(lambda kind, subject_id: False)

    with pytest.raises(Refused, match="Nobody needs"):
        send_again(message=refused, by=administrator)


def test_what_is_taken_back_is_blanked(db):
    reader = UserFactory()
    queue(reader)

    assert cancel_messages(subject=reader, kinds=["greeting"]) == 1

    assert OutgoingMessage.objects.values_list("state", "text", "html", "mail_subject").get() == (
        "cancelled",
        None,
        None,
        None,
    )


def test_message_id_differs_from_key_to_key():
    ids = {message_id(f"greeting:{number}") for number in range(1000)}

    assert len(ids) == 1000
    assert message_id("greeting:1") == message_id("greeting:1")


def test_mails_of_a_past_that_was_told_count_as_sent_and_reach_nobody(db, sink):
    now = clock.now()
    with clock.standing_at(now - timedelta(days=9)):
        queue(occurrence="then")
        queue(occurrence="held", due_at=now - timedelta(days=8))
        queue(occurrence="later", due_at=now + timedelta(days=2))
        OutgoingMessage.objects.filter(occurrence="held").update(state="held")
    queue(occurrence="today")

    assert tell_as_sent(now - timedelta(days=1)) == 3
    pump()

    told = {each.occurrence: each for each in OutgoingMessage.objects.all()}
    assert {name: each.state for name, each in told.items()} == {
        "then": "sent",
        "held": "sent",
        "later": "cancelled",
        "today": "sent",
    }
    assert [told[name].sent_at == told[name].due_at for name in ("then", "held")] == [True, True]
    assert [each.text for each in told.values()] == [None] * 4
    assert len(sink.messages) == 1
