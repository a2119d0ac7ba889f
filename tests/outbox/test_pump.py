import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connections
from django.db.models import F
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.lib import clock, links, registry
from mentoring.lib.crypto import Sealed
from mentoring.outbox import pump as pump_module
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import claim_due, pump, reclaim_expired, send
from mentoring.outbox.reports import pump_health
from mentoring.outbox.services import Attachment, cancel_messages, record_tick
from mentoring.outbox.smtp import MailServer
from tests.factories import UserFactory
from tests.outbox.messages import queue

pytestmark = pytest.mark.usefixtures("kept_moves")

State = OutgoingMessage.State


def expire_leases() -> None:
    OutgoingMessage.objects.filter(lease_until__isnull=False).update(lease_until=F("lease_until") - timedelta(hours=1))


def expire_leases_of_waiting() -> None:
    """As if the server had taken its time with the first of a batch."""
    waiting = OutgoingMessage.objects.filter(lease_until__isnull=False, attempts=0)
    waiting.update(lease_until=F("lease_until") - timedelta(hours=1))


def test_pump_sends_what_is_due_and_blanks_it(db, sink):
    message = queue(attachments=[Attachment("meeting.ics", "text/calendar; method=REQUEST", "BEGIN:VCALENDAR")])

    assert pump() == 1

    message.refresh_from_db()
    mail = message_from_bytes(sink.messages[0], policy=policy.default)
    assert (message.state, message.text, message.html, message.mail_subject) == (State.SENT, None, None, None)
    assert (mail["Subject"], mail["To"], mail["Message-ID"]) == ("Good news", message.address, message.message_id)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(["plain"]).get_content().strip() == "Hello"
    assert [(part.get_filename(), part.get_param("method")) for part in mail.iter_attachments()] == [
        ("meeting.ics", "REQUEST")
    ]


def test_pump_leaves_what_is_not_due(db, sink):
    message = queue(due_at=clock.now() + timedelta(hours=1))

    assert pump() == 0

    message.refresh_from_db()
    assert (message.state, sink.messages) == (State.DUE, [])


def test_pump_compares_due_times_with_the_products_clock(db, sink):
    queue(due_at=clock.now() + timedelta(hours=1))

    with clock.standing_at(clock.now() + timedelta(hours=2)):
        sent = pump()

    assert sent == 1


def test_link_is_signed_at_sending_and_lies_nowhere_before(db, sink, settings):
    recipient = UserFactory()
    expires_at = clock.now() + timedelta(days=1)
    where = links.placeholder(
        purpose="survey", subject_id=recipient.pk, expires_at=expires_at, view="feedback:survey-answer"
    )
    message = queue(recipient, text=f"Open {where}")
    token = links.token(purpose="survey", subject_id=recipient.pk, expires_at=expires_at)

    pump()

    body = message_from_bytes(sink.messages[0], policy=policy.default).get_body(["plain"]).get_content()
    assert token not in message.text
    assert body.strip() == f"Open {settings.SITE_URL}{reverse('feedback:survey-answer', args=[token])}"


def test_unreadable_message_fails_alone(db, sink, settings):
    damaged = queue(occurrence="damaged")
    OutgoingMessage.objects.filter(pk=damaged.pk).update(text=Sealed(b"damaged"))
    queue(occurrence="sound")

    sent = pump()

    outcome = OutgoingMessage.objects.filter(pk=damaged.pk).values_list("state", "last_error").get()
    assert (sent, outcome) == (1, (State.FAILED, "Undecipherable"))


def test_refused_address_fails_for_good(db, sink):
    sink.answer_rcpt = "550 nobody of this name"
    message = queue()

    pump()

    message.refresh_from_db()
    assert (message.state, message.ambiguous, message.last_error) == (State.FAILED, 0, "550 nobody of this name")


@pytest.mark.parametrize("step", ["answer_rcpt", "answer_data"])
def test_server_that_is_busy_is_tried_again_later(db, sink, step):
    setattr(sink, step, "451 come back later")
    message = queue()

    pump()

    message.refresh_from_db()
    assert (message.state, message.ambiguous, message.attempts) == (State.DUE, 0, 1)
    assert timedelta(seconds=40) < message.due_at - clock.now() < timedelta(seconds=80)


