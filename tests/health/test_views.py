"""Probes: one word for whoever asks. Each is looked at well and unwell."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from mentoring.jobs.models import Job
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail, queue_message
from tests import factories

PROBES = ("/livez", "/readyz", "/healthz/pump", "/healthz/jobs")


def said(path: str, **headers: str) -> tuple[int, str]:
    response = Client(raise_request_exception=False).get(path, headers=headers)
    return response.status_code, response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", PROBES)
def test_probe_says_ok_and_nothing_else(path, pump_ticked):
    response = Client().get(path)

    assert (response.status_code, response.content, response.headers["Content-Type"]) == (200, b"ok", "text/plain")
    assert response.headers["Cache-Control"] == "no-store"
    assert (response.cookies, Client().head(path).status_code) == ({}, 200)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PROBES)
def test_probe_comes_by_plain_http_under_any_name(settings, path, pump_ticked):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["mentoring.company.com"]
    settings.SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|healthz/(pump|jobs))$"]

    assert said(path, host="10.0.0.7:8000") == (200, "ok")


@pytest.mark.django_db
@pytest.mark.parametrize("path", PROBES)
def test_probe_asks_for_no_session(path, django_assert_max_num_queries, cast, sign_in):
    client = sign_in(cast.mentee)

    with django_assert_max_num_queries(3) as asked:
        client.get(path)

    assert [query["sql"] for query in asked.captured_queries if "session" in query["sql"]] == []


@pytest.mark.parametrize(
    ("path", "status"), [("/livez", 200), ("/readyz", 503), ("/healthz/pump", 503), ("/healthz/jobs", 503)]
)
def test_process_lives_and_is_not_ready_while_the_database_is_away(database_away, path, status):
    assert said(path) == ((200, "ok") if status == 200 else (503, "unwell"))


@pytest.mark.django_db
def test_process_is_not_ready_before_its_tables_are_made():
    for name in ("0001_squashed_0009", "0009_kind_index"):
        MigrationRecorder(connection).record_unapplied("outbox", name)

    assert said("/readyz") == (503, "unwell")


def message_due(seconds_ago: float) -> None:
    person = factories.UserFactory()
    queue_message(
        kind="account",
        subject=person,
        recipient=person,
        occurrence="once",
        mail=Mail(subject="Hello", text="Hello", html="<p>Hello</p>"),
        due_at=clock.now() - timedelta(seconds=seconds_ago),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "answer"), [(-60, (200, "ok")), (60, (200, "ok")), (125, (503, "unwell"))])
def test_pump_is_unwell_once_a_message_waits_too_long(seconds, answer, pump_ticked):
    message_due(seconds)

    assert said("/healthz/pump") == answer


@pytest.mark.django_db
def test_pump_is_well_again_once_the_message_has_gone(pump_ticked):
    message_due(500)
    OutgoingMessage.objects.update(state=OutgoingMessage.State.SENT, sent_at=clock.now())

    assert said("/healthz/pump") == (200, "ok")


def job(state: str, *, created: float = 0, lease: float | None = None) -> None:
    """A job made `created` seconds ago whose worker has its lease for `lease` seconds from now."""
    now = clock.now()
    Job.objects.create(
        kind="audit.verify",
        subject_label="audit.auditevent",
        subject_id=uuid4(),
        started_by=factories.UserFactory(),
        state=state,
        created_at=now - timedelta(seconds=created),
        lease_until=now + timedelta(seconds=lease) if lease is not None else None,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "answer"), [(30, (200, "ok")), (65, (503, "unwell"))])
def test_long_work_is_unwell_once_a_job_waits_unclaimed_for_over_a_minute(seconds, answer):
    job("waiting", created=seconds)
    job("done", created=500)

    assert said("/healthz/jobs") == answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lease", "answer"),
    [(30, (200, "ok")), (-30, (200, "ok")), (-65, (503, "unwell"))],
    ids=["at work", "lost", "dead"],
)
def test_long_work_that_goes_on_is_well_and_what_nobody_took_over_is_not(lease, answer):
    job("running", created=900, lease=lease)

    assert said("/healthz/jobs") == answer


@pytest.mark.django_db
def test_job_that_waits_behind_one_at_work_is_only_late():
    job("running", created=900, lease=30)
    job("waiting", created=800)

    assert said("/healthz/jobs") == (200, "ok")
