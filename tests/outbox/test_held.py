"""What is held comes back, together, whatever happens to the mail it was to go with."""

from datetime import timedelta

import pytest

from mentoring.outbox import limit
from mentoring.outbox.services import cancel_messages
from tests.factories import UserFactory
from tests.outbox.messages import NOON, nudges, pump_at, states

pytestmark = pytest.mark.usefixtures("kept_moves")


@pytest.fixture
def minh(db):
    return UserFactory(name="Minh", time_zone="Europe/London")


def test_taking_back_a_carrier_that_waits_lets_its_riders_go(minh, sink):
    messages = nudges(minh, 4)
    pump_at(NOON)
    sink.answer_rcpt = "451 come back later"
    pump_at(NOON + timedelta(days=30))

    cancel_messages(subject=type(minh).objects.get(pk=messages[2].subject_id), kinds=["nudge"])

    sink.answer_rcpt = None
    assert pump_at(NOON + timedelta(days=31)) == 1
    assert states(messages) == ["sent", "sent", "cancelled", "sent"]


def test_what_is_held_still_goes_together_when_no_server_answers_as_the_month_begins(minh, sink, settings):
    messages = nudges(minh, 4)
    pump_at(NOON)
    april, port, settings.EMAIL_PORT = NOON + timedelta(days=30), settings.EMAIL_PORT, 1
    assert [pump_at(april), pump_at(april)] == [0, 0]

    settings.EMAIL_PORT = port
    assert (pump_at(april), states(messages)) == (1, ["sent"] * 4)


def test_month_that_begins_lets_a_number_of_people_at_a_time_have_theirs(sink, db, monkeypatch):
    monkeypatch.setattr(limit, "AT_ONCE", 2)
    held = [nudges(UserFactory(), 3)[2] for _ in range(3)]
    pump_at(NOON)

    assert pump_at(NOON + timedelta(days=30)) == 2
    assert pump_at(NOON + timedelta(days=30)) == 1
    assert states(held) == ["sent"] * 3
