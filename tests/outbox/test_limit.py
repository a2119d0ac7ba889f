import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connections
from django.db.models import F

from mentoring.lib import clock, registry
from mentoring.lib.crypto import Sealed
from mentoring.outbox import pump as sender
from mentoring.outbox.limit import bring_back_held
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import begin, claim_due, pass_fence, pump
from mentoring.outbox.services import cancel_messages
from mentoring.outbox.settling import hold
from tests.factories import UserFactory
from tests.outbox.messages import NOON, nudge, nudges, pump_at, queue, state_of, states, texts

pytestmark = pytest.mark.usefixtures("kept_moves")
State = OutgoingMessage.State


@pytest.fixture
def minh(db):
    return UserFactory(name="Minh", time_zone="Europe/London")


def test_third_mail_of_a_month_is_held(minh, sink):
    messages = nudges(minh, 3)

    assert states(messages) == ["sent", "sent", "held"]
    numbers = OutgoingMessage.objects.filter(state="sent").values_list("counted_number", flat=True)
    assert sorted(numbers) == [1, 2]


def test_mail_that_does_not_count_goes_out_all_the_same(minh, sink):
    nudges(minh, 3)
    pump_at(NOON)

    with clock.standing_at(NOON):
        greeting = queue(minh)
        pump()

    assert state_of(greeting) == "sent"
    assert [text.split("\n")[0] for text in texts(sink)] == ["Nudge 1", "Nudge 2", "Hello"]


def test_each_person_has_two(minh, sink):
    nudges(minh, 2)
    others = nudges(UserFactory(), 2)

    assert states(others) == ["sent", "sent"]


def test_what_is_held_goes_together_once_a_new_month_has_begun(minh, sink):
    messages = nudges(minh, 5)
    pump_at(NOON)

    assert pump_at(datetime(2026, 3, 31, 22, 30, tzinfo=UTC)) == 0
    assert pump_at(datetime(2026, 3, 31, 23, 30, tzinfo=UTC)) == 1, "in London it is April by then"

    assert states(messages) == ["sent"] * 5
    assert [line for line in texts(sink)[2].split("\n") if line and "---" not in line] == [
        "Nudge 3",
        "Also for you",
        "Nudge 4",
        "Also for you",
        "Nudge 5",
    ]


def test_month_begins_where_the_person_lives(db, sink):
    keiko = UserFactory(time_zone="Asia/Tokyo")
    third = nudges(keiko, 3)[2]
    pump_at(NOON)

    third.refresh_from_db()

    assert third.due_at == datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert pump_at(datetime(2026, 3, 31, 15, 30, tzinfo=UTC)) == 1


def test_december_leads_to_january(minh, sink):
    third = nudges(minh, 3, at=datetime(2026, 12, 31, 12, tzinfo=UTC))[2]
    pump_at(datetime(2026, 12, 31, 12, tzinfo=UTC))

    third.refresh_from_db()

    assert (third.state, third.due_at) == ("held", datetime(2027, 1, 1, tzinfo=UTC))


def test_held_mails_ride_on_the_next_counted_mail_and_are_blanked_with_it(minh, sink):
    third = nudges(minh, 3)[2]
    pump_at(NOON)
    OutgoingMessage.objects.filter(pk=third.pk).update(due_at=NOON + timedelta(days=90))  # as if it had to wait on
    april = datetime(2026, 4, 2, 12, tzinfo=UTC)
    with clock.standing_at(april):
        carrier = nudge(minh, 9)

    assert pump_at(april) == 1

    third.refresh_from_db()
    assert (third.state, third.goes_with_id, third.text, third.sent_at) == ("sent", carrier.pk, None, april)
    assert texts(sink)[2].startswith("Nudge 9")
    assert texts(sink)[2].endswith("Also for you\n\nNudge 3")


def test_mail_that_does_not_count_carries_nobody(minh, sink):
    third = nudges(minh, 3)[2]
    pump_at(NOON)
    with clock.standing_at(NOON):
        queue(minh)

    pump_at(NOON)

    assert (state_of(third), "Nudge 3" in texts(sink)[2]) == ("held", False)


def test_what_nobody_wants_any_more_does_not_ride(minh, sink, wanted):
    messages = nudges(minh, 5)
    pump_at(NOON)
    wanted.answered_by(lambda kind, subject_id: subject_id != messages[3].subject_id)

    assert pump_at(NOON + timedelta(days=30)) == 1

    assert states(messages) == ["sent", "sent", "sent", "suppressed", "sent"]
    assert "Nudge 4" not in texts(sink)[2]


