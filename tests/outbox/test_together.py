"""Unrequested mails that are due in one moment are one mail."""

from datetime import timedelta

import pytest

from mentoring.lib import clock, registry
from mentoring.outbox import pump as sender
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail, queue_message
from tests.factories import UserFactory
from tests.outbox.messages import NOON, nudge, pump_at, queue, states, texts

pytestmark = pytest.mark.usefixtures("kept_moves")


@pytest.fixture
def minh(db):
    return UserFactory(name="Minh", time_zone="Europe/London")


def at_noon(recipient, count: int) -> list[OutgoingMessage]:
    """Queued one after the other, and all of them due at noon."""
    queued = []
    for number in range(1, count + 1):
        with clock.standing_at(NOON - timedelta(seconds=count - number)):
            queued.append(nudge(recipient, number, due_at=NOON))
    return queued


def test_mails_of_one_moment_are_one_and_take_one_number(minh, sink):
    messages = at_noon(minh, 3)
    with clock.standing_at(NOON):
        greeting, stranger = queue(minh), nudge(UserFactory(), 4)
    later = NOON + timedelta(days=1)

    assert pump_at(NOON) == 3
    with clock.standing_at(later):
        messages.append(nudge(minh, 5))
    assert pump_at(later) == 1, "there was room for a second mail"

    assert states([*messages, greeting, stranger]) == ["sent"] * 6
    first = next(text for text in texts(sink) if text.startswith("Nudge 1"))
    assert [line for line in first.split("\n") if line and "---" not in line] == [
        "Nudge 1",
        "Also for you",
        "Nudge 2",
        "Also for you",
        "Nudge 3",
    ]
    assert sorted(
        row.counted_number for row in OutgoingMessage.objects.filter(recipient_id=minh.pk, sent_at=later)
    ) == [2]


def test_mails_that_say_the_same_word_for_word_say_it_once(minh, sink):
    """As for two actions of one day: what they are stands on the page alone."""
    asked = ("An action of today.", "An action of today.", "Did you meet?", "Did you meet?")
    for second, words in enumerate(asked, start=-len(asked)):
        with clock.standing_at(NOON + timedelta(seconds=second)):
            queue(minh, kind="nudge", subject=UserFactory(), text=f"{words}\n\n--\nfooter\n", due_at=NOON)

    assert pump_at(NOON) == 1
    assert OutgoingMessage.objects.filter(state="sent").count() == 4

    (text,) = texts(sink)
    assert [line for line in text.split("\n") if line.strip("-")] == [
        "An action of today.",
        "Also for you",
        "Did you meet?",
        "footer",
    ]


def test_mails_that_several_ticks_queue_within_a_minute_are_one(minh, sink, monkeypatch):
    """Each tick looks for itself what is due at nine; the pump beats between them, with a batch that is full."""
    monkeypatch.setattr(sender, "BATCH", 1)
    for second, thing in ((1, UserFactory()), (40, UserFactory())):
        with clock.standing_at(NOON + timedelta(seconds=second)):
            mail = Mail(subject="Words", text="Text", html="<p>Text</p>")
            queue_message(kind="nudge", subject=thing, recipient=minh, occurrence="once", mail=mail)
        assert pump_at(NOON + timedelta(seconds=second + 1)) == 0

    assert pump_at(NOON + timedelta(minutes=1)) == 1

    assert OutgoingMessage.objects.filter(state="sent").count() == 2


def test_mail_beside_another_that_its_reader_never_wants_goes_with_none(minh, sink, written_to):
    written_to.answered_by(lambda person_id, kind: registry.NEVER if kind == "other-nudge" else None)
    with clock.standing_at(NOON):
        messages = [nudge(minh, 1), queue(minh, kind="other-nudge")]

    assert (pump_at(NOON), states(messages)) == (1, ["sent", "suppressed"])
    assert texts(sink) == ["Nudge 1"]


def test_mail_switched_off_since_it_was_taken_along_is_left_behind(minh, sink, written_to):
    """Its reader may choose while the server is spoken to: it is asked for once more where the mail is put together."""
    asked = []

    def answer(person_id, kind):
        asked.append(kind)
        return registry.NEVER if kind == "other-nudge" and asked.count(kind) > 1 else None

    written_to.answered_by(answer)
    with clock.standing_at(NOON - timedelta(seconds=1)):
        first = nudge(minh, 1, due_at=NOON)
    with clock.standing_at(NOON):
        messages = [first, queue(minh, kind="other-nudge", text="Another")]

    assert (pump_at(NOON), states(messages)) == (1, ["sent", "suppressed"])
    assert texts(sink) == ["Nudge 1"]
    assert asked.count("other-nudge") == 2


def test_mail_taken_along_by_one_that_is_switched_off_meanwhile_goes_by_itself(minh, sink, written_to):
    asked = []

    def answer(person_id, kind):
        asked.append(kind)
        return registry.NEVER if kind == "other-nudge" and asked.count(kind) > 1 else None

    written_to.answered_by(answer)
    with clock.standing_at(NOON - timedelta(seconds=1)):
        first = queue(minh, kind="other-nudge", text="Another", due_at=NOON)
    with clock.standing_at(NOON):
        messages = [first, nudge(minh, 1)]

    sent = pump_at(NOON) + pump_at(NOON + timedelta(minutes=1))

    assert (sent, states(messages), texts(sink)) == (1, ["suppressed", "sent"], ["Nudge 1"])


def test_mails_of_one_moment_that_are_refused_wait_for_the_next_server_together(minh, sink):
    messages = at_noon(minh, 2)
    sink.answer_rcpt = "451 come back later"
    assert (pump_at(NOON), states(messages)) == (0, ["due", "held"])

    sink.answer_rcpt = None
    assert pump_at(NOON + timedelta(hours=1)) == 1

    assert (states(messages), len(texts(sink))) == (["sent", "sent"], 1)
