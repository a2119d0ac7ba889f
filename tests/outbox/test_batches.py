"""What becomes of a batch when one of its mails fails, is lost to another sender, or is not wanted any more; and what
each mail of it costs the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.policies import asked_together
from mentoring.outbox.pump import claim_due, pump, reclaim_expired
from mentoring.outbox.statements import FENCE, SENT, SENT_AND_BLANKED, count_attempt, write_fence, write_sent
from tests.factories import ProfileFactory
from tests.faults.messages import ids, invitations
from tests.outbox.messages import queue, states

pytestmark = pytest.mark.usefixtures("kept_moves")

State = OutgoingMessage.State
A_MINUTE = timedelta(minutes=1)


def expire(message: OutgoingMessage) -> None:
    rows = OutgoingMessage.objects.filter(pk=message.pk, lease_until__isnull=False)
    rows.update(lease_until=F("lease_until") - timedelta(hours=1))


def queries_of(count: int) -> int:
    invitations(count)
    with CaptureQueriesContext(connection) as captured:
        assert pump() == count
    return len(captured)


def test_each_further_mail_costs_four_queries(db, sink):
    """Its turn, whether it is still wanted, the fence, and that it was sent."""
    queries_of(1)
    few, many = queries_of(3), queries_of(13)

    assert many - few == 4 * 10


def test_many_mails_are_asked_about_at_once(db, django_assert_num_queries):
    messages = invitations(12)

    with django_assert_num_queries(1):
        assert asked_together(messages) == {message.pk: True for message in messages}


def test_third_of_a_batch_that_is_refused_leaves_the_others_their_results(db, sink):
    messages, announced = invitations(5), []

    def refuse_third():
        announced.append(1)
        sink.answer_rcpt = "550 nobody of this name" if len(announced) == 3 else None

    sink.on_rcpt = refuse_third

    assert pump() == 4

    assert states(messages) == [State.SENT, State.SENT, State.FAILED, State.SENT, State.SENT]
    assert ids(sink) == [each.message_id for number, each in enumerate(messages, 1) if number != 3]


def test_third_of_a_batch_whose_answer_is_lost_is_alone_in_doubt(db, sink):
    messages, announced = invitations(5), []

    def lose_third():
        announced.append(1)
        sink.hang_up = len(announced) == 3

    sink.on_rcpt = lose_third

    assert pump() == 5

    doubts = OutgoingMessage.objects.order_by("created_at").values_list("state", "ambiguous", "attempts")
    assert list(doubts) == [(State.SENT, 0, 1), (State.SENT, 0, 1), (State.SENT, 1, 2), *[(State.SENT, 0, 1)] * 2]
    assert sorted(ids(sink)) == sorted([each.message_id for each in messages] + [messages[2].message_id])


def test_fence_lost_in_the_middle_of_a_batch_stops_that_mail_alone(db, sink, wanted):
    """Its lease ran out after it was announced, and another sender took it back: it goes once, later."""
    first, second, third = (queue(occurrence=name) for name in ("first", "second", "third"))
    asked = []

    def lose_second(kind, subject_id):
        asked.append(subject_id)
        if asked.count(second.subject_id) == 2 and subject_id == second.subject_id:
            expire(second)
            reclaim_expired()

    wanted.answered_by(lose_second)

    assert pump() == 3

    assert ids(sink) == [first.message_id, third.message_id, second.message_id]
    assert set(OutgoingMessage.objects.values_list("state", "ambiguous")) == {(State.SENT, 0)}


def test_mail_no_longer_wanted_since_its_batch_was_claimed_is_stopped_at_the_fence(db, sink):
    *others, leaver = invitations(3)

    def leaves():
        User.objects.filter(pk=leaver.recipient_id, is_active=bool(sink.messages)).update(is_active=False)

    assert pump(until=leaves) == 2

    assert states([*others, leaver]) == [State.SENT, State.SENT, State.SUPPRESSED]
    assert ids(sink) == [each.message_id for each in others]
    leaver.refresh_from_db()
    assert (leaver.text, leaver.attempts) == (None, 1)


def test_mail_no_longer_wanted_at_claim_is_not_even_announced(db, sink):
    wanted, leaver = invitations(2)
    User.objects.filter(pk=leaver.recipient_id).update(is_active=False)
    announced = []
    sink.on_rcpt = lambda: announced.append(1)

    assert pump() == 1

    assert (states([wanted, leaver]), len(announced)) == ([State.SENT, State.SUPPRESSED], 1)
    leaver.refresh_from_db()
    assert (leaver.text, leaver.attempts) == (None, 0)


def test_each_is_asked_about_by_itself_where_many_cannot_be_judged(db, sink, wanted, wanted_together):
    def fail(kind, subject_ids):
        raise ZeroDivisionError

    unwanted, sound = queue(), queue()
    wanted_together.answered_by(fail)
    wanted.answered_by(lambda kind, subject_id: subject_id != unwanted.subject_id)

    assert pump() == 1

    assert states([unwanted, sound]) == [State.SUPPRESSED, State.SENT]


def test_one_app_is_enough_to_stop_a_mail_among_many(db, wanted_together):
    first, second = queue(), queue()
    wanted_together.answered_by(lambda kind, things: things)
    wanted_together.answered_by(lambda kind, things: {first.subject_id})
    wanted_together.answered_by(lambda kind, things: None)

    assert asked_together([first, second]) == {first.pk: True, second.pk: False}


def test_apps_answer_about_many_as_about_one(db):
    here, gone = ProfileFactory(), ProfileFactory()
    messages = [queue(person.user, kind="invitation", subject=person) for person in (here, gone)]
    User.objects.filter(pk=gone.user_id).update(is_active=False)

    assert asked_together(messages) == {messages[0].pk: True, messages[1].pk: False}


def test_kind_that_nobody_answers_about_at_once_is_asked_about_singly(db):
    assert asked_together([queue()]) == {}


def test_statements_leave_a_row_alone_that_is_another_senders(db):
    queue()
    (message,) = claim_due()
    OutgoingMessage.objects.update(claim=message.pk)

    done = [
        count_attempt(message, lease=A_MINUTE),
        write_fence(message, lease=A_MINUTE),
        write_sent(message, at=clock.now()),
    ]

    assert (done, states([message])) == ([False] * 3, [State.CLAIMED])


def test_fence_holds_only_within_the_lease_which_the_turn_of_a_mail_renews(db):
    queue()
    (message,) = claim_due()
    expire(message)

    before = write_fence(message, lease=A_MINUTE)
    message.attempts, message.first_tried_at = 1, clock.now()
    renewed = count_attempt(message, lease=A_MINUTE)

    assert (before, renewed, write_fence(message, lease=A_MINUTE)) == (False, True, True)


@pytest.mark.parametrize(("doubts", "is_blanked"), [(0, True), (1, False)])
def test_words_stay_where_there_was_a_doubt(db, doubts, is_blanked):
    queue(text="Hello")
    (message,) = claim_due()
    message.ambiguous = doubts
    write_fence(message, lease=A_MINUTE)

    assert write_sent(message, at=clock.now())

    message.refresh_from_db()
    blanked = [getattr(message, name) is None for name in OutgoingMessage.PRIVATE]
    assert (message.state, set(blanked)) == (State.SENT, {is_blanked})


@pytest.mark.django_db(transaction=True)
def test_only_the_turn_of_a_mail_may_reach_the_disk_later():
    """The fence and the result must be there when their statement returns."""
    queue()
    (message,) = claim_due()
    message.attempts, message.first_tried_at = 1, clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = 'on'")
        count_attempt(message, lease=A_MINUTE)
        cursor.execute("SHOW synchronous_commit")
        after = cursor.fetchone()
        cursor.execute("RESET synchronous_commit")

    assert after == ("on",)
    assert not any("synchronous_commit" in statement for statement in (FENCE, SENT, SENT_AND_BLANKED))