@pytest.mark.parametrize("step", ["answer_mail", "answer_rcpt", "answer_data"])
@pytest.mark.parametrize("code", [421, 450, 451, 452, 550, 552, 554])
def test_definite_answer_is_never_a_doubt(db, sink, step, code):
    setattr(sink, step, f"{code} no")
    message = queue(kind="code")

    pump()

    message.refresh_from_db()
    assert (message.ambiguous, message.attempts, message.last_error) == (0, 1, f"{code} no")
    assert message.state == (State.FAILED if code >= 500 else State.DUE)


def test_unreachable_server_costs_no_doubt(db, sink, settings):
    settings.EMAIL_PORT = 1
    message = queue()

    assert pump() == 0

    again = OutgoingMessage.objects.get()
    assert (again.state, again.ambiguous, again.attempts, again.due_at) == (State.DUE, 0, 0, message.due_at)


def test_message_waits_visibly_while_the_server_is_away(db, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    record_tick(name="outbox.pump")
    queue(due_at=clock.now() - timedelta(minutes=5))

    pump()

    assert pump_health().is_healthy is False


def test_server_that_closes_is_asked_again_over_a_new_connection(db, sink):
    sink.answer_mail, before = "421 closing, too many mails at once", sink.connections
    message = queue()
    pump()
    message.refresh_from_db()
    assert (message.state, message.ambiguous, message.last_error) == (State.DUE, 0, sink.answer_mail)

    sink.answer_mail = None
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        assert pump() == 1

    assert sink.connections - before == 2


def test_connection_lost_before_the_text_went_over_costs_no_doubt(db, sink):
    sink.hang_up_before_text = True
    message = queue(kind="code")

    pump()

    message.refresh_from_db()
    assert (message.state, message.ambiguous, message.attempts) == (State.DUE, 0, 1)
    assert message.due_at > clock.now()


def test_message_that_waited_long_in_its_batch_costs_no_second_attempt(db, sink, wanted):
    wanted.answered_by(lambda kind, subject_id: expire_leases_of_waiting())
    queue(occurrence="first")
    queue(occurrence="second")

    assert pump() == 2

    assert list(OutgoingMessage.objects.values_list("state", "attempts", "ambiguous")) == [(State.SENT, 1, 0)] * 2


def test_batch_taken_over_by_another_sender_is_left_to_it(db, sink):
    first, second = queue(occurrence="first"), queue(occurrence="second")
    claimed = claim_due()
    OutgoingMessage.objects.filter(pk=second.pk).update(lease_until=F("lease_until") - timedelta(hours=1))
    reclaim_expired()
    assert pump() == 1

    with MailServer() as server:
        sent = [send(message, server) for message in claimed]

    assert (sent, len(sink.messages)) == ([True, False], 2)
    assert list(OutgoingMessage.objects.values_list("state", "attempts").order_by("pk")) == [(State.SENT, 1)] * 2
    assert first.pk != second.pk


def test_message_planned_long_ago_is_not_given_up_at_its_first_attempt(db, sink):
    sink.answer_rcpt = "451 come back later"
    with clock.standing_at(clock.now() - timedelta(days=14)):
        message = queue(due_at=clock.now() + timedelta(days=14))

    pump()

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.DUE, 1)


def test_server_that_is_busy_is_asked_less_and_less_often_and_given_up_after_two_days(db, sink):
    sink.answer_rcpt = "451 come back later"
    message, moment, waits = queue(), clock.now(), []

    while message.state == State.DUE:
        with clock.standing_at(moment):
            pump()
        message.refresh_from_db()
        waits.append(message.due_at - moment)
        moment = message.due_at

    expected = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
    assert all(0.79 * each < wait < 1.21 * each for each, wait in zip(expected, waits, strict=False))
    assert timedelta(hours=40) < message.due_at - waits[-1] - message.created_at < timedelta(hours=48)
    assert (message.state, message.ambiguous, message.last_error) == (State.FAILED, 0, "451 come back later")


def test_message_whose_question_fails_does_not_keep_the_others(db, sink, wanted):
    def answer(kind, subject_id):
        if subject_id == troubled.subject_id:
            raise ZeroDivisionError

    wanted.answered_by(answer)
    troubled = queue()
    sound = queue()

    assert pump() == 1

    assert dict(OutgoingMessage.objects.values_list("pk", "state")) == {troubled.pk: State.DUE, sound.pk: State.SENT}


