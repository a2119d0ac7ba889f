"""How far an import is, while its one transaction writes: others read it at once, and may stop it there."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.jobs.models import Job
from mentoring.jobs.services import cancel_job, run_next_job
from mentoring.local.waiting import wait_until
from participants.models import ImportDraft, Profile
from participants.services import check_draft, keep_upload, start_import
from participants.services.import_writing import AT_ONCE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = AT_ONCE + 50
LAST = f"person{PEOPLE - 1}@mail.example"


@pytest.fixture
def job():
    sam = User.objects.create_superuser(email="sam@mail.example", name="Sam")
    lines = "".join(f"A{number},Ann Lark,person{number}@mail.example\n" for number in range(PEOPLE))
    draft = keep_upload(content=f"id,name,email\n{lines}".encode(), file_name="people.csv", by=sam)
    check_draft(draft=draft)
    return start_import(draft=ImportDraft.objects.get(), by=sam)


def work() -> None:
    try:
        run_next_job()
    finally:
        connection.close()


@contextmanager
def held_at_its_last_people():
    """The import at work beside us, kept from writing its last people for as long as this lasts."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            UserFactory(email=LAST)  # whether this address is free is known once we are through
            done: Future[None] = pool.submit(work)
            yield
            transaction.set_rollback(True)
        done.result(timeout=60)


def written(job: Job) -> bool:
    return Job.objects.get(pk=job.pk).done == AT_ONCE


def test_page_says_how_many_people_are_written_while_nobody_else_sees_them_yet(job, sign_in):
    with held_at_its_last_people():
        assert wait_until(lambda: written(job), seconds=60)
        page = sign_in(job.started_by).get(reverse("jobs:job-detail", args=[job.pk])).content.decode()
        assert (Job.objects.get(pk=job.pk).total, Profile.objects.count()) == (PEOPLE, 0)

    assert "Writing 1,050 people" in page
    assert "1,000 of 1,050 people" in page
    job.refresh_from_db()
    assert (job.state, job.done, job.total, Profile.objects.count()) == ("done", PEOPLE, PEOPLE, PEOPLE)


def test_import_that_is_stopped_while_it_writes_changes_nothing(job):
    with held_at_its_last_people():
        assert wait_until(lambda: written(job), seconds=60)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(stop, job).result(timeout=60)

    job.refresh_from_db()
    assert (job.state, Profile.objects.count(), ImportDraft.objects.count()) == ("cancelled", 0, 1)


def stop(job: Job) -> None:
    try:
        cancel_job(job=Job.objects.get(pk=job.pk), by=job.started_by)
    finally:
        connection.close()
