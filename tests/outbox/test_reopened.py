"""An account that was closed by mistake: what waited for its reader comes once it is open again, by its own rules."""

from datetime import timedelta
from uuid import uuid4

import pytest

from mentoring.accounts.services import allow_sign_in, allow_sign_in_of, stop_sign_in
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.retention import blank_old_messages
from mentoring.outbox.services import cancel_messages
from tests.factories import UserFactory
from tests.outbox.messages import NOON, nudge, nudges, pump_at, queue, state_of, states, texts

pytestmark = pytest.mark.usefixtures("kept_moves")
LATER = NOON + timedelta(days=3)


@pytest.fixture
def minh(db):
    return UserFactory(name="Minh", time_zone="Europe/London")


@pytest.fixture
def by(db):
    return UserFactory()


def close(user, by) -> None:
    with clock.standing_at(NOON):
        stop_sign_in(user=user, by=by)


def reopen(user, by, at=LATER) -> None:
    with clock.standing_at(at):
        allow_sign_in(user=user, by=by)


@pytest.mark.parametrize("is_by_file", [False, True])
def test_what_waited_comes_once_at_its_own_time_or_now(minh, by, sink, is_by_file):
    past = queue(minh, due_at=NOON, text="Now")
    ahead = nudge(minh, 7, due_at=LATER + timedelta(days=1))
    close(minh, by)
    while_closed = pump_at(LATER)

    with clock.standing_at(LATER):
        allow_sign_in_of(users=[minh.pk], by=None) if is_by_file else allow_sign_in(user=minh, by=by)
    sent = [
        pump_at(LATER + timedelta(minutes=1)),
        pump_at(LATER + timedelta(days=1)),
        pump_at(LATER + timedelta(days=9)),
    ]

    assert (while_closed, sent, texts(sink)) == (0, [1, 1, 0], ["Now", "Nudge 7"])
    assert states([past, ahead]) == ["sent", "sent"]


def test_nothing_comes_twice_and_what_may_have_arrived_does_not_come_again(minh, by, sink):
    sent = queue(minh, due_at=NOON, text="Sent before")
    pump_at(NOON)
    doubt = queue(minh, kind="code", due_at=LATER, text="Perhaps sent")
    OutgoingMessage.objects.filter(pk=doubt.pk).update(ambiguous=1)
    close(minh, by)
    reopen(minh, by)

    assert pump_at(LATER + timedelta(days=1)) == 0
    assert (states([sent, doubt]), texts(sink)) == (["sent", "cancelled"], ["Sent before"])


def test_what_rides_with_a_mail_on_its_way_is_taken_back_for_good(minh, by, sink):
    carrier, rider = nudge(minh, 1, due_at=NOON), nudge(minh, 2, due_at=NOON)
    for state in ("claimed", "sending"):
        OutgoingMessage.objects.filter(pk=carrier.pk).update(state=state, claim=uuid4(), lease_until=LATER)
    OutgoingMessage.objects.filter(pk=rider.pk).update(state="held", goes_with=carrier)
    close(minh, by)
    reopen(minh, by)

    rider.refresh_from_db()
    assert (rider.state, rider.text, state_of(carrier)) == ("cancelled", None, "sending")


def test_monthly_limit_holds_for_what_comes_again(minh, by, sink):
    first, second, third = nudges(minh, 3)
    close(minh, by)
    reopen(minh, by)

    pump_at(LATER + timedelta(days=1))
    in_month = states([first, second, third])
    pump_at(NOON + timedelta(days=30))

    assert (in_month[:2], in_month[2] != "sent") == (["sent", "sent"], True)
    assert state_of(third) == "sent"


def test_what_was_taken_back_meanwhile_does_not_come_again(minh, by, sink):
    message = queue(minh, due_at=LATER)
    close(minh, by)

    cancel_messages(subject=minh, kinds=["greeting"])
    reopen(minh, by)

    message.refresh_from_db()
    assert (pump_at(LATER + timedelta(days=1)), message.state, message.text) == (0, "cancelled", None)


def test_code_of_before_does_not_come_again(minh, by, sink):
    code = queue(minh, kind="account", due_at=NOON)
    close(minh, by)
    reopen(minh, by)

    assert (pump_at(LATER + timedelta(days=1)), state_of(code)) == (0, "cancelled")


def test_words_are_kept_for_thirty_days_of_a_closed_account(minh, by, sink):
    message = queue(minh, due_at=NOON + timedelta(days=20))
    close(minh, by)
    with clock.standing_at(NOON + timedelta(days=29)):
        early = blank_old_messages()
    with clock.standing_at(NOON + timedelta(days=31)):
        late = blank_old_messages()
    reopen(minh, by, at=NOON + timedelta(days=32))

    message.refresh_from_db()
    assert (early, late, message.state, message.text) == (0, 1, "cancelled", None)


def test_mail_goes_to_no_address_that_is_not_theirs_any_more(minh, by, sink):
    message = queue(minh, due_at=LATER)
    close(minh, by)
    minh.refresh_from_db()
    minh.email = "minh.new@example.org"
    minh.save()
    reopen(minh, by)

    assert (pump_at(LATER + timedelta(days=1)), state_of(message)) == (0, "cancelled")
