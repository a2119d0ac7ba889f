import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction

from mentoring.audit.models import AuditEvent
from mentoring.audit.services import record_event
from mentoring.lib import clock
from tests.factories import UserFactory, at


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


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_event_of_the_product_itself_has_no_actor(db, nobody):
    assert record_event(verb="survey.open", subject=UserFactory(), by=nobody).actor_id is None


@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET verb = 'x'", "DELETE FROM audit_auditevent"])
def test_database_refuses_to_change_the_record(db, statement):
    record_event(verb="account.invite", subject=UserFactory(), by=None)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEvent.objects.count() == 1
