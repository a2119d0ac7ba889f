"""Importing people in the office, from the file to the result."""

import pytest
from django.urls import reverse

from mentoring.jobs.models import Job
from mentoring.jobs.services import run_next_job, start_job
from participants.models import ImportBatch, ImportDraft, Organisation, Profile
from participants.services import IMPORT_KIND
from tests.factories import UserFactory
from tests.participants.full_disk import full_after
from tests.participants.hr_files import line, text_of
from tests.participants.wizard import apply, bring, checked, look, step


def test_file_is_brought_looked_at_checked_and_applied(office, sam):
    assert bring(office, text_of(line("1"), line("2", hire_date="?"))).url == step("columns", ImportDraft.objects.get())
    draft = ImportDraft.objects.get()
    columns = office.get(step("columns", draft)).content.decode()
    assert ("Ada" in columns, "CANARY" in columns, "Never read: birthdate, gender, race." in columns) == (
        True,
        False,
        True,
    )

    answer = look(office, draft)
    page = office.get(answer.url).content.decode()
    assert answer.url == step("check", draft)
    assert "Line 3, column “hire_date”: This is not a date." in page
    assert "Never read, and stored nowhere: birthdate, gender, race." in page
    assert "In hire_date, the month comes before the day." in page
    assert "first_name + last_name: “Ada + Lark” is read as Ada Lark, who is greeted as Ada." in page
    assert "hire_date: “04-18-19” is read as 18 April 2019." in page
    assert "CANARY" not in page
    assert "Ada" not in str(ImportDraft.objects.get().found)
    assert not Profile.objects.exists()
    job = apply(office, draft)

    assert (job.state, job.started_by) == ("done", sam)
    assert job.message == ("1 new, 0 changed, 0 unchanged; 0 left or are missing from the file; 1 line was left out.")
    batch = ImportBatch.objects.get()
    assert (batch.pk, batch.new, batch.applied_by) == (draft.pk, 1, sam)
    assert not ImportDraft.objects.exists()
    assert office.get(step("result", draft)).url == reverse("admin:participants_importbatch_change", args=[batch.pk])


@pytest.mark.parametrize("name", ["columns", "check", "problems"])
def test_whoever_goes_back_after_an_import_reads_that_it_was_applied(office, name):
    draft = checked(office, line("1"))
    apply(office, draft)

    response = office.get(step(name, draft), follow=True)

    assert response.redirect_chain[-1][0] == reverse("admin:participants_importbatch_change", args=[draft.pk])
    assert "This import was applied. Here is what it changed." in response.content.decode()
    assert reverse("admin:participants_importbatch_changelist") in response.content.decode()


@pytest.mark.parametrize("name", ["apply", "discard"])
def test_what_was_applied_is_applied_or_dropped_no_second_time(office, name):
    draft = checked(office, line("1"))
    apply(office, draft)

    response = office.post(step(name, draft), follow=True)

    assert "This import was applied." in response.content.decode()
    assert ImportBatch.objects.count() == Job.objects.count() == 1


def test_import_that_is_under_way_is_not_begun_twice_nor_dropped(office):
    draft = checked(office, line("1"))
    office.post(step("apply", draft))

    again = office.post(step("apply", draft), follow=True).content.decode()
    dropped = office.post(step("discard", draft), follow=True).content.decode()

    assert "This is already under way." in again
    assert "This import is under way." in dropped
    assert (Job.objects.count(), ImportDraft.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_full_disk_while_the_office_imports_changes_nothing_and_the_file_waits_for_the_next_try(office):
    draft = checked(office, *(line(str(number)) for number in range(20)))
    office.post(step("apply", draft))

    with full_after(10, act="INSERT", table="participants_profile"):
        run_next_job()

    failed = Job.objects.get(kind=IMPORT_KIND)
    assert (failed.state, failed.message) == (
        "failed",
        "Something went wrong on our side. It has been noted; please try again later.",
    )
    assert (Profile.objects.count(), Organisation.objects.count(), ImportBatch.objects.count()) == (0, 0, 0)
    assert office.get(step("result", draft)).url == step("check", draft)
    assert apply(office, draft).message.startswith("20 new, ")


def test_job_whose_worker_died_after_writing_says_what_was_done(office, sam):
    draft = checked(office, line("1"))
    first = apply(office, draft)
    start_job(kind=IMPORT_KIND, subject=draft, by=sam)

    run_next_job()

    again = Job.objects.latest("created_at")
    assert (again.state, again.message) == ("done", first.message)
    assert (Profile.objects.count(), ImportBatch.objects.count()) == (1, 1)


def test_list_of_imports_leads_to_a_new_one(office):
    UserFactory()

    page = office.get(reverse("admin:participants_importbatch_changelist")).content.decode()

    assert f'href="{step("upload")}"' in page
