"""Mails of a past that was only told end as the pump would have ended them, and leave nobody's mailbox fuller."""

from datetime import UTC, datetime, timedelta

import pytest

from mentoring.lib import clock, registry
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import pump
from mentoring.outbox.services import tell_as_sent, tell_mails_until
from tests.factories import UserFactory
from tests.outbox.messages import NOON, nudge, pump_at, queue, states

pytestmark = pytest.mark.usefixtures("kept_moves")

DAY = timedelta(days=1)
START_OF_APRIL = datetime(2026, 3, 31, 23, tzinfo=UTC)  # in London


@pytest.fixture
def reader(db):
    return UserFactory()


def nudges_on(reader, *days: datetime, **fields) -> list[OutgoingMessage]:
    """One counted mail on each of these days, written then."""
    written = []
    for number, day in enumerate(days):
        with clock.standing_at(day):
            written.append(nudge(reader, number, **fields))
    return written


def told(messages) -> list[tuple[object, ...]]:
    fields = ("state", "sent_at", "counted_month", "counted_number", "goes_with")
    rows = {row[0]: row[1:] for row in OutgoingMessage.objects.values_list("pk", *fields)}
    return [rows[message.pk] for message in messages]


def test_what_was_told_ends_as_by_the_pump(reader, sink):
    """The same mails twice: to one person the pump sends them, to the other they are told."""
    days = [NOON, NOON, NOON + DAY, NOON + 2 * DAY, NOON + 9 * DAY, NOON + 30 * DAY, NOON + 31 * DAY]
    other, ends = UserFactory(), NOON + 40 * DAY
    sent = []
    for day in sorted({*days, START_OF_APRIL}):
        with clock.standing_at(day):
            sent += [nudge(other, number) for number, its_day in enumerate(days) if its_day == day]
            pump()
    pump_at(ends)
    written = nudges_on(reader, *days)

    assert tell_mails_until(ends) == 6

    # Of two mails of one moment either may carry the other.
    moments = {message.pk: day for each in (sent, written) for message, day in zip(each, days, strict=True)}
    by_pump, by_story = ([(*row[:4], moments.get(row[4])) for row in told(each)] for each in (sent, written))
    assert sorted(map(str, by_story)) == sorted(map(str, by_pump))
    assert len(sink.messages) == 4


def test_third_mail_of_a_month_is_held_and_goes_with_the_next_one_that_has_a_place(reader):
    first, second, third, next_month = written = nudges_on(reader, NOON, NOON + DAY, NOON + 2 * DAY, START_OF_APRIL)

    tell_mails_until(NOON + 3 * DAY)
    assert states(written) == ["sent", "sent", "held", "due"]
    tell_mails_until(NOON + 40 * DAY)

    assert states(written) == ["sent"] * 4
    numbers = [row[3] for row in told([first, second])]
    assert numbers == [1, 2]
    (carried,) = [each for each in (third, next_month) if told([each])[0][4]]
    (carrier,) = {third, next_month} - {carried}
    assert told([carried])[0][4] == carrier.pk


def test_places_of_an_earlier_telling_count_and_a_leftover_is_taken_back_at_the_end(reader):
    earlier = nudges_on(reader, NOON, NOON + DAY)
    tell_mails_until(NOON + 2 * DAY)
    later = nudges_on(reader, NOON + 3 * DAY)

    assert tell_as_sent(NOON + 4 * DAY) == 1
    assert (states(earlier), states(later)) == (["sent"] * 2, ["cancelled"])


def test_reminder_is_asked_about_at_its_time_and_what_left_at_once_is_not(reader, wanted):
    asked = []

    def answer(kind, subject_id):
        asked.append((subject_id, clock.now()))
        return subject_id != done.subject_id

    with clock.standing_at(NOON):
        at_once = queue(reader)
        done, waits = (nudge(reader, number, due_at=NOON + 7 * DAY) for number in (1, 2))
    wanted.answered_by(answer)

    tell_mails_until(NOON + 8 * DAY)

    assert states([at_once, done, waits]) == ["sent", "cancelled", "sent"]
    assert set(asked) == {(each.subject_id, NOON + 7 * DAY) for each in (done, waits)}


def test_two_mails_about_one_thing_are_enough(reader):
    about = UserFactory()
    months = [datetime(2026, month, 3, tzinfo=UTC) for month in (1, 2, 3)]
    written = []
    for month in months:
        with clock.standing_at(month):
            written.append(queue(reader, kind="nudge", subject=about, occurrence=str(month.month)))

    tell_mails_until(NOON)

    assert states(written) == ["sent", "sent", "cancelled"]


def test_readers_hours_and_choices_hold_in_the_past_too(reader, written_to):
    other = UserFactory()
    morning = NOON + timedelta(hours=20)

    def answer(person_id, kind):
        if person_id == other.pk:
            return registry.NEVER
        return morning if clock.now() < morning else None

    written_to.answered_by(answer)
    (put_off,), (unwelcome,) = nudges_on(reader, NOON), nudges_on(other, NOON)

    tell_mails_until(NOON + 2 * DAY)

    assert told([put_off])[0][:2] == ("sent", morning)
    assert states([unwelcome]) == ["cancelled"]


def test_many_mails_are_told_in_few_queries(reader, django_assert_max_num_queries):
    with clock.standing_at(NOON):
        for number in range(30):
            queue(reader, occurrence=str(number))

    with django_assert_max_num_queries(20):
        assert tell_mails_until(NOON + DAY) == 30
