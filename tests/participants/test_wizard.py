"""Importing people in the office, from the file to the result."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.jobs.models import Job
from mentoring.jobs.services import run_next_job, start_job
from mentoring.lib import clock
from participants.forms import ColumnsForm
from participants.models import ImportBatch, ImportDraft, Organisation, Profile
from participants.services import IMPORT_KIND, import_people
from participants.tasks import forget_drafts
from tests.factories import EnrolmentFactory, UserFactory
from tests.participants.full_disk import full_after
from tests.participants.hr_files import file_of, line, text_of


@pytest.fixture
def sam(db):
    return User.objects.create_superuser(email="sam@mail.example", name="Sam Site")


@pytest.fixture
def office(sign_in, sam):
    return sign_in(sam)


def step(name: str, draft: ImportDraft | None = None) -> str:
    return reverse(f"admin:participants_import_{name}", args=[draft.pk] if draft else [])


def bring(office, content: str | bytes, name: str = "people.csv", **fields):
    content = content.encode() if isinstance(content, str) else content
    return office.post(step("upload"), {"file": SimpleUploadedFile(name, content), "source_name": "HR", **fields})


def look(office, draft: ImportDraft, **choices):
    """Send the columns as they are guessed, but for `choices` by heading."""
    form = office.get(step("columns", draft)).context["form"]
    data = {name: choices.get(sample.heading, sample.field) for name, sample in form.choosable()}
    return office.post(step("columns", draft), {**data, "date_order": choices.get("date_order", "")})


def checked(office, *lines: str) -> ImportDraft:
    bring(office, text_of(*lines))
    return checked_again(office)


def checked_again(office) -> ImportDraft:
    draft = ImportDraft.objects.get()
    look(office, draft)
    draft.refresh_from_db()
    return draft


def apply(office, draft: ImportDraft, **fields) -> Job:
    office.post(step("apply", draft), fields)
    run_next_job()
    return Job.objects.filter(kind=IMPORT_KIND).latest("created_at")


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
    assert "Line 3, column hire_date: This is not a date." in page
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


def test_page_before_an_import_says_who_gets_mail(office):
    import_people(file=file_of(line("1"), line("2")))
    EnrolmentFactory(person=Profile.objects.get(employee_number="2"))
    quiet = office.get(step("check", checked(office, line("1"), line("2")))).content.decode()
    office.post(step("discard", ImportDraft.objects.get()))
    telling = office.get(step("check", checked(office, line("1"), line("2", termdate="2026-01-31")))).content.decode()

    assert "Nobody gets a mail" in quiet
    assert "1 place or request of theirs is given back." in telling
    assert "Nobody else gets a mail" in telling


def test_check_says_how_many_cannot_sign_in_yet(office):
    page = office.get(step("check", checked(office, line("1")))).content.decode()

    assert "1 person has no e-mail address, and cannot sign in until they are invited." in page


def test_check_says_who_keeps_the_time_zone_they_chose(office):
    heads = "id,name,email,time zone"
    bring(office, f"{heads}\n1,Ada Lark,ada@mail.example,Africa/Lagos\n")
    apply(office, checked_again(office))
    User.objects.filter(email="ada@mail.example").update(chose_time_zone=True)
    bring(office, f"{heads}\n1,Ada Lark,ada@mail.example,America/New_York\n")

    page = office.get(step("check", checked_again(office))).content.decode()

    assert "1 person chose a time zone and keeps it, though the file names another." in page


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


def test_counters_say_what_each_number_is_of(office):
    import_people(file=file_of(*(line(str(number)) for number in range(4))))

    draft = checked(office, line("0"), line("1", jobtitle="Lead"), line("2", termdate="2020-01-31"), line("9"))

    counters = office.get(step("check", draft)).context["counters"]
    assert [(label, number) for label, number, _note in counters] == [
        ("New", 1),
        ("Changed", 2),
        ("Unchanged", 1),
        ("Leavers", 2),
        ("Lines left out", 0),
    ]
    assert counters[4][2] == "lines that do not come in as they are"
    assert counters[3][2] == "1 with a last day that is over, 1 missing from the file and held"


def test_whoever_had_left_before_is_named_among_the_new_before_and_after(office):
    draft = checked(office, line("1"), line("2", termdate="2020-01-31"))

    counters = office.get(step("check", draft)).context["counters"]
    job = apply(office, draft)

    assert counters[0] == ("New", 2, "people who come in, of whom 1 had already left")
    assert job.message.startswith("2 new, of whom 1 had already left, 0 changed, ")
    for page in ("changelist", "change"):
        url = reverse(f"admin:participants_importbatch_{page}", args=[draft.pk] if page == "change" else [])
        assert "2, of whom 1 had already left" in office.get(url).content.decode()


def test_import_of_a_former_version_does_not_say_who_had_left(office):
    draft = checked(office, line("1"))
    apply(office, draft)
    ImportBatch.objects.update(new_gone=None)

    page = office.get(reverse("admin:participants_importbatch_change", args=[draft.pk])).content.decode()

    assert "had already left" not in page


def test_lines_come_as_csv_with_what_stood_in_them(office):
    draft = checked(office, line("1", hire_date="=1+1"), line("", first_name="Bo"))

    answer = office.get(step("problems", draft))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        '"Line","What happens","Employee number","Column","Reason"',
        '"2","left out","1","hire_date","“=1+1” is not a date. Please write 6/29/2020, 06-29-20 or 2020-06-29."',
        '"3","left out","","id","The employee number is missing."',
    ]


def test_check_names_the_manager_who_was_not_found_and_keeps_it_nowhere(office):
    bring(office, "id,name,manager,gender\n1,Ada Lark,Bo Wern,CANARY\n2,,,\n")
    draft = ImportDraft.objects.get()
    look(office, draft)

    page = office.get(step("check", draft)).content.decode()

    draft.refresh_from_db()
    assert "Line 2, column manager: The manager was not found. The file says “Bo Wern”." in page
    assert ("Bo Wern" in str(draft.found), "CANARY" in page) == (False, False)


def test_column_is_chosen_where_it_was_not_guessed(office):
    bring(office, "Nr;Who\n1;Ada Lark\n")
    draft = ImportDraft.objects.get()

    refused = look(office, draft)
    accepted = look(office, draft, Nr="employee_number", Who="name")

    assert "No column of people.csv could be told to be the employee number and name." in refused.content.decode()
    assert accepted.url == step("check", draft)


def test_order_of_dates_is_asked_for_where_it_is_in_doubt(office):
    bring(office, "id,name,hire date\n1,Ada Lark,01/02/2020\n")
    draft = ImportDraft.objects.get()

    doubtful = look(office, draft)
    look(office, draft, date_order="day-month")
    apply(office, draft)

    assert "every date fits day/month as well as month/day, such as 01/02/2020" in doubtful.content.decode()
    assert str(Profile.objects.get().hired_on) == "2020-02-01"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"PK\x03\x04", "people.csv", "people.csv is a workbook. Please save it as CSV (UTF-8) and try again."),
        (b"id,name", "people.exe", "This is no CSV file by its name."),
        (b"", "people.csv", "people.csv is empty. Please export the people from your HR system again."),
        (b"nonsense", "people.csv", "No column of people.csv could be told to be the employee number and name."),
        (b"x" * (10 * 1024 * 1024 + 1), "people.csv", "This file is larger than 10 MB."),
    ],
)
def test_file_that_is_none_is_refused_on_the_page(office, content, name, sentence):
    assert sentence in bring(office, content, name).content.decode()
    assert not ImportDraft.objects.exists()


def test_content_lies_encrypted_and_bytes_come_back_as_they_were(office):
    content = "id,name\n1,Zoë CANARY\n".encode("cp1252")
    bring(office, content)

    draft = ImportDraft.objects.get()
    assert "CANARY" not in repr(ImportDraft.objects.values_list("content", flat=True)[0])
    assert draft.content.encode("latin-1") == content
    look(office, draft)
    draft.refresh_from_db()
    assert "CANARY" not in str(draft.found)


def test_people_who_changed_since_the_check_are_looked_at_again(office):
    draft = checked(office, line("1"), line("2"))
    import_people(file=file_of(line("1")))

    job = apply(office, draft)

    draft.refresh_from_db()
    assert (job.state, job.message) == (
        "failed",
        "People have changed since the check, so it was made anew. Please look at it again.",
    )
    assert (draft.found["counts"]["new"], draft.found["counts"]["unchanged"]) == (1, 1)
    assert office.get(step("result", draft)).url == step("check", draft)
    assert apply(office, draft).state == "done"


def test_file_that_lacks_many_people_needs_their_number_typed(office):
    import_people(file=file_of(*(line(str(number)) for number in range(20))))
    draft = checked(office, *(line(str(number)) for number in range(10)))
    assert (
        "10 of the 20 people of this source would leave or go missing."
        in office.get(step("check", draft)).content.decode()
    )

    for typed in ({}, {"gone": "9"}, {"gone": "ten"}):
        assert office.post(step("apply", draft), typed).url == step("check", draft)
        assert not Job.objects.exists()
    job = apply(office, draft, gone="10")

    assert job.state == "done"
    assert Profile.objects.missing().count() == 10


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


def test_dropped_file_is_gone_and_nothing_changed(office):
    draft = checked(office, line("1"))

    office.post(step("discard", draft))

    assert (ImportDraft.objects.exists(), Profile.objects.exists()) == (False, False)


def test_file_is_forgotten_after_a_day(office):
    checked(office, line("1"))

    forget_drafts()
    assert ImportDraft.objects.count() == 1
    with clock.standing_at(clock.now() + timedelta(days=1, minutes=1)):
        forget_drafts()

    assert not ImportDraft.objects.exists()


def test_file_of_one_administrator_is_no_other_ones(office, sign_in):
    draft = checked(office, line("1"))
    other = sign_in(User.objects.create_superuser(email="sue@mail.example", name="Sue Site"))

    assert {other.get(step(name, draft)).status_code for name in ("columns", "check", "problems", "result")} == {404}
    assert {other.post(step(name, draft)).status_code for name in ("columns", "apply", "discard")} == {404}


def test_organisation_is_asked_for_where_there_are_several(office):
    assert 'name="organisation"' not in office.get(step("upload")).content.decode()
    own = Organisation.objects.create(name="Lark & Sons")
    partner = Organisation.objects.create(name="Wren Ltd", kind=Organisation.Kind.PARTNER)

    bring(office, text_of(line("1")), organisation=str(partner.pk))
    draft = ImportDraft.objects.get()
    look(office, draft)
    apply(office, draft)

    assert Profile.objects.get().organisation == partner != own


def test_check_leads_to_the_columns_while_nothing_was_checked(office):
    bring(office, text_of(line("1")))
    draft = ImportDraft.objects.get()

    assert office.get(step("check", draft)).url == step("columns", draft)
    assert (
        "Please look at what the import would do first."
        in office.post(step("apply", draft), follow=True).content.decode()
    )


def test_column_that_is_never_read_cannot_be_smuggled_in(office):
    bring(office, text_of(line("1")))
    draft = ImportDraft.objects.get()
    form: ColumnsForm = office.get(step("columns", draft)).context["form"]
    gender = next(place for place, sample in enumerate(form.samples) if sample.heading == "gender")
    data = {name: sample.field for name, sample in form.choosable()}

    office.post(step("columns", draft), {**data, f"column_{gender}": "job_title"})

    draft.refresh_from_db()
    assert ("gender" in draft.chosen, "CANARY" in str(draft.found)) == (False, False)


def test_list_of_imports_leads_to_a_new_one(office):
    UserFactory()

    page = office.get(reverse("admin:participants_importbatch_changelist")).content.decode()

    assert f'href="{step("upload")}"' in page