def test_what_became_unwanted_after_it_was_taken_along_does_not_go(minh, sink, wanted):
    messages = nudges(minh, 4)
    pump_at(NOON)
    rider, asked = messages[3], []

    def answer(kind, subject_id):
        asked.append(subject_id)
        return subject_id != rider.subject_id or asked.count(subject_id) == 1

    wanted.answered_by(answer)

    assert pump_at(NOON + timedelta(days=30)) == 1

    assert (states(messages[2:]), "Nudge 4" in texts(sink)[2]) == (["sent", "suppressed"], False)


def test_held_mail_can_be_taken_back(minh, sink):
    third = nudges(minh, 3)[2]
    pump_at(NOON)

    with clock.standing_at(NOON):
        cancel_messages(subject=type(minh).objects.get(pk=third.subject_id), kinds=["nudge"])

    assert (state_of(third), pump_at(NOON + timedelta(days=30))) == ("cancelled", 0)


def test_held_mail_nobody_can_read_fails_alone(minh, sink):
    messages = nudges(minh, 4)
    pump_at(NOON)
    OutgoingMessage.objects.filter(pk=messages[3].pk).update(text=Sealed(b"damaged"))

    assert pump_at(NOON + timedelta(days=30)) == 1

    assert states(messages) == ["sent", "sent", "sent", "failed"]


def test_three_about_one_thing_are_two(minh, sink):
    with clock.standing_at(NOON):
        first, second = (queue(minh, kind="nudge", occurrence=each) for each in ("first", "second"))
    pump_at(NOON)
    with clock.standing_at(NOON + timedelta(days=60)):
        third = queue(minh, kind="other-nudge", occurrence="third")
        pump()

    assert states([first, second, third]) == ["sent", "sent", "suppressed"]
    third.refresh_from_db()
    assert third.last_error == "Two mails about this have gone out."


def test_two_about_one_thing_are_not_said_in_one_mail(minh, sink):
    nudges(minh, 2)
    with clock.standing_at(NOON + timedelta(seconds=1)):
        invitation = queue(minh, kind="nudge", occurrence="invite")
    with clock.standing_at(NOON + timedelta(seconds=2)):
        reminder = queue(minh, kind="nudge", occurrence="remind")
    pump_at(NOON + timedelta(seconds=2))

    pump_at(NOON + timedelta(days=30))

    assert states([invitation, reminder]) == ["sent", "suppressed"]
    assert texts(sink)[2] == "Hello"


def test_refused_mail_gives_its_number_and_its_riders_back(minh, sink):
    messages = nudges(minh, 4)
    pump_at(NOON)
    sink.answer_rcpt = "550 nobody of this name"

    pump_at(NOON + timedelta(days=30))

    carrier, rider = (OutgoingMessage.objects.get(pk=each.pk) for each in messages[2:])
    assert (carrier.state, carrier.counted_number, carrier.ambiguous) == ("failed", None, 0)
    assert (rider.state, rider.goes_with, rider.ambiguous) == ("held", None, 0)
    sink.answer_rcpt = None
    assert (pump_at(NOON + timedelta(days=30)), state_of(rider)) == (1, "sent")


def test_mail_tried_again_later_keeps_its_number_and_its_riders(minh, sink):
    messages = nudges(minh, 4)
    pump_at(NOON)
    later = NOON + timedelta(days=30)
    sink.answer_rcpt = "451 come back later"
    pump_at(later)

    sink.answer_rcpt = None
    assert pump_at(later + timedelta(hours=1)) == 1

    assert (states(messages), "Nudge 4" in texts(sink)[2]) == (["sent"] * 4, True)


def test_mail_tried_again_in_the_next_month_counts_there(minh, sink):
    sink.answer_rcpt = "451 come back later"
    first = nudges(minh, 1, at=datetime(2026, 3, 31, 22, tzinfo=UTC))[0]
    pump_at(datetime(2026, 3, 31, 22, tzinfo=UTC))

    sink.answer_rcpt = None
    pump_at(datetime(2026, 4, 1, 12, tzinfo=UTC))

    first.refresh_from_db()
    assert (first.state, first.counted_month.isoformat(), first.counted_number) == ("sent", "2026-04-01", 1)


def test_doubt_of_a_carrier_is_the_doubt_of_its_riders(minh, sink):
    messages = nudges(minh, 4)
    pump_at(NOON)
    sink.hang_up = True

    pump_at(NOON + timedelta(days=30))

    carrier, rider = (OutgoingMessage.objects.get(pk=each.pk) for each in messages[2:])
    assert (carrier.state, carrier.ambiguous, carrier.counted_number) == ("failed", 2, 1)
    assert (rider.state, rider.ambiguous, rider.goes_with_id) == ("failed", 2, carrier.pk)
    assert ["Nudge 4" in text for text in texts(sink)] == [False, False, True, True]


