from email import message_from_bytes, policy

import pytest

from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import pump
from tests.factories import UserFactory
from tests.outbox.mail_sink import Sink, SinkController
from tests.outbox.messages import queue

pytestmark = pytest.mark.usefixtures("kept_moves")

State = OutgoingMessage.State


@pytest.mark.parametrize(
    "address",
    ["a@mail.example\r\nRCPT TO:<b@mail.example>", "a@mail.example, b@mail.example", "nobody", "a b@c.example"],
)
def test_what_is_no_address_fails_alone_and_reaches_nobody(db, sink, address):
    damaged = queue(occurrence="damaged")
    OutgoingMessage.objects.filter(pk=damaged.pk).update(address=address)
    sound = queue()

    assert pump() == 1

    damaged.refresh_from_db()
    assert (damaged.state, damaged.last_error, damaged.ambiguous) == (State.FAILED, "553 This is no address.", 0)
    assert sink.recipients == [sound.address]


def test_domain_with_other_letters_is_written_as_servers_know_it(db, sink):
    queue(UserFactory(email="minh@bücher.example"))

    assert pump() == 1

    assert sink.recipients == ["minh@xn--bcher-kva.example"]
    assert message_from_bytes(sink.messages[0])["To"] == "minh@xn--bcher-kva.example"


def test_name_with_other_letters_needs_a_server_that_can(db, sink):
    message = queue(UserFactory(email="müller@mail.example"))

    pump()

    message.refresh_from_db()
    assert (message.state, message.ambiguous) == (State.FAILED, 0)
    assert message.last_error == "553 The mail server cannot write to addresses with such letters."


def test_name_with_other_letters_reaches_a_server_that_can(db, settings):
    controller = SinkController(Sink(), enable_SMTPUTF8=True)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    queue(UserFactory(email="müller@mail.example"))

    sent = pump()
    controller.stop()

    assert (sent, controller.handler.recipients) == (1, ["müller@mail.example"])


def test_subject_of_two_lines_never_becomes_a_header(db, sink):
    queue(words="Good news\r\nBcc: everybody@mail.example")

    pump()

    message = OutgoingMessage.objects.get()
    assert (message.state, sink.messages) == (State.FAILED, [])


def test_every_letter_arrives_as_it_was_written(db, sink):
    text = "Grüße – “soon”\n.\n.. and a line " + "x" * 2000
    queue(text=text)

    pump()

    mail = message_from_bytes(sink.messages[0], policy=policy.default)
    assert sink.messages[0].isascii()
    assert mail.get_body(["plain"]).get_content().replace("\r\n", "\n").rstrip("\n") == text
