from threading import Barrier, Event, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction

from mentoring.audit import services
from mentoring.audit.models import AuditEvent, AuditSeal, UnsealedEvent
from mentoring.audit.reports import check_record
from mentoring.audit.services import record_event, seal_events
from mentoring.lib import clock, request_id
from tests.audit.records import appended, past_the_door, sealed_record, sequences, sql
from tests.factories import UserFactory, at

PATIENCE = 30  # seconds: the machine may be busy with other tests


def test_event_names_who_did_what_to_which_thing_by_ids_alone(db):
    actor, subject = UserFactory(), UserFactory()

    with clock.standing_at(at("2026-03-02 09:00")):
        event = record_event(verb="account.invite", subject=subject, by=actor)

    event.refresh_from_db()
    assert (event.actor_id, event.verb, event.subject_label, event.subject_id, event.at) == (
        actor.pk,
        "account.invite",
        "accounts.user",
        subject.pk,
        at("2026-03-02 09:00"),
    )
    assert (event.result, event.request_id) == ("done", None)


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_event_of_the_product_itself_has_no_actor(db, nobody):
    assert record_event(verb="survey.open", subject=UserFactory(), by=nobody).actor_id is None


def test_event_names_its_result_and_the_request_that_asked(db):
    with request_id.standing("7f3a"):
        event = record_event(verb="account.invite", subject=UserFactory(), by=UserFactory(), result="refused")

    event.refresh_from_db()
    assert (event.result, event.request_id) == ("refused", "7f3a")


def test_act_of_somebody_not_to_be_known_does_not_lead_to_them_through_the_request(db):
    with request_id.standing("7f3a"):
        event = record_event(verb="concern.raise", subject=UserFactory(), by=AnonymousUser())

    event.refresh_from_db()
    assert event.request_id is None


@pytest.mark.parametrize("table", ["audit_auditevent", "audit_auditseal"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET sequence = sequence + 1",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        "TRUNCATE accounts_user, {} CASCADE",
    ],
)
def test_database_refuses_to_change_the_record_and_its_seals(db, table, statement):
    sealed_record(2)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement.format(table))

    assert (AuditEvent.objects.count(), AuditSeal.objects.count()) == (2, 2)


@pytest.mark.parametrize("column", ["at = now()", "verb = 'x'", "actor_id = NULL", "request_id = 'x'", "result = 'x'"])
def test_database_refuses_to_change_any_column_of_an_event(db, column):
    appended()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(f"UPDATE audit_auditevent SET {column}")  # noqa: S608


def test_sealing_takes_what_waits_in_order_and_only_once(db):
    events = [appended() for _ in range(3)]

    with clock.standing_at(at("2026-03-02 09:00")):
        assert (seal_events(), seal_events()) == (3, 0)

    assert list(AuditSeal.objects.values_list("position", "sequence", "sealed_at")) == [
        (position, event.sequence, at("2026-03-02 09:00")) for position, event in enumerate(events, start=1)
    ]
    assert UnsealedEvent.objects.count() == 0


def test_sealing_goes_on_where_the_chain_ends(db):
    sealed_record(2)
    late = appended()

    assert seal_events() == 1
    assert list(AuditSeal.objects.values_list("position", flat=True)) == [1, 2, 3]
    assert sequences()[-1] == late.sequence
    assert check_record().fault is None


def test_sealing_works_through_more_than_one_batch(db, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 10)

    assert len(sealed_record(35)) == 35
    assert (UnsealedEvent.objects.count(), check_record().intact) == (0, 35)


def test_long_backlog_is_left_to_the_next_ticks_so_that_mail_does_not_wait(db, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 10)
    for _ in range(75):
        appended()

    assert [seal_events(), seal_events(), seal_events()] == [50, 25, 0]
    assert check_record().intact == 75


def test_event_that_is_rolled_back_is_never_waited_for(db):
    with transaction.atomic():
        appended()
        transaction.set_rollback(True)
    kept = appended()

    assert (seal_events(), sequences()) == (1, [kept.sequence])


def test_note_without_its_event_holds_nothing_up(db, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 1)
    gone, kept = appended(), appended()

    with past_the_door():
        sql("DELETE FROM audit_auditevent WHERE sequence = %s", gone.sequence)

        assert (seal_events(), sequences()) == (1, [kept.sequence])


@pytest.mark.django_db(transaction=True)
def test_event_that_commits_after_a_younger_one_is_sealed_as_well():
    has_recorded, may_commit, older = Event(), Event(), []

    def slowly():
        with transaction.atomic():
            older.append(appended().sequence)
            has_recorded.set()
            assert may_commit.wait(PATIENCE)
        connection.close()

    thread = Thread(target=slowly)
    thread.start()
    assert has_recorded.wait(PATIENCE)
    younger = appended().sequence
    sealed_before = seal_events()
    may_commit.set()
    thread.join()

    assert (sealed_before, seal_events()) == (1, 1)
    assert sequences() == [younger, *older]
    assert older[0] < younger
    assert (check_record().intact, check_record().fault) == (2, None)


@pytest.mark.django_db(transaction=True)
def test_writer_does_not_wait_for_the_sealing_nor_the_sealing_for_a_writer():
    appended()

    def write():
        with transaction.atomic():
            sql("SET LOCAL lock_timeout = '1s'")
            appended()
        connection.close()

    with transaction.atomic():
        assert seal_events() == 1
        thread = Thread(target=write)
        thread.start()
        thread.join()
        assert AuditEvent.objects.count() == 2

    assert seal_events() == 1


@pytest.mark.django_db(transaction=True)
def test_many_sealings_at_once_make_one_chain():
    for _ in range(5):
        for _ in range(20):
            appended()
        barrier = Barrier(4)

        def seal(barrier=barrier):
            barrier.wait(PATIENCE)
            seal_events()
            connection.close()

        threads = [Thread(target=seal) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    seal_events()

    assert list(AuditSeal.objects.values_list("position", flat=True)) == list(range(1, 101))
    assert (check_record().intact, check_record().fault) == (100, None)


def test_who_owns_the_database_can_change_the_record_so_the_next_tests_show_something(db):
    sealed_record(2)

    with past_the_door():
        sql("DELETE FROM audit_auditevent")
        assert AuditEvent.objects.count() == 0

    assert AuditEvent.objects.count() == 2
