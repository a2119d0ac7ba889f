"""What the page of an import that was stopped says of people."""

from uuid import uuid4

import pytest
from django.db.models.functions import Now

from mentoring.accounts.models import EmailChange
from mentoring.jobs.models import Job
from mentoring.jobs.runners import LEASE
from mentoring.jobs.services import ATTEMPTS, CancelRequested, cancel_job, run_next_job, start_job
from participants.models import ImportBatch, Profile
from participants.services import IMPORT_KIND, import_people, import_writing
from tests.participants.hr_files import line, table
from tests.participants.wizard import apply, checked, step

NOTHING = "Nothing was changed."


def stopped(office, draft):
    office.post(step("apply", draft))
    job = Job.objects.get(kind=IMPORT_KIND)
    cancel_job(job=job, by=job.started_by)
    return job


def test_stopped_import_says_that_nothing_was_changed(office):
    job = stopped(office, checked(office, line("1")))

    page = office.get(job.get_absolute_url()).content.decode()

    assert ("Stopped on" in page, NOTHING in page) == (True, True)
    assert (ImportBatch.objects.count(), Profile.objects.count()) == (0, 0)


def test_page_claims_nothing_once_the_file_was_imported(office):
    """Somebody started it again."""
    draft = checked(office, line("1"))
    job = stopped(office, draft)
    apply(office, draft)

    page = office.get(job.get_absolute_url()).content.decode()

    assert Profile.objects.count() == 1
    assert ("Stopped on" in page, NOTHING in page) == (True, False)


@pytest.mark.parametrize(("is_stopped", "attempts"), [(True, 1), (False, ATTEMPTS)])
def test_import_whose_worker_died_after_it_had_written_is_done_also_where_it_is_not_begun_again(
    office, is_stopped, attempts
):
    apply(office, checked(office, line("1")))
    job = Job.objects.get(kind=IMPORT_KIND)
    sentence = job.message
    Job.objects.update(
        state="running", claim=uuid4(), lease_until=Now() - LEASE, attempts=attempts, message="", finished_at=None
    )
    if is_stopped:
        cancel_job(job=job, by=job.started_by)

    run_next_job()

    job.refresh_from_db()
    assert (job.state, job.message) == ("done", sentence)
    assert ImportBatch.objects.count() == 1


def test_import_whose_worker_died_before_it_had_written_is_stopped(office):
    office.post(step("apply", checked(office, line("1"))))
    job = Job.objects.get(kind=IMPORT_KIND)
    Job.objects.update(state="running", claim=uuid4(), lease_until=Now() - LEASE, attempts=1)
    cancel_job(job=job, by=job.started_by)

    run_next_job()

    job.refresh_from_db()
    assert (job.state, ImportBatch.objects.exists()) == ("cancelled", False)


def test_other_work_that_was_stopped_claims_nothing(office, sam):
    job = start_job(kind="jobs.unknown", subject=sam, by=sam)
    cancel_job(job=job, by=sam)

    page = office.get(job.get_absolute_url()).content.decode()

    assert ("Stopped on" in page, NOTHING in page) == (True, False)


def test_import_can_be_stopped_between_two_portions_of_new_addresses(db, monkeypatch):
    """A company that moves to another domain: what is asked for already is asked for no more."""
    monkeypatch.setattr(import_writing, "AT_ONCE", 2)
    people = [f"{number},Ada Lark,ada{number}@{{domain}}.example" for number in range(6)]
    import_people(file=table("id,name,email", *(each.format(domain="old") for each in people)))
    asked = []

    def told(_done: int, _total: int) -> None:
        asked.append(EmailChange.objects.count())
        if asked[-1] == 4:
            raise CancelRequested

    with pytest.raises(CancelRequested):
        import_people(file=table("id,name,email", *(each.format(domain="new") for each in people)), told=told)

    assert sorted(set(asked)) == [0, 2, 4]
    assert EmailChange.objects.count() == 0
