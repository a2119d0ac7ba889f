from datetime import timedelta

import pytest
from django.db.models import F

from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage, Tick
from mentoring.outbox.pump import pump
from mentoring.outbox.reports import pump_health
from mentoring.outbox.services import record_tick
from mentoring.outbox.tasks import pump_outbox
from tests.outbox.messages import queue


def let_ticks_age(seconds: int) -> None:
    Tick.objects.update(last_at=F("last_at") - timedelta(seconds=seconds))


def test_pump_that_never_ran_is_ill(db):
    health = pump_health()

    assert (health.is_healthy, health.oldest_due_seconds, health.last_tick_seconds) == (False, None, None)


def test_pump_that_just_ran_with_nothing_due_is_well(db):
    record_tick(name="outbox.pump")

    health = pump_health()

    assert (health.is_healthy, health.oldest_due_seconds) == (True, None)
    assert 0 <= health.last_tick_seconds < 30


def test_ticks_of_others_do_not_make_the_pump_well(db):
    record_tick(name="jobs.run_next_job")

    assert pump_health().is_healthy is False


@pytest.mark.parametrize(("age", "is_healthy"), [(30, True), (61, False)])
def test_pump_is_ill_a_minute_after_its_last_tick(db, age, is_healthy):
    record_tick(name="outbox.pump")
    let_ticks_age(age)

    health = pump_health()

    assert (health.is_healthy, age <= health.last_tick_seconds < age + 30) == (is_healthy, True)


def test_next_tick_makes_it_well_again(db):
    record_tick(name="outbox.pump")
    let_ticks_age(600)

    record_tick(name="outbox.pump")

    assert (pump_health().is_healthy, Tick.objects.count()) == (True, 1)


@pytest.mark.parametrize(("waited", "is_healthy"), [(100, True), (121, False)])
def test_pump_is_ill_once_a_message_waits_for_two_minutes(db, waited, is_healthy):
    record_tick(name="outbox.pump")
    queue(due_at=clock.now() - timedelta(seconds=waited))

    health = pump_health()

    assert (health.is_healthy, waited <= health.oldest_due_seconds < waited + 15) == (is_healthy, True)


def test_message_of_next_week_makes_nobody_ill(db):
    record_tick(name="outbox.pump")
    queue(due_at=clock.now() + timedelta(days=7))

    assert (pump_health().is_healthy, pump_health().oldest_due_seconds) == (True, None)


def test_message_that_was_sent_waits_no_longer(db, sink):
    record_tick(name="outbox.pump")
    queue(due_at=clock.now() - timedelta(hours=1))
    assert pump_health().is_healthy is False

    pump()

    assert (pump_health().is_healthy, OutgoingMessage.objects.get().state) == (True, "sent")


def test_tick_of_the_pump_is_recorded_when_it_sends(db, sink):
    queue()

    pump_outbox.apply(throw=True)

    assert (list(Tick.objects.values_list("name", flat=True)), len(sink.messages)) == (["outbox.pump"], 1)
