import pytest
from django.db import connection

from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail, queue_message
from tests.factories import UserFactory
from tests.outbox.messages import queue

pytestmark = pytest.mark.usefixtures("kept_moves")

State = OutgoingMessage.State


def test_queue_message_twice_writes_one_row(db):
    recipient = UserFactory()

    first, again = queue(recipient), queue(recipient, text="Hello once more")

    assert (again.pk, again.text, OutgoingMessage.objects.count()) == (first.pk, "Hello", 1)


def test_queue_message_to_somebody_without_address_writes_nothing(db):
    recipient = UserFactory(email=None)

    assert (
        queue_message(
            kind="greeting", subject=recipient, recipient=recipient, occurrence="once", mail=Mail("a", "b", "c")
        )
        is False
    )
    assert not OutgoingMessage.objects.exists()


def test_queue_message_for_a_long_occurrence_is_still_once(db):
    recipient, address = UserFactory(), f"{'a' * 60}@{'long.' * 20}example"
    for _number in range(2):
        queue_message(
            kind="greeting", subject=recipient, recipient=recipient, occurrence=address, mail=Mail("a", "b", "c")
        )

    assert len(OutgoingMessage.objects.get().occurrence) == 60


def test_queued_texts_are_unreadable_in_the_database(db):
    message = queue(text="CANARY-outbox")

    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM outbox_outgoingmessage m WHERE id = %s", [message.pk])
        row = cursor.fetchone()[0]

    assert "CANARY" not in row
    assert b"CANARY".hex() not in row
