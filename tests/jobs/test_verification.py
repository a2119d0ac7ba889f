import logging

import pytest

from mentoring.audit import reports
from mentoring.audit.models import AuditEvent
from mentoring.audit.services import anchor_chain, seal_events
from mentoring.jobs.models import Job
from mentoring.jobs.services import run_next_job
from mentoring.jobs.verification import start_verification
from mentoring.lib.errors import Refused
from tests.audit.records import past_the_door, sealed_record, sql
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anchors(settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchors.txt"


@pytest.fixture
def administrator():
    return UserFactory(is_superuser=True)


def checked(by) -> Job:
    job = start_verification(by=by)
    run_next_job()
    job.refresh_from_db()
    return job


def test_verification_ends_in_the_sentence_of_what_it_found(administrator):
    sealed_record(3)
    anchor_chain()

    job = checked(administrator)

    assert (job.state, job.message) == (
        "done",
        "All 3 sealed entries of the record are intact. 1 newer entry waits for its seal. "
        "It was compared with 1 anchor.",
    )
    assert AuditEvent.objects.filter(verb="audit.verify", actor_id=administrator.pk, result="intact").count() == 1


def test_verification_that_finds_something_names_it_and_logs_it(administrator, caplog):
    sequence = sealed_record(3)[1]
    anchor_chain()

    with past_the_door(), caplog.at_level(logging.ERROR):
        sql("DELETE FROM audit_auditevent WHERE sequence = %s", sequence)
        sql("SET LOCAL session_replication_role = DEFAULT")
        job = checked(administrator)
        results = list(AuditEvent.objects.filter(verb="audit.verify").values_list("result", flat=True))

    assert job.state == "done"
    assert job.message.startswith(f"Entry {sequence} is missing from the record (position 2 of the chain).")
    assert f"not intact: Entry {sequence} is missing" in caplog.text
    assert results == ["not intact"]


def test_verification_tells_how_far_it_is(administrator, monkeypatch):
    monkeypatch.setattr(reports, "BATCH", 2)
    sealed_record(5)

    job = checked(administrator)

    assert (job.done, job.total) == (5, 5)


def test_verification_is_not_started_twice_by_one_person(administrator):
    start_verification(by=administrator)

    with pytest.raises(Refused, match="already under way"):
        start_verification(by=administrator)


def test_verification_is_itself_recorded_and_sealed(administrator):
    checked(administrator)
    seal_events()

    assert "intact" in checked(administrator).message
    assert AuditEvent.objects.filter(verb="audit.verify").count() == 2