def test_carrier_in_doubt_goes_again_as_it_went(minh, sink):
    messages = nudges(minh, 4)
    pump_at(NOON)
    april = NOON + timedelta(days=30)
    with clock.standing_at(april):
        pump_until_past_the_fence()
        late = nudge(minh, 8)
        hold(*claim_due(), until=april)
        OutgoingMessage.objects.filter(state="sending").update(lease_until=F("lease_until") - timedelta(hours=1))
        assert pump() == 2

    assert states([*messages, late]) == ["sent"] * 5
    assert ["Nudge 8" in text and "Nudge 4" not in text for text in texts(sink)[2:]] == [False, True]
    ambiguous = dict(OutgoingMessage.objects.filter(ambiguous=1).values_list("pk", "state"))
    assert set(ambiguous) == {messages[2].pk, messages[3].pk}


def pump_until_past_the_fence() -> None:
    """As far as a sender comes that dies right after the fence."""
    bring_back_held()
    (carrier,) = claim_due()
    assert begin(carrier)
    assert pass_fence(carrier)


def test_mail_waits_until_its_reader_wants_to_be_written_to(minh, sink, written_to):
    morning = NOON + timedelta(hours=20)
    written_to.answered_by(lambda person_id, kind: morning if clock.now() < morning else None)
    with clock.standing_at(NOON):
        greeting, asked = queue(minh), nudge(minh, 1)

    assert (pump_at(NOON), states([greeting, asked])) == (0, ["due", "due"])
    assert pump_at(morning) == 2

    assert set(OutgoingMessage.objects.values_list("attempts", flat=True)) == {1}


def test_mail_of_a_kind_its_reader_never_wants_is_not_sent(minh, sink, written_to):
    written_to.answered_by(lambda person_id, kind: registry.NEVER if kind == "nudge" else None)
    with clock.standing_at(NOON):
        messages = [nudge(minh, 1), queue(minh)]

    assert (pump_at(NOON), states(messages)) == (1, ["suppressed", "sent"])


def test_database_knows_no_third_number(minh):
    message = nudge(minh, 1)

    with pytest.raises(IntegrityError, match="message_two_a_month"):
        OutgoingMessage.objects.filter(pk=message.pk).update(counted_month=NOON.date(), counted_number=3)


def test_database_gives_each_number_once(minh):
    first, second = nudge(minh, 1), nudge(minh, 2)
    OutgoingMessage.objects.filter(pk=first.pk).update(counted_month=NOON.date(), counted_number=1)

    with pytest.raises(IntegrityError, match="message_one_per_number_of_month"):
        OutgoingMessage.objects.filter(pk=second.pk).update(counted_month=NOON.date(), counted_number=1)


def test_nine_busy_months_bring_at_most_two_mails_each_and_lose_nothing(minh, sink):
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    for week in range(39):
        with clock.standing_at(start + timedelta(weeks=week)):
            nudge(minh, week)
            pump()
    with clock.standing_at(start + timedelta(weeks=44)):
        pump()

    carriers = OutgoingMessage.objects.filter(state="sent", goes_with=None)
    months = [sent_at.strftime("%Y-%m") for sent_at in carriers.values_list("sent_at", flat=True)]
    assert max(months.count(month) for month in months) == 2
    assert OutgoingMessage.objects.filter(state="sent").count() == 39
    assert all(any(f"Nudge {week}" in text.split("\n") for text in texts(sink)) for week in range(39))


@pytest.mark.django_db(transaction=True)
def test_senders_side_by_side_keep_to_two(sink, monkeypatch):
    monkeypatch.setattr(sender, "BATCH", 1)  # so that no one of them has all
    minh = UserFactory()
    messages = [nudge(minh, number) for number in range(8)]
    barrier = threading.Barrier(4)

    def run():
        barrier.wait()
        pump()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ended = dict(zip((f"Nudge {number}" for number in range(8)), states(messages), strict=True))
    said = [line for text in texts(sink) for line in text.split("\n") if line.startswith("Nudge")]
    assert sorted(said) == [words for words, state in ended.items() if state == "sent"]
    assert set(ended.values()) <= {"sent", "held"}
    assert 1 <= len(sink.messages) == OutgoingMessage.objects.filter(state="sent", goes_with=None).count() <= 2
