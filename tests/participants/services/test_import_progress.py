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
from participants.services import check_draft, keep_upload, let_leavers_go, start_import
from participants.services.drafts import TOLD_EACH
from participants.services.import_writing import AT_ONCE
from participants.signals import person_left
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


def test_import_that_is_stopped_after_it_was_written_is_done_and_the_ticks_let_the_others_go(job):
    run_next_job()
    gone = TOLD_EACH + 1
    lines = "".join(f"A{n},Ann Lark,{'2020-01-31' if n < gone else ''}\n" for n in range(PEOPLE))
    draft = keep_upload(content=f"id,name,last day\n{lines}".encode(), file_name="later.csv", by=job.started_by)
    check_draft(draft=draft)
    later = start_import(draft=ImportDraft.objects.get(), by=job.started_by)

    def stop_it(**signal: object) -> None:
        if not Job.objects.get(pk=later.pk).cancel_requested:
            cancel_job(job=later, by=later.started_by)

    person_left.connect(stop_it)
    try:
        run_next_job()
    finally:
        person_left.disconnect(stop_it)

    later.refresh_from_db()
    counts = "0 new, 21 changed, 1,029 unchanged; 21 left or are missing from the file; 0 lines were left out."
    assert (later.state, later.cancel_requested, later.message) == ("done", True, counts)
    assert (Profile.objects.exclude(left_at=None).count(), ImportDraft.objects.count()) == (TOLD_EACH, 0)
    assert (let_leavers_go(), Profile.objects.exclude(left_at=None).count()) == (1, gone)


def stop(job: Job) -> None:
    try:
        cancel_job(job=Job.objects.get(pk=job.pk), by=job.started_by)
    finally:
        connection.close()