def test_lost_answer_is_counted_and_sent_once_more_under_the_same_id(db, sink):
    sink.hang_up = True
    message = queue()

    pump()

    message.refresh_from_db()
    ids = [message_from_bytes(each)["Message-ID"] for each in sink.messages]
    assert ids == [message.message_id] * 2
    assert (message.state, message.ambiguous) == (State.FAILED, 2)


def test_lost_answer_of_a_message_that_must_not_repeat_is_held(db, sink):
    sink.hang_up = True
    message = queue(kind="code")

    pump()

    message.refresh_from_db()
    assert (message.state, message.ambiguous, len(sink.messages)) == (State.FAILED, 1, 1)


def test_message_no_longer_wanted_is_not_sent(db, sink, wanted):
    wanted.answered_by(lambda kind, subject_id: kind != "greeting")
    message = queue()

    pump()

    message.refresh_from_db()
    assert (message.state, message.text, sink.messages) == (State.SUPPRESSED, None, [])


def test_message_unwanted_since_it_was_announced_is_stopped_at_the_fence(db, sink, wanted):
    answers = iter([True, False])
    wanted.answered_by(lambda kind, subject_id: next(answers))
    message = queue()

    pump()

    message.refresh_from_db()
    assert (message.state, sink.messages) == (State.SUPPRESSED, [])


def test_message_switched_off_since_it_was_announced_is_stopped_at_the_fence(db, sink, written_to):
    answers = iter([None, registry.NEVER])
    written_to.answered_by(lambda person_id, kind: next(answers))
    message = queue()

    pump()

    message.refresh_from_db()
    assert (message.state, message.text, sink.messages) == (State.SUPPRESSED, None, [])


def test_message_whose_hours_ended_since_it_was_announced_goes_all_the_same(db, sink, written_to):
    """It is under way: to put it off now would only make it late."""
    answers = iter([None, clock.now() + timedelta(hours=9)])
    written_to.answered_by(lambda person_id, kind: next(answers))
    message = queue()

    pump()

    message.refresh_from_db()
    assert (message.state, len(sink.messages)) == (State.SENT, 1)


def test_slow_sender_is_stopped_by_the_fence(db, sink):
    message = queue()
    claimed = claim_due()
    expire_leases()
    reclaim_expired()

    with MailServer() as server:
        sent = send(claimed[0], server)

    message.refresh_from_db()
    assert (sent, message.state, message.ambiguous, sink.messages) == (False, State.DUE, 0, [])


def test_sender_killed_before_the_fence_loses_and_doubles_nothing(db, sink):
    message = queue()
    claim_due()
    expire_leases()

    assert (reclaim_expired(), pump()) == (1, 1)

    message.refresh_from_db()
    assert (message.state, message.ambiguous, len(sink.messages)) == (State.SENT, 0, 1)


def test_sender_killed_after_the_fence_is_recorded_as_doubt(db, sink):
    message = queue()
    claim_due()
    OutgoingMessage.objects.update(state=State.SENDING)
    expire_leases()

    pump()

    message.refresh_from_db()
    assert (message.state, message.ambiguous, message.attempts) == (State.SENT, 1, 1)


def test_cancelled_message_is_not_sent(db, sink):
    queue()

    cancelled = cancel_messages(subject=User.objects.get(), kinds=["greeting"])
    pump()

    assert (cancelled, sink.messages) == (1, [])


def test_pump_told_to_stop_finishes_the_one_it_sends_and_gives_the_others_back(db, sink):
    first, second = queue(occurrence="first"), queue(occurrence="second")

    assert pump(until=lambda: bool(sink.messages)) == 1

    states = dict(OutgoingMessage.objects.values_list("pk", "state"))
    assert (states, len(sink.messages)) == ({first.pk: State.SENT, second.pk: State.DUE}, 1)


@pytest.mark.django_db(transaction=True)
def test_two_senders_side_by_side_send_each_message_once(sink):
    for number in range(40):
        queue(occurrence=str(number))
    barrier = threading.Barrier(3)

    def run():
        barrier.wait()
        pump_module.pump()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ids = [message_from_bytes(each)["Message-ID"] for each in sink.messages]
    assert (len(ids), len(set(ids))) == (40, 40)
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {State.SENT}
